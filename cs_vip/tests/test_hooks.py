"""Installing into a shop with history, and what a confirmation costs."""

from odoo.tests import tagged

from odoo.addons.cs_vip import hooks
from odoo.addons.cs_vip.models.cs_vip_points_entry import GUARD

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestHooks(VipCommon):
    def test_purchases_from_before_count(self):
        order = self.buy("2026-03-01", 60000)
        order.write({"cs_vip_day": False, "cs_vip_net_amount": 0})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET cs_vip_holder_id = NULL WHERE id = %s", [order.id]
        )
        hooks.pre_init_hook(self.env)
        hooks.post_init_hook(self.env)
        order.invalidate_recordset()
        self.assertEqual(order.cs_vip_holder_id, self.customer)
        self.assertEqual(str(order.cs_vip_day), "2026-03-01")
        self.assertEqual(order.cs_vip_net_amount, 60000)
        self.assertTrue(self.flagship._evaluate(self.customer, order.cs_vip_day))

    def test_uninstalling_drops_the_guard_and_init_restores_it(self):
        def guarded():
            self.env.cr.execute(
                "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE p.proname = %s",
                [GUARD],
            )
            return self.env.cr.fetchone()[0]

        self.assertEqual(guarded(), 2)
        hooks.uninstall_hook(self.env)
        self.assertEqual(guarded(), 0)
        self.env["cs.vip.points.entry"].init()
        self.assertEqual(guarded(), 2)

    def test_confirmation_costs_few_queries(self):
        """A holder's order of five lines against the same of somebody without a
        card, in a team that is no store."""
        self.grant("2026-03-01")
        nowhere = self._create_team("Office", self.env["cs.vip.program"])
        stranger = self._create_customer("李四")
        costs = []
        for partner, team in ((stranger, nowhere), (self.customer, self.team)):
            for _warm in range(2):
                order = self.quote(100, 200, 300, 400, 500, partner=partner, team=team)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.on(order, "2026-03-02").action_confirm()
                self.env.flush_all()
                cost = self.env.cr.sql_log_count - before
            costs.append(cost)
        self.assertLessEqual(costs[1] - costs[0], 6)
