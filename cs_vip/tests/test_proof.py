"""The nightly proof of the ledger finds what does not add up (V9)."""

from datetime import date

from odoo.tests import tagged

from odoo.addons.cs_vip.models.cs_vip_card_proof import Fault

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestProof(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flagship.user_id = cls.manager
        cls.card = cls.grant("2026-03-01", points=5000)
        cls.order = cls.quote(3000, product=cls.sofa)
        cls.order.action_cs_vip_redeem(1000)
        cls.on(cls.order, "2026-03-02").action_confirm()

    def prove(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["cs.vip.card"]._prove_ledger()

    def tasks(self):
        return self.flagship.activity_search(["cs_vip.activity_ledger_exception"])

    def test_nothing_found_where_nothing_is_wrong(self):
        self.assertEqual(self.prove(), [])
        self.env["cs.vip.card"]._cron_prove_ledger(date(2026, 3, 3))
        self.assertFalse(self.tasks())

    def test_balance_changed_past_the_ledger(self):
        self.env.cr.execute(
            "UPDATE cs_vip_card SET points_balance = 9000 WHERE id = %s", [self.card.id]
        )
        self.assertEqual(
            self.prove(), [Fault("balance", self.flagship, self.card, 9000, 4048)]
        )

    def test_order_booked_beyond_its_due(self):
        self.card._post("order", 7, date(2026, 3, 2), self.order, "earned", revision=9)
        self.assertEqual(
            self.prove(), [Fault("earned", self.flagship, self.order, 48, 55)]
        )

    def test_voucher_that_was_not_booked(self):
        self.order.cs_vip_points_redeemed = 2000
        self.assertEqual(
            self.prove(), [Fault("voucher", self.flagship, self.order, -2000, -1000)]
        )

    def test_one_task_for_the_manager_until_all_is_well(self):
        Card = self.env["cs.vip.card"]
        self.order.cs_vip_points_redeemed = 2000
        Card._cron_prove_ledger(date(2026, 3, 3))
        Card._cron_prove_ledger(date(2026, 3, 4))
        task = self.tasks()
        self.assertEqual((len(task), task.user_id), (1, self.manager))
        self.assertEqual(task.date_deadline, date(2026, 3, 3))
        self.assertEqual(task.summary, "1 exceptions in the points ledger")
        self.assertIn(f"Voucher of {self.order.name}: should be -2000", task.note)
        self.order.cs_vip_points_redeemed = 1000
        Card._cron_prove_ledger(date(2026, 3, 5))
        self.assertFalse(self.tasks())
