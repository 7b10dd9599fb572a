from odoo import http
from odoo.tests import HttpCase, tagged

from . import common


@tagged("post_install", "-at_install")
class TestFixPortalClose(common.DepartmentCase, HttpCase):
    """https://github.com/OCA/helpdesk/issues/1089"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.enquiry = cls.env.ref("cs_department.request_type_enquiry")
        cls.own = cls._new_ticket(cs_request_type_id=cls.enquiry.id)
        cls.foreign = cls._new_ticket(
            partner_id=cls.other_customer.id, cs_request_type_id=cls.enquiry.id
        )

    def _post(self, ticket, stage=None, token=True, **values):
        data = {
            "ticket_id": ticket.id,
            "stage_id": (stage or self.done).id,
            **values,
        }
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open("/ticket/close", data=data, allow_redirects=False)

    def test_customer_closes_own_request(self):
        self.authenticate("test_portal", "test_portal")
        response = self._post(self.own)
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.own.stage_id, self.done)

    def test_foreign_ticket_is_not_found(self):
        self.authenticate("test_portal", "test_portal")
        self.assertEqual(self._post(self.foreign).status_code, 404)
        self.assertFalse(self.foreign.closed)
        ghost = self.foreign.browse(10**8)
        self.assertEqual(self._post(ghost).status_code, 404)

    def test_follower_of_a_foreign_ticket_cannot_close_it(self):
        self.foreign.message_subscribe(self.users["portal"].partner_id.ids)
        self.authenticate("test_portal", "test_portal")
        self.assertEqual(self._post(self.foreign).status_code, 403)
        self.assertFalse(self.foreign.closed)

    def test_link_does_not_close(self):
        self.authenticate("test_portal", "test_portal")
        response = self.url_open(
            f"/ticket/close?ticket_id={self.own.id}&stage_id={self.done.id}"
        )
        self.assertEqual(response.status_code, 405)
        self.assertFalse(self.own.closed)

    def test_without_token(self):
        self.authenticate("test_portal", "test_portal")
        self.assertEqual(self._post(self.own, token=False).status_code, 400)
        self.assertFalse(self.own.closed)

    def test_stage_that_is_not_offered(self):
        self.authenticate("test_portal", "test_portal")
        for xmlid in ("rejected", "in_progress"):
            stage = self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{xmlid}")
            self.assertEqual(self._post(self.own, stage).status_code, 403)
        self.assertFalse(self.own.closed)

    def test_nonsense(self):
        self.authenticate("test_portal", "test_portal")
        response = self._post(self.own, ticket_id="1 OR 1=1")
        self.assertEqual(response.status_code, 404)
        response = self._post(self.own, stage_id="")
        self.assertEqual(response.status_code, 404)

    def test_switched_off_by_the_company(self):
        self.company.cs_portal_close = False
        self.authenticate("test_portal", "test_portal")
        self.assertEqual(self._post(self.own).status_code, 403)
        page = self.url_open(f"/my/ticket/{self.own.id}")
        self.assertNotIn("/ticket/close", page.text)

    def test_complaints_are_closed_by_the_department(self):
        self.own.cs_request_type_id = self.env.ref(
            "cs_department.request_type_complaint"
        )
        self.authenticate("test_portal", "test_portal")
        self.assertEqual(self._post(self.own).status_code, 403)

    def test_a_complaint_is_withdrawn(self):
        """Where the department offers it, as long as nothing is under way."""
        cancelled = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        cancelled.close_from_portal = True
        self.env["res.lang"]._activate_lang("zh_CN")
        owner = self.users["after_sales"]
        self.own.write(
            {
                "cs_request_type_id": self.env.ref(
                    "cs_department.request_type_complaint"
                ).id,
                "user_id": owner.id,
                "cs_date_promised": "2030-01-01",
            }
        )
        promise = self.own.cs_promise_id
        remedy = self.env["cs.remedy"].create(
            {
                "ticket_id": self.own.id,
                "kind_id": self.env.ref("cs_department.remedy_kind_exchange").id,
            }
        )
        remedy.action_approve()
        self.authenticate("test_portal", "test_portal")
        response = self._post(self.own, cancelled)
        page = self.url_open(response.headers["Location"]).text
        self.assertIn("is on its way already", page)
        self.assertFalse(self.own.closed)
        self.assertEqual(promise.state, "open")
        remedy.action_reset()
        self._post(self.own, cancelled)
        self.assertTrue(self.own.closed)
        self.assertIn("Withdrawn by the customer", self.own.cs_closing_reason)
        self.assertEqual(promise.state, "released")
        task = self.own.activity_ids
        self.assertEqual(task.user_id, owner)
        self.assertIn("closed the request in the portal", task.summary)

    def test_page_offers_a_form_that_works(self):
        self.authenticate("test_portal", "test_portal")
        page = self.url_open(f"/my/ticket/{self.own.id}").text
        self.assertIn('data-id="number"', page)
        self.assertIn('action="/ticket/close"', page)
        form = page.split('action="/ticket/close"')[0].rsplit("<form", 1)[1]
        self.assertIn('method="POST"', form)
        self.assertIn('name="csrf_token"', page.split('action="/ticket/close"')[1])

    def test_employee_without_the_ticket_cannot_close_it(self):
        self.authenticate("test_internal", "test_internal")
        self.assertEqual(self._post(self.own).status_code, 404)
        self.assertFalse(self.own.closed)

    def test_portal_page_hides_the_private_name_of_staff(self):
        self.own.user_id = self.users["clerk"]
        self.authenticate("test_portal", "test_portal")
        page = self.url_open(f"/my/ticket/{self.own.id}").text
        self.assertIn("Service Desk", page)
        self.assertNotIn("Clerk Test", page)
        self.assertNotIn("test_clerk@example.com", page)
