from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketClosing(common.DepartmentCase):
    """A complaint closes with cause, remedy and the customer's word (C5, C9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.in_progress = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        cls.cause = cls.env.ref("cs_department.cause_inspection")
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")

    def setUp(self):
        super().setUp()
        self.ticket = self._new_ticket(
            "after_sales",
            user_id=self.users["after_sales"].id,
            cs_request_type_id=self.complaint.id,
        )

    def _remedy(self, state="delivered", **values):
        remedy = self.env["cs.remedy"].create(
            {
                "ticket_id": self.ticket.id,
                "kind_id": self.env.ref("cs_department.remedy_kind_exchange").id,
                **values,
            }
        )
        if state == "delivered":
            remedy.action_approve()
            remedy.action_deliver()
        return remedy

    def _close(self, satisfied="yes", stage=None, reason=None):
        wizard = self.env["cs.ticket.close"].with_user(self.users["after_sales"])
        with Form(wizard.with_context(default_ticket_id=self.ticket.id)) as form:
            if stage:
                form.stage_id = stage
            if satisfied:
                form.satisfied = satisfied
                form.note = "Thank you"
            if reason:
                form.reason = reason
        form.save().action_close()

    def test_everything_missing_is_named(self):
        with self.assertRaises(ValidationError) as caught:
            self.ticket.stage_id = self.done
        message = str(caught.exception)
        for part in ("the cause", "a remedy delivered", "the customer's confirmation"):
            self.assertIn(part, message)

    def test_open_remedy_keeps_the_complaint_open(self):
        self.ticket.cs_cause_id = self.cause
        self._remedy()
        self._remedy("sought")
        with self.assertRaisesRegex(ValidationError, "remedies that are still open"):
            self._close()

    def test_closed_satisfied(self):
        self.ticket.cs_cause_id = self.cause
        self._remedy()
        self._close()
        self.assertTrue(self.ticket.closed)
        self.assertTrue(self.ticket.cs_satisfied)
        self.assertTrue(self.ticket.cs_date_confirmed)
        self.assertEqual(self.ticket.cs_confirmation_note, "Thank you")
        self.assertEqual(self.ticket.cs_closed_user_id, self.users["after_sales"])
        self.assertTrue(self.ticket.closed_date)
        self.assertEqual(self.ticket.cs_resolution_rate, 100)

    def test_closed_not_satisfied_with_refused_remedy(self):
        self.ticket.cs_cause_id = self.cause
        remedy = self._remedy("sought")
        remedy.refusal_reason = "Special-price goods are not returned."
        remedy.action_refuse()
        self._close("no")
        self.assertTrue(self.ticket.closed)
        self.assertFalse(self.ticket.cs_satisfied)
        self.assertEqual(self.ticket.cs_resolution_rate, 0)

    def test_cause_of_a_person_needs_the_department(self):
        self.ticket.cs_cause_id = self.env.ref("cs_department.cause_attitude")
        self._remedy()
        with (
            self.assertRaisesRegex(ValidationError, "department that answers"),
            self.env.cr.savepoint(),
        ):
            self._close()
        self.ticket.cs_department_id = self.env.ref("cs_department.department_sales")
        self._close()
        self.assertTrue(self.ticket.closed)

    def test_cancelled_needs_no_outcome_but_a_reason(self):
        cancelled = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        with self.assertRaisesRegex(AssertionError, "reason is a required field"):
            self._close(satisfied=None, stage=cancelled)
        with (
            self.assertRaisesRegex(ValidationError, "without an outcome. Use “Close”"),
            self.env.cr.savepoint(),
        ):
            self.ticket.stage_id = cancelled
        self._close(satisfied=None, stage=cancelled, reason="The wrong shop")
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.cs_closing_reason, "The wrong shop")
        self.assertEqual(self.ticket.cs_closing_ids.reason, "The wrong shop")
        self.ticket.stage_id = self.in_progress
        self.assertFalse(self.ticket.cs_closing_reason, "the next one has its own")

    def test_not_cancelled_while_something_is_under_way(self):
        self._remedy("sought").action_approve()
        with (
            self.assertRaisesRegex(ValidationError, "Still under way: Exchange"),
            self.env.cr.savepoint(),
        ):
            self._cancel(self.ticket)
        self.ticket.cs_request_type_id = self.env.ref(
            "cs_department.request_type_enquiry"
        )
        with (
            self.assertRaisesRegex(ValidationError, "Still under way: Exchange"),
            self.env.cr.savepoint(),
        ):
            self.ticket.stage_id = self.done
        # sudo: takes it back, whoever may
        self.ticket.sudo().cs_remedy_ids.action_reset()
        self._cancel(self.ticket)
        self.assertTrue(self.ticket.closed)

    def test_not_cancelled_while_goods_move(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_customers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "cs_ticket_id": self.ticket.id,
            }
        )
        with (
            self.assertRaisesRegex(ValidationError, picking.name),
            self.env.cr.savepoint(),
        ):
            self._cancel(self.ticket)
        picking.action_cancel()
        self._cancel(self.ticket)

    def test_a_dialog_left_open_changes_nothing(self):
        self.ticket.cs_cause_id = self.cause
        self._remedy()
        wizard = self.env["cs.ticket.close"].with_user(self.users["after_sales"])
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        form.satisfied = "no"
        late = form.save()
        self._close()
        with self.assertRaisesRegex(UserError, "closed already, by After Sales Test"):
            late.action_close()
        self.assertTrue(self.ticket.cs_satisfied)
        self.assertEqual(self.ticket.cs_confirmation_note, "Thank you")

    def test_other_requests_close_freely(self):
        self.ticket.cs_request_type_id = self.env.ref(
            "cs_department.request_type_enquiry"
        )
        self.ticket.stage_id = self.done
        self.assertTrue(self.ticket.closed)
        with self.assertRaisesRegex(ValidationError, "cannot be closed yet"):
            self.ticket.cs_request_type_id = self.complaint

    def test_reopening_takes_the_confirmation_back_and_counts(self):
        self.ticket.cs_cause_id = self.cause
        self._remedy()
        self._close()
        self.ticket.stage_id = self.in_progress
        self.assertFalse(self.ticket.cs_satisfied)
        self.assertFalse(self.ticket.cs_date_confirmed)
        self.assertFalse(self.ticket.cs_closed_user_id)
        self.assertFalse(self.ticket.closed_date)
        self.assertEqual(self.ticket.cs_reopen_count, 1)
        with self.assertRaisesRegex(ValidationError, "customer's confirmation"):
            self.ticket.stage_id = self.done

    def test_owner_at_closing_stays_when_the_owner_changes_later(self):
        self.ticket.cs_cause_id = self.cause
        self._remedy()
        self._close()
        self.ticket.sudo().user_id = self.users["clerk"]
        self.assertEqual(self.ticket.cs_closed_user_id, self.users["after_sales"])
