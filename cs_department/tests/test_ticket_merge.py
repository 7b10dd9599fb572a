from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from .portal_common import PortalCase, picture


@tagged("post_install", "-at_install")
class TestTicketMerge(PortalCase):
    """Two tickets about one matter: everything goes on at one place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_ticket(
            name="Creaks again",
            user_id=cls.owner.id,
            cs_request_type_id=cls.complaint.id,
            cs_sale_line_ids=[Command.set(cls.order.order_line[1].ids)],
        )

    def _merge(self, target, others, user=None):
        wizard = self.env["cs.ticket.merge"].with_user(user or self.owner)
        form = Form(wizard.with_context(default_ticket_id=target.id))
        for ticket in others:
            form.other_ids.add(ticket)
        return form.save().action_merge()

    def test_everything_moves(self):
        other = self.other
        remedy = self.env["cs.remedy"].create(
            {
                "ticket_id": other.id,
                "kind_id": self.env.ref("cs_department.remedy_kind_refund").id,
                "amount": 100,
            }
        )
        remedy.action_approve()
        promise = self.env["cs.promise"].create(
            {
                "name": "Call on Monday",
                "ticket_id": other.id,
                "date_due": Date.add(Date.today(), days=2),
                "company_id": self.company.id,
            }
        )
        quality = self.env.ref("cs_department.department_quality")
        self._new_employee(quality)
        referral = self.env["cs.referral"].create(
            {
                "ticket_id": other.id,
                "department_id": quality.id,
                "question": "Glue?",
            }
        )
        note = self.env["cs.restricted.note"].create(
            {"ticket_id": other.id, "name": "Family", "entry": "Ill"}
        )
        message = other.message_post(
            body="He called",
            attachments=[("photo.png", picture())],
            message_type="comment",
        )
        upload = self.env["ir.attachment"].create(
            {"name": "scan.png", "raw": picture(), "res_model": other._name}
        )
        upload.res_id = other.id
        task = other.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.owner.id, summary="Call"
        )
        follower = self.env["res.partner"].create({"name": "Neighbour"})
        other.message_subscribe(follower.ids)

        self._merge(self.ticket, other)

        target = self.ticket
        self.assertEqual(target.cs_sale_line_ids, self.order.order_line)
        for record in (remedy, promise, referral, note):
            self.assertEqual(record.ticket_id, target, record)
        self.assertEqual(remedy.state, "approved")
        self.assertEqual(message.res_id, target.id)
        self.assertEqual(message.attachment_ids.res_id, target.id)
        self.assertEqual(upload.res_id, target.id)
        self.assertEqual(task.res_id, target.id)
        self.assertIn(follower, target.message_partner_ids)
        self.assertTrue(other.closed)
        self.assertEqual(other.duplicate_id, target)
        self.assertIn(other.number, target.message_ids[:1].body)
        self.assertIn(target.number, "".join(other.message_ids.mapped("body")))

    def test_counts_once(self):
        self._merge(self.ticket, self.other)
        self.assertFalse(self.other.cs_is_complaint)
        self.assertFalse(self.other.cs_closed_user_id)
        self.assertTrue(self.ticket.cs_is_complaint)
        complaints = self.env["helpdesk.ticket"].search(
            [("cs_is_complaint", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertNotIn(self.other, complaints)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT cs_closed_user_id, cs_is_complaint FROM helpdesk_ticket"
            " WHERE id = %s",
            [self.other.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, False))

    def test_customer_is_not_told_of_a_closing(self):
        before = self.env["mail.mail"].search_count([])
        self._merge(self.ticket, self.other)
        mails = self.env["mail.mail"].search_count([("model", "=", "helpdesk.ticket")])
        self.assertLessEqual(mails, before)
        self.assertFalse(self.other.rating_ids)

    def test_opened_again_it_goes_its_own_way(self):
        self._merge(self.ticket, self.other)
        self.other.with_user(self.owner).stage_id = self.in_progress
        self.assertFalse(self.other.duplicate_id)
        self.assertTrue(self.other.cs_is_complaint)
        self.assertFalse(self.other.closed)

    def test_owner_stays(self):
        self.other.with_user(self.users["supervisor"]).user_id = self.users["clerk"]
        with self.assertRaisesRegex(UserError, "belongs to Clerk Test"):
            self._merge(self.ticket, self.other)
        self._merge(self.ticket, self.other, self.users["supervisor"])
        self.assertEqual(self.ticket.user_id, self.owner)
        self.assertEqual(self.other.user_id, self.users["clerk"])

    def test_another_customer(self):
        foreign = self._new_ticket(partner_id=self.other_customer.id)
        wizard = self.env["cs.ticket.merge"].create({"ticket_id": self.ticket.id})
        self.assertNotIn(foreign, wizard.candidate_ids)
        wizard.other_ids = foreign
        with self.assertRaisesRegex(UserError, "is of another customer"):
            wizard.action_merge()
        nobody = self._new_ticket(partner_id=False)
        wizard = self.env["cs.ticket.merge"].create({"ticket_id": nobody.id})
        wizard.other_ids = self.ticket
        with self.assertRaisesRegex(UserError, "is of another customer"):
            wizard.action_merge()

    def test_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.company_id = False
        foreign = self.env["helpdesk.ticket"].create(
            {
                "name": "Other shop",
                "description": "x",
                "partner_id": self.customer.id,
                "company_id": elsewhere.id,
            }
        )
        with self.assertRaisesRegex(UserError, "another company"):
            self.ticket._cs_merge(foreign)

    def test_closed_itself_and_twice(self):
        with self.assertRaisesRegex(UserError, "at least one other ticket"):
            self.ticket._cs_merge(self.ticket)
        self._merge(self.ticket, self.other)
        with self.assertRaisesRegex(UserError, "is closed or part of another one"):
            self.ticket._cs_merge(self.other)
        third = self._new_ticket()
        with self.assertRaisesRegex(UserError, "is closed or part of another one"):
            self.other._cs_merge(third)

    def test_not_past_the_wizard(self):
        with self.assertRaisesRegex(UserError, "Use “Merge Tickets”"):
            self.other.with_user(self.owner).duplicate_id = self.ticket
        with self.assertRaisesRegex(UserError, "Use “Merge Tickets”"):
            self._new_ticket("after_sales", duplicate_id=self.ticket.id)

    def test_rights(self):
        wizard = (
            self.env["cs.ticket.merge"].sudo().create({"ticket_id": self.ticket.id})
        )
        wizard.other_ids = self.other
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["general_manager"]).action_merge()

    def test_pending_handover_is_withdrawn(self):
        self.env["cs.ticket.handover"].with_user(self.owner)._ask(
            self.other, self.users["clerk"], "Holiday"
        )
        self._merge(self.ticket, self.other)
        self.assertEqual(self.other.cs_handover_ids.state, "withdrawn")
        self.assertFalse(
            self.ticket.activity_ids.filtered(
                lambda a: a.user_id == self.users["clerk"]
            )
        )
