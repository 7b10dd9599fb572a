from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from . import visit_common


@tagged("post_install", "-at_install")
class TestVisitOnSite(visit_common.VisitCase):
    """I2, I3, I7: what the crew records, with the installer's rights alone."""

    def test_done(self):
        visit = self._done()
        self.assertEqual(visit.state, "done")
        self.assertEqual((visit.product_rating, visit.service_rating), (5, 4))
        self.assertEqual(visit.date_arrival, datetime(2026, 3, 10, 2))
        self.assertEqual(visit.date_done, datetime(2026, 3, 10, 2))

    def test_checklist_before_leaving(self):
        visit = self._schedule(self._new_visit()).with_user(self.installer)
        visit.with_user(self.clerk).action_confirm()
        with self.assertRaisesRegex(UserError, "Not checked before leaving: Tools"):
            visit.action_arrive()
        with self.assertRaisesRegex(UserError, "Not checked before leaving: Tools"):
            visit.state = "on_site"

    def test_what_is_missing_is_named(self):
        visit = self._on_site()
        with self.assertRaisesRegex(
            UserError, "record: Work Done, Product Rating, Service Rating, Customer's"
        ):
            visit.action_done()
        visit.work_done = "Set up"
        visit.not_signed_reason = "In a hurry"
        visit.action_done()
        self.assertEqual(visit.state, "done")

    def test_rating_scale(self):
        visit = self._on_site()
        with self.assertRaises(ValidationError) as refusal:
            visit.product_rating = 6
        self.assertIn("rated from 1 to 5", str(refusal.exception))
        with self.assertRaises(ValueError):
            visit.product_rating_choice = "9"

    def test_installer_changes_nothing_else(self):
        visit = self._on_site()
        for values in (
            {"date_start": "2026-03-20 01:00:00"},
            {"crew_id": False},
            {"partner_id": self.other_customer.id},
            {"fail_count": 0},
            {"date_arrival": "2026-03-01 01:00:00"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "On site you record the work"),
            ):
                visit.write(values)
        for method in ("action_cancel", "action_schedule", "action_confirm"):
            with (
                self.subTest(method),
                self.assertRaisesRegex(UserError, "planned by the service department"),
            ):
                getattr(visit, method)()

    def test_installer_sees_own_visits_only(self):
        own = self._schedule(self._new_visit())
        foreign = self._new_visit()
        visits = self.env["cs.visit"].with_user(self.installer)
        self.assertEqual(visits.search([]), own.with_user(self.installer))
        with self.assertRaises(AccessError):
            foreign.with_user(self.installer).read(["address"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.installer).action_fail()
        self.assertIn(foreign, visits.with_user(self.users["lead"]).search([]))

    def test_form_opens_for_an_installer_alone(self):
        visit = self._on_site()
        with Form(visit) as form:
            form.work_done = "Set up"
            form.product_rating_choice = "3"
        self.assertEqual(visit.product_rating, 3)
        view = visit.get_view(view_type="form")
        self.assertNotIn('name="partner_id"', view["arch"])
        self.assertNotIn('name="sale_order_id"', view["arch"])

    def test_quarrel_reaches_the_manager_at_once(self):
        visit = self._on_site()
        with self.assertRaisesRegex(UserError, "Write down what happened"):
            visit.action_report_quarrel()
        visit.quarrel = "The customer shouted at the crew"
        visit.action_report_quarrel()
        activity = visit.sudo().activity_ids.filtered(
            lambda a: a.user_id == self.users["manager"]
        )
        self.assertEqual(activity.date_deadline, date(2026, 3, 10))
        self.assertIn("shouted", activity.note)

    def test_quarrel_of_a_foreign_visit_is_refused(self):
        foreign = self._new_visit(quarrel="x").with_user(self.installer)
        with self.assertRaises(AccessError):
            foreign.action_report_quarrel()

    def test_installation_is_followed_by_a_callback(self):
        visit = self._done()
        callback = self.env["cs.callback"].search([("visit_id", "=", visit.id)])
        self.assertEqual(callback.partner_id, self.customer)
        self.assertEqual(callback.purpose, "after_installation")
        self.assertEqual(callback.date_planned, date(2026, 3, 13))
        self.assertEqual(callback.user_id, self.users["specialist"])
        self.env["cs.callback.plan"]._cron_plan("2026-03-11")
        self.assertEqual(
            self.env["cs.callback"].search_count([("visit_id", "=", visit.id)]), 1
        )

    def test_no_callback_for_who_wants_none(self):
        self.customer.cs_no_call = True
        visit = self._done()
        self.assertFalse(self.env["cs.callback"].search([("visit_id", "=", visit.id)]))

    def test_no_callback_after_a_measurement(self):
        visit = self._done(self._new_visit(kind="measurement"))
        self.assertFalse(self.env["cs.callback"].search([("visit_id", "=", visit.id)]))

    def test_installation_order_is_bilingual(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        visit = self._done()
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.installer)
            ._render_qweb_html("cs_department.report_visit_order", visit.ids)
        )
        html = html.decode()
        for text in (visit.name, "Lin Yue", "Tools complete", "Installation"):
            self.assertIn(text, html)

    def test_flat_query_count(self):
        visits = self.env["cs.visit"]
        for number in range(20):
            visits += self._new_visit(f"2026-03-01 04:00:{number:02}")
        names = ["display_name", "crew_id", "crew_color", "waiting_days", "address"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.clerk).read(names)
            return self.cr.sql_log_count - before

        count(visits[:4])
        self.assertEqual(count(visits[:4]), count(visits))
