from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.cs_vip.business_day import business_day

from .portal_common import SIGNATURE, PortalCase

REPORT = "odoo.addons.base.models.ir_actions_report.IrActionsReport._render_qweb_pdf"


@tagged("post_install", "-at_install")
class TestTicketConfirmation(PortalCase):
    """Signature on the spot, callback, closings with their record (C5, C9)."""

    def _settle(self):
        remedy = self._propose()
        remedy._accept("Lin Yue", "phone")
        remedy.action_deliver()
        return remedy

    def _close(self, **values):
        wizard = self.env["cs.ticket.close"].with_user(self.owner)
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        for name, value in {"satisfied": "yes", **values}.items():
            setattr(form, name, value)
        form.save().action_close()

    def test_signature_on_the_spot(self):
        self._settle()
        with self.assertRaisesRegex(UserError, "Let the customer sign"):
            self._close(how="on_spot")
        self.assertFalse(self.ticket.closed)
        self._close(how="on_spot", signature=SIGNATURE, note="Very good")
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.cs_confirmed_how, "on_spot")
        self.assertEqual(self.ticket.cs_signed_by, "Lin Yue")
        self.assertEqual(self.ticket.cs_signature.decode(), SIGNATURE)
        closing = self.ticket.cs_closing_ids
        self.assertEqual(closing.user_id, self.owner)
        self.assertEqual(closing.how, "on_spot")
        self.assertEqual(closing.words, "Very good")

    def test_not_written_by_hand(self):
        ticket = self.ticket.with_user(self.owner)
        for values in (
            {"cs_confirmed_how": "portal"},
            {"cs_signature": SIGNATURE},
            {"cs_date_confirmed": "2026-01-01"},
            {"cs_satisfied": True},
        ):
            with self.assertRaisesRegex(AccessError, "recorded by the confirmation"):
                ticket.write(values)
        with self.assertRaises(AccessError):
            self.env["cs.ticket.closing"].with_user(self.owner).create(
                {"ticket_id": ticket.id, "date": "2026-01-01"}
            )

    def test_each_closing_is_kept(self):
        self._settle()
        self._close()
        first = self.ticket.cs_closing_ids
        self.ticket.with_user(self.owner).stage_id = self.in_progress
        self.assertTrue(first.date_reopened)
        self.assertEqual(first.reopened_by_id, self.owner)
        self.assertEqual(first.satisfied, "yes")
        self.assertFalse(self.ticket.cs_confirmed_how)
        self.assertFalse(self.ticket.closed_date)
        self.assertEqual(self.ticket.cs_reopen_count, 1)
        self._close(satisfied="no")
        second = self.ticket.cs_closing_ids - first
        self.assertEqual(second.satisfied, "no")
        self.assertFalse(second.date_reopened)

    def test_handling_sheets_are_kept_once_each(self):
        self._settle()
        self._close()
        closing = self.ticket.cs_closing_ids
        self.assertEqual(closing.sheet_state, "pending")
        with self.assertRaisesRegex(UserError, "being made"):
            closing.action_open_sheet()
        with patch(REPORT, return_value=(b"%PDF-1.4 one", "pdf")) as render:
            closing._keep_sheet()
        self.assertEqual(render.call_count, 1)
        self.assertEqual(closing.sheet_state, "done")
        self.assertEqual(closing.sheet_id.raw, b"%PDF-1.4 one")
        self.assertEqual(closing.sheet_id.res_model, "cs.ticket.closing")
        self.assertIn(str(closing.sheet_id.id), closing.action_open_sheet()["url"])
        self.assertNotIn(closing.sheet_id, self.ticket._cs_portal_files())
        self.ticket.stage_id = self.in_progress
        self._close()
        again = self.ticket.cs_closing_ids - closing
        with patch(REPORT, return_value=(b"%PDF-1.4 two", "pdf")):
            again._keep_sheet()
        self.assertEqual(closing.sheet_id.raw, b"%PDF-1.4 one")
        self.assertEqual(again.sheet_id.raw, b"%PDF-1.4 two")

    def test_sheet_that_cannot_be_printed_holds_up_nobody(self):
        self._settle()
        self._close()
        closing = self.ticket.cs_closing_ids
        with patch(REPORT, side_effect=UserError("no wkhtmltopdf")):
            closing._keep_sheet()
        self.assertEqual(closing.sheet_state, "failed")

    def test_thanks_and_rating_are_queued(self):
        self._settle()
        sent = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        with patch(
            "odoo.addons.base.models.ir_mail_server.IrMail_Server.send_email"
        ) as send:
            self._close()
        self.assertFalse(send.called)
        mail = self.env["mail.mail"].search(
            [("id", ">", sent), ("model", "=", "helpdesk.ticket")]
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("/rate/", mail.body_html)
        self.assertNotIn("After Sales Test", mail.body_html)
        self.assertNotIn("after_sales@example.com", mail.email_from)

    def test_satisfied_while_something_is_missing(self):
        self.ticket._cs_confirm(True, "callback", name="Lin Yue")
        self.assertFalse(self.ticket.closed)
        self.assertIn("Still missing", "".join(self.tasks()))

    def test_not_satisfied_after_closing_opens_again(self):
        self._settle()
        self._close()
        self.ticket._cs_confirm(False, "callback", name="Lin Yue", words="It creaks")
        self.assertFalse(self.ticket.closed)
        self.assertFalse(self.ticket.cs_satisfied)
        self.assertEqual(self.ticket.cs_reopen_count, 1)
        self.assertIn("The customer is not satisfied", self.tasks())

    # callbacks

    def _callback(self, settled):
        self.customer.phone = "+86 138 0013 8000"
        plan = self.env["cs.callback.plan"].create(
            {
                "name": "After",
                "purpose": "after_complaint",
                "hour_from": 0,
                "hour_to": 24,
                "company_id": self.company.id,
            }
        )
        callback = self.env["cs.callback"].create(
            {
                "partner_id": self.customer.id,
                "plan_id": plan.id,
                "user_id": self.users["specialist"].id,
                "origin_ticket_id": self.ticket.id,
                "company_id": self.company.id,
            }
        )
        mine = callback.with_user(self.users["specialist"])
        mine.action_reached()
        mine.write({"settled": settled, "opinion": "As he said"})
        mine.action_done()
        return callback

    def test_call_confirms(self):
        self._settle()
        self.ticket.stage_id = self.confirmation
        callback = self._callback("yes")
        self.assertEqual(callback.state, "done")
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.cs_confirmed_how, "callback")
        self.assertEqual(self.ticket.cs_confirmation_note, "As he said")

    def test_call_objects(self):
        self._settle()
        self._close()
        self._callback("no")
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        closing = self.ticket.cs_closing_ids
        self.assertTrue(closing.date_reopened)

    def test_merged_tickets_are_not_called(self):
        self._settle()
        self._close()
        plan = self.env["cs.callback.plan"].create(
            {
                "name": "After",
                "purpose": "after_complaint",
                "days_to": 30,
                "company_id": self.company.id,
            }
        )
        day = business_day(self.company, self.ticket.closed_date)
        self.assertEqual(len(plan._pick_after_complaint(day)), 1)
        self.ticket.duplicate_id = self._new_ticket()
        self.assertEqual(plan._pick_after_complaint(day), [])

    # the next contact

    def _contact(self, **values):
        wizard = self.env["cs.ticket.contact"].with_user(self.owner)
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        for name, value in {"date": "2030-03-04 03:00:00", **values}.items():
            setattr(form, name, value)
        form.save().action_plan()

    def test_next_contact_is_a_call(self):
        self.customer.phone = "+86 138 0013 8000"
        self._contact(note="Ask for the batch")
        call = self.ticket.cs_callback_ids
        self.assertEqual(str(call.date_next), "2030-03-04 03:00:00")
        self.assertEqual(call.user_id, self.owner)
        self.assertEqual(call.purpose, "other")
        self.assertEqual(call.purpose_note, "Ask for the batch")
        self._contact(reason="confirm")
        self.assertIn("after_complaint", self.ticket.cs_callback_ids.mapped("purpose"))

    def test_next_contact_without_phone_is_a_task(self):
        self.customer.phone = False
        self._contact()
        self.assertFalse(self.ticket.cs_callback_ids)
        self.assertEqual(self.tasks(), ["Customer Not Reached"])

    def test_next_contact_is_made_by_a_colleague(self):
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = self.users["clerk"]
        elsewhere.write({"company_ids": [(6, 0, abroad.ids)], "company_id": abroad.id})
        wizards = self.env["cs.ticket.contact"].with_user(self.owner)
        for user in (self.users["portal"], elsewhere):
            wizard = wizards.create(
                {
                    "ticket_id": self.ticket.id,
                    "date": "2030-03-04 03:00:00",
                    "user_id": user.id,
                }
            )
            with self.assertRaisesRegex(UserError, "does not work here"):
                wizard.action_plan()
        self.assertFalse(self.ticket.cs_callback_ids)

    def test_next_contact_in_the_past_or_at_night(self):
        self.customer.phone = "+86 138 0013 8000"
        with self.assertRaisesRegex(UserError, "in the past"):
            self._contact(date="2020-01-01 00:00:00")
        with self.assertRaisesRegex(UserError, "are called between"):
            self._contact(date="2030-03-04 19:00:00")
