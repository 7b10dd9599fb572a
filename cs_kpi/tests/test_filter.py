"""Measures without code: what they count, and what they refuse (P1)."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestFilter(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = [
            cls._new_callback("agent", date_done="2026-10-03", satisfaction=4),
            cls._new_callback("agent", date_done="2026-10-31", satisfaction=1),
            cls._new_callback("agent", date_done="2026-11-01", satisfaction=1),
            cls._new_callback("agent"),
            cls._new_callback("clerk", date_done="2026-10-04", satisfaction=5),
        ]

    def indicator(self, role="manager", **values):
        indicators = self.env["cs.kpi.indicator"].with_user(self.users[role])
        return indicators.create(
            {
                "name": "Calls Made",
                "code": "calls_made",
                "measure": "filter",
                "unit": "count",
                "source_model": "cs.callback",
                "source_domain": "[('state', '=', 'done')]",
                "source_date": "date_done",
                "source_owner": "user_id",
                **values,
            }
        )

    def line(self, role="agent", **values):
        """The line of a scheme that reports the indicator."""
        indicator = self.indicator(**values)
        scheme = self.scheme.copy({"date_from": MONTH})
        scheme.line_ids = [
            (0, 0, {"indicator_id": indicator.id, "scoring": "report", "weight": 0})
        ]
        scheme.action_publish()
        self._compute()
        return self._line(self._appraisal(role), indicator.code)

    def test_count(self):
        line = self.line()
        self.assertEqual((line.numerator, line.denominator, line.value), (2, 0, 2))
        self.assertEqual(
            set(line.evidence_ids.mapped("res_id")), {c.id for c in self.made[:2]}
        )
        self.assertEqual(line.evidence_ids[0].kind, "other")
        self.assertEqual(line.score, 0)

    def test_average(self):
        line = self.line(
            unit="average", source_aggregate="average", source_value="satisfaction"
        )
        self.assertEqual((line.numerator, line.denominator, line.value), (5, 2, 2.5))
        self.assertEqual(set(line.evidence_ids.mapped("value")), {4, 1})

    def test_ratio(self):
        line = self.line(
            unit="percent",
            source_aggregate="ratio",
            source_domain="[('state', '=', 'done'), ('satisfaction', '>=', 4)]",
            source_base="[('state', '=', 'done')]",
        )
        self.assertEqual((line.numerator, line.denominator, line.value), (1, 2, 50))
        self.assertEqual(line.evidence_count, 2)
        self.assertTrue(line.small_sample)

    def test_dividing_by_nothing(self):
        line = self.line(
            "specialist",
            unit="percent",
            source_aggregate="ratio",
            source_base="[('state', '=', 'done')]",
        )
        self.assertEqual((line.rated, line.value), (False, 0))

    def test_moments_follow_the_company_time_zone(self):
        """Shanghai's October begins on 30 September, 16:00 UTC."""
        for moment in (
            "2026-09-30 15:59:59",
            "2026-09-30 16:00:00",
            "2026-10-31 15:59:59",
            "2026-10-31 16:00:00",
        ):
            self._new_complaint("agent", closed=moment)
        line = self.line(
            source_model="helpdesk.ticket",
            source_domain="[('cs_request_type_id.is_complaint', '=', True)]",
            source_date="closed_date",
            source_owner="cs_closed_user_id",
        )
        self.assertEqual(line.value, 2)
        self.assertEqual(str(max(line.evidence_ids.mapped("date"))), "2026-10-31")

    def test_owned_by_an_employee(self):
        self._new_incident("agent", "chat")
        line = self.line(
            source_model="cs.kpi.incident",
            source_domain="[]",
            source_date="date",
            source_owner="employee_id",
        )
        self.assertEqual(line.value, 1)

    def test_archived_ones_do_not_count_unless_asked_for(self):
        self.made[0].active = False
        self.assertEqual(self.line().value, 1)
        self.assertEqual(
            self.line(
                code="all_calls",
                source_domain="[('active', 'in', [True, False]),"
                " ('state', '=', 'done')]",
            ).value,
            2,
        )

    def test_record_rules_of_the_manager_hold(self):
        """Records that the manager's role does not see are not counted."""
        self.env["ir.rule"].create(
            {
                "name": "Only good ones",
                "model_id": self.env["ir.model"]._get_id("cs.callback"),
                "domain_force": "[('satisfaction', '!=', 1)]",
            }
        )
        self.assertEqual(self.line().value, 1)

    def test_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.made[0].company_id = other
        self.users["manager"].company_ids += other
        self.assertEqual(self.line().value, 1)

    def test_another_manager_takes_the_place(self):
        indicator = self.indicator()
        self.assertEqual(indicator.source_user_id, self.users["manager"])
        self.assertEqual(indicator._source_user(self.company), self.users["manager"])
        self.users["manager"].active = False
        others = self.env.ref("cs_department.group_manager").all_user_ids
        for user in others.filtered(lambda u: self.company in u.company_ids):
            user.active = False
        with self.refused(UserError, "has none. Give somebody that role"):
            indicator._source_user(self.company)
        second = self._new_user("second", "cs_department.group_manager")
        self.assertEqual(indicator._source_user(self.company), second)

    def test_one_statement_for_everybody(self):
        indicator = self.indicator()
        measures = self.env["cs.kpi.measure"]
        counts = []
        for users in (
            self.users["agent"],
            self.env["res.users"].union(*self.users.values()),
        ):
            scope = measures._scope(
                self.company, indicator, MONTH, users, users.employee_ids
            )
            measures._rows(scope)
            start = self.env.cr.sql_log_count
            self.env.cr.execute(measures._rows(scope).select)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    def test_used_ones_keep_their_source(self):
        line = self.line()
        for values in ({"source_domain": "[]"}, {"unit": "percent"}):
            with self.refused(UserError, "keeps its source and unit"):
                line.indicator_id.write(values)
        line.indicator_id.name = "Calls"

    def test_refused_filters(self):
        indicator = self.indicator()
        for text in (
            "DROP TABLE res_users",
            "1=1; DELETE FROM cs_callback",
            "[('state', '=', 'done') OR 1=1]",
            "__import__('os').system('id')",
            "[('state', '=', uid)]",
            "[('date_done', '>=', context_today())]",
            "[lambda: 1]",
            "{'state': 'done'}",
            "('state', '=', 'done')",
            "[('state', '=')]",
            "[('state', 'inselect', 'SELECT 1')]",
            "[('state', '=', [['x']])]",
            "[('state', '=', ('a', {}))]",
            "[(1, '=', 2)]",
            "['state']",
            "['&', ('state', '=', 'done')]",
            "[" * 2000,
        ):
            with (
                self.subTest(text=text[:40]),
                self.refused(
                    ValidationError, "not a filter|not understood|does not fit"
                ),
            ):
                indicator.source_domain = text

    def test_refused_models_and_fields(self):
        refused = (
            ({"source_model": "ir.config_parameter"}, "cannot read"),
            ({"source_model": "cs.kpi.compute.wizard"}, "cannot read"),
            ({"source_model": "no.such.model"}, "cannot read|Wrong value"),
            ({"source_model": "hr.version"}, "cannot read"),
            ({"source_domain": "[('no_field', '=', 1)]"}, "has no field"),
            ({"source_domain": "[('user_id.password', '=', 'x')]"}, "not stored"),
            ({"source_domain": "[('display_name', '=', 'x')]"}, "not stored"),
            (
                {"source_domain": "[('user_id.totp_secret', '!=', False)]"},
                "not stored|closed|has no field",
            ),
            ({"source_domain": "[('state.name', '=', 'x')]"}, "not understood"),
            (
                {"source_domain": "[('user_id.employee_ids.private_email', '=', 'a')]"},
                "cannot read|closed|not stored",
            ),
            (
                {
                    "source_domain": "[('user_id', 'any', "
                    "[('employee_ids.work_email', '=', 'a')])]"
                },
                "cannot read|closed|not stored",
            ),
            ({"source_date": "partner_id"}, "of another kind"),
            ({"source_date": False}, "has no field"),
            ({"source_owner": "partner_id"}, "neither a user nor an employee"),
            ({"source_owner": "state"}, "of another kind"),
            ({"unit": "percent"}, "The unit of"),
            (
                {"source_aggregate": "average", "unit": "average"},
                "has no field",
            ),
            (
                {
                    "source_aggregate": "average",
                    "unit": "average",
                    "source_value": "state",
                },
                "of another kind",
            ),
            ({"source_model": False}, "Say for"),
        )
        for number, (values, message) in enumerate(refused):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex((ValidationError, ValueError), message),
            ):
                self.indicator(code=f"bad_{number}", **values)

    def test_fields_closed_to_the_role(self):
        field = self.env["cs.callback"]._fields["opinion"]
        self.addCleanup(setattr, field, "groups", field.groups)
        field.groups = "base.group_system"
        with self.refused(ValidationError, "is closed to the manager's role"):
            self.indicator(source_domain="[('opinion', '!=', False)]")

    def test_models_offered(self):
        names = [name for name, _label in self.env["cs.kpi.source"]._models()]
        self.assertIn("cs.callback", names)
        self.assertIn("helpdesk.ticket", names)
        for hidden in ("ir.config_parameter", "cs.vip.document", "hr.version"):
            self.assertNotIn(hidden, names)

    def test_form(self):
        """Another model starts the filter anew; the unit follows the figure."""
        form = Form(self.env["cs.kpi.indicator"].with_user(self.users["manager"]))
        form.name, form.code, form.measure = "Calls", "calls", "filter"
        form.source_model = "cs.callback"
        form.source_domain = "[('state', '=', 'done')]"
        form.source_date, form.source_owner = "date_planned", "user_id"
        form.source_aggregate = "count"
        self.assertEqual(form.unit, "count")
        indicator = form.save()
        self.assertEqual(indicator.source_user_id, self.users["manager"])
        form.source_model = "cs.feedback"
        self.assertEqual(form.source_domain, "[]")
        self.assertFalse(form.source_owner)
