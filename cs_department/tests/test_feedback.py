from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestFeedback(common.DepartmentCase):
    """A5: collected, summarised, proposed, approved by the manager, closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env.ref("cs_department.feedback_topic_quality")
        cls.feedback = cls._collect(cls.users["specialist"])

    @classmethod
    def _collect(cls, user, **values):
        return (
            cls.env["cs.feedback"]
            .with_user(user)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "topic_id": cls.topic.id,
                    "description": "The drawer jams.",
                    **values,
                }
            )
        )

    def test_whole_way(self):
        feedback = self.feedback
        self.assertEqual(feedback.state, "collected")
        self.assertEqual(feedback.kind, "ordinary")
        self.assertEqual(feedback.user_id, self.users["specialist"])
        feedback.summary = "Drawers of the series jam"
        feedback.action_summarise()
        feedback.proposal = "Other rails"
        feedback.action_propose()
        feedback.with_user(self.users["manager"]).action_approve()
        self.assertEqual(feedback.approved_user_id, self.users["manager"])
        feedback.outcome = "Rails changed"
        feedback.action_close()
        self.assertEqual(feedback.state, "closed")

    def test_each_step_needs_its_text(self):
        with self.assertRaisesRegex(UserError, 'Write down "Summary" first'):
            self.feedback.action_summarise()
        with self.assertRaisesRegex(UserError, 'Write down "What Came of It" first'):
            self.feedback.action_close()

    def test_only_the_manager_approves(self):
        self.feedback.write({"summary": "x", "proposal": "y"})
        self.feedback.action_summarise()
        self.feedback.action_propose()
        with self.assertRaisesRegex(UserError, "up to others"):
            self.feedback.action_approve()
        with self.assertRaisesRegex(UserError, "up to others"):
            self.feedback.with_user(self.users["supervisor"]).state = "approved"

    def test_steps_cannot_be_skipped(self):
        with self.assertRaisesRegex(UserError, 'from "Collected" to "Approved"'):
            self.feedback.with_user(self.users["manager"]).action_approve()
        with self.assertRaisesRegex(UserError, 'begins as "Collected"'):
            self._collect(self.users["specialist"], state="closed")

    def test_future_date_is_refused(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._collect(self.users["specialist"], date=tomorrow)

    def test_desk_keeps_its_own(self):
        clerk = self.users["clerk"]
        own = self._collect(clerk)
        own.description = "The upper drawer jams."
        feedback = self.feedback.with_user(clerk)
        self.assertEqual(feedback.topic_id, self.topic, "everybody reads")
        with self.assertRaises(AccessError):
            feedback.description = "changed"

    def test_department_concerned_reads_its_own(self):
        contact = self.users["contact"]
        with self.assertRaises(AccessError):
            self.feedback.with_user(contact).read(["description"])
        department = self.env["hr.department"].create(
            {"name": "Quality Test", "company_id": self.company.id}
        )
        self.env["hr.employee"].create(
            {
                "name": "Q",
                "user_id": contact.id,
                "department_id": department.id,
                "company_id": self.company.id,
            }
        )
        self.topic.department_id = department
        self.assertEqual(
            self.feedback.with_user(contact).description, "The drawer jams."
        )

    def test_installers_and_sales_do_not_read(self):
        for role in ("installer", "sales", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.feedback.with_user(self.users[role]).read(["description"])
