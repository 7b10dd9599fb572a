from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.cs_vip.business_day import now

from . import common


@tagged("post_install", "-at_install")
class TestRootCause(common.DepartmentCase):
    """A repeat is closed with its root cause (C8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.first = cls._complaint(now(cls.env) - timedelta(days=10))
        cls.repeat = cls._complaint(now(cls.env))
        remedy = cls.env["cs.remedy"].create(
            {
                "ticket_id": cls.repeat.id,
                "kind_id": cls.env.ref("cs_department.remedy_kind_apology").id,
            }
        )
        remedy.action_approve()
        remedy.action_deliver()

    @classmethod
    def _complaint(cls, moment):
        return cls._new_ticket(
            cs_request_type_id=cls.complaint.id,
            cs_product_id=cls.sofa.id,
            cs_fault="ours",
            cs_cause_id=cls.env.ref("cs_department.cause_inspection").id,
            cs_department_id=cls.env.ref("cs_department.department_quality").id,
            cs_date_received=moment,
        )

    def _close(self, ticket):
        ticket._cs_record_word(True, "callback")
        ticket.with_user(self.users["clerk"]).stage_id = self.done

    def test_refused_in_words_without_it(self):
        self.assertEqual(self.repeat.cs_repeat_of_id, self.first)
        self.repeat.cs_root_cause = "  \n "
        with self.assertRaisesRegex(
            ValidationError, "Still needed: the root cause, because the complaint is"
        ):
            self._close(self.repeat)

    def test_closed_with_it(self):
        self.repeat.with_user(self.users["clerk"]).cs_root_cause = "Never checked"
        self._close(self.repeat)
        self.assertTrue(self.repeat.closed)

    def test_a_setting_makes_it_optional(self):
        self.company.cs_root_cause_optional = True
        self._close(self.repeat)
        self.assertTrue(self.repeat.closed)

    def test_the_closing_dialog_asks_for_it(self):
        wizard = self.env["cs.ticket.close"].with_user(self.users["clerk"])
        with Form(wizard.with_context(default_ticket_id=self.repeat.id)) as form:
            form.stage_id = self.done
            form.satisfied = "yes"
            form.root_cause = "Never checked"
        form.record.action_close()
        self.assertEqual(self.repeat.cs_root_cause, "Never checked")
        self.assertTrue(self.repeat.closed)

    def test_causes_by_repetition(self):
        self.repeat.cs_root_cause = "Never checked"
        action = self.env.ref("cs_department.action_repeat_analysis")
        self.assertEqual(action.domain, "[('cs_is_complaint', '=', True)]")
        for group in ("cs_cause_id", "cs_product_id", "cs_department_id"):
            rows = (
                self.env["helpdesk.ticket"]
                .with_user(self.users["supervisor"])
                ._read_group(
                    [
                        ("cs_is_complaint", "=", True),
                        ("company_id", "=", self.company.id),
                    ],
                    [group],
                    ["__count", "cs_is_repeat:sum"],
                )
            )
            self.assertEqual([(2, 1)], [(count, sum_) for _g, count, sum_ in rows])

    def test_no_repeat_any_more(self):
        self.repeat.cs_repeat_of_id = False
        self.assertEqual(self.repeat.cs_is_repeat, 0)
        self._close(self.repeat)
        self.assertTrue(self.repeat.closed)
