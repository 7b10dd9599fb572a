"""What a customer said of a ticket is theirs alone, and said once."""

from datetime import timedelta

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCase

INSIDE = (
    "installer",
    "sales",
    "sales_manager",
    "contact",
    "internal",
    "specialist",
    "agent",
    "clerk",
    "after_sales",
    "supervisor",
    "manager",
)


@tagged("post_install", "-at_install")
class TestFixRating(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket.cs_request_type_id = cls.env.ref(
            "cs_department.request_type_enquiry"
        )
        cls.ticket.stage_id = cls.done
        cls.ticket.rating_ids.unlink()
        cls.token = cls.ticket._rating_get_access_token(cls.customer)
        cls.rating = cls.ticket.rating_ids

    def _by_link(self, rate):
        self.authenticate(None, None)
        token = http.Request.csrf_token(self)
        return self.url_open(
            f"/rate/{self.token}/submit_feedback",
            data={"rate": rate, "csrf_token": token},
        )

    def _given(self):
        return self.ticket.rating_ids.filtered("consumed").mapped("rating")

    def test_nobody_inside_writes_a_rating(self):
        values = {
            "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": self.ticket.id,
            "rating": 5,
            "consumed": True,
        }
        for role in INSIDE:
            rating = self.rating.with_user(self.users[role])
            for change in (
                lambda rating=rating: rating.write({"rating": 5, "feedback": "x"}),
                lambda rating=rating: rating.reset(),
                lambda rating=rating: rating.unlink(),
                lambda rating=rating: rating.create(values),
            ):
                with self.assertRaises(AccessError, msg=role):
                    change()
            with self.assertRaises(AccessError, msg=role):
                rating.read(["access_token"])

    def test_a_rating_does_not_become_one_of_a_ticket(self):
        partner = self.env["ir.model"]._get_id("res.partner")
        user = self.users["clerk"]
        rating = self.env["rating.rating"].with_user(user)
        rating = rating.create({"res_model_id": partner, "res_id": self.customer.id})
        rating.rating = 3
        with self.assertRaises(AccessError):
            rating.write(
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": self.ticket.id,
                }
            )

    def test_read_as_far_as_the_ticket(self):
        self.ticket.user_id = self.owner
        self.env.flush_all()
        for role in INSIDE:
            user = self.users[role]
            seen = self.ticket.with_user(user).has_access("read")
            rating = self.rating.with_user(user)
            found = rating.search([("id", "=", rating.id)])
            self.assertEqual(bool(found), seen, role)
            self.assertEqual(rating.has_access("read"), seen, role)
            rating.invalidate_recordset()
            if not seen:
                with self.assertRaises(AccessError, msg=role):
                    rating.read(["rating"])
        self.assertTrue(self.rating.with_user(self.owner).has_access("read"))
        self.assertFalse(self.rating.with_user(self.users["sales"]).has_access("read"))

    def test_a_message_brings_no_rating_and_takes_none(self):
        ticket = self.ticket.with_user(self.owner)
        ticket.message_post(body="Well done", rating_value=5)
        self.assertNotIn("rating_value", ticket._get_allowed_message_params())
        self.assertFalse(self._given())
        self.ticket.rating_apply(1, token=self.token)
        self.rating.message_id.unlink()
        self.assertEqual(self._given(), [1])

    def test_the_link_is_used_once(self):
        self.assertIn("Thank you", self._by_link(1).text)
        self.assertEqual(self._given(), [1])
        self.assertIn("Thank you for your feedback", self._by_link(5).text)
        page = self.url_open(f"/rate/{self.token}/5")
        self.assertIn("Thank you for your feedback", page.text)
        self.assertEqual(self._given(), [1])

    def test_once_for_each_closing(self):
        self.post("rate", rate="1")
        answer = self.post("rate", rate="5")
        self.assertIn("rated already", self.answer(answer))
        sibling = self.ticket._rating_get_access_token(self.users["portal"].partner_id)
        with self.assertRaisesRegex(UserError, "rated already"):
            self.ticket.rating_apply(5, token=sibling)
        self.assertEqual(self._given(), [1])
        self.rating.rated_on -= timedelta(days=1)
        self.ticket.stage_id = self.in_progress
        self.ticket.stage_id = self.done
        self.assertIn("How was our service?", self.page().text)
        self.post("rate", rate="5")
        self.assertCountEqual(self._given(), [1, 5])
        self.assertIn("Thank you for your rating", self.page().text)
