from odoo.exceptions import ValidationError
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

    def _close(self, satisfied="yes", stage=None):
        wizard = self.env["cs.ticket.close"].with_user(self.users["after_sales"])
        with Form(wizard.with_context(default_ticket_id=self.ticket.id)) as form:
            if stage:
                form.stage_id = stage
            if satisfied:
                form.satisfied = satisfied
                form.note = "Thank you"
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
        with self.assertRaisesRegex(ValidationError, "department that answers"):
            self._close()
        self.ticket.cs_department_id = self.env.ref("cs_department.department_sales")
        self._close()
        self.assertTrue(self.ticket.closed)

    def test_cancelled_needs_no_outcome(self):
        self._close(
            satisfied=None,
            stage=self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled"),
        )
        self.assertTrue(self.ticket.closed)

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
