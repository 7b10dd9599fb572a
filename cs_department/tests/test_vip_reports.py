"""The general manager reads the VIP reports, and nothing else of the cards."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DepartmentCase

REPORTS = ("liability", "card", "voucher", "movement", "customer")


@tagged("post_install", "-at_install")
class TestVipReports(DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.users["general_manager"]

    def test_menus(self):
        shown = self.env["ir.ui.menu"].with_user(self.boss)._visible_menu_ids()
        for name in ("root", "reporting", *(f"report_{one}" for one in REPORTS),
                     "monthly_report"):  # fmt: skip
            self.assertIn(self.env.ref(f"cs_vip.menu_{name}").id, shown, name)
        for name in ("cards_all", "points", "configuration"):
            self.assertNotIn(self.env.ref(f"cs_vip.menu_{name}").id, shown, name)

    def test_each_view_opens(self):
        for name in REPORTS:
            action = self.env.ref(f"cs_vip.cs_vip_report_{name}_action")
            report = self.env[action.res_model].with_user(self.boss)
            with self.subTest(name):
                views = [(False, kind) for kind in action.view_mode.split(",")]
                found = report.get_views([*views, (False, "search")])["views"]
                self.assertIn("pivot", found)
                report.search_read([], limit=5)
                report.formatted_read_group([], ["tier_id"], ["__count"])

    def test_monthly_report(self):
        wizard = self.env["cs.vip.monthly.report"].with_user(self.boss).create({})
        wizard.action_export()
        self.assertTrue(wizard.file)

    def test_not_the_cards(self):
        for model in ("cs.vip.card", "cs.vip.points.entry"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.boss).search([])
