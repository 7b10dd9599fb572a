"""Customers that turn out to be one person (V4, V9)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestMerge(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer("王小明")

    def merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.twin).ids, self.customer)

    def test_cards_are_merged_through_the_ledger(self):
        kept = self.grant("2026-03-01", points=100)
        other = self.grant("2026-03-02", self.twin, points=50)
        order = self.buy("2026-03-03", 500, partner=self.twin)
        self.merge()
        self.assertFalse(self.twin.exists())
        self.assertEqual((kept.state, other.state), ("active", "void"))
        self.assertEqual((kept.points_balance, other.points_balance), (160, 0))
        self.assertEqual(other.entry_ids[0].kind, "transfer")
        self.assertEqual(kept.entry_ids.mapped("kind"), ["transfer", "opening"])
        self.assertEqual((kept | other).partner_id, self.customer)
        self.assertEqual(order.cs_vip_holder_id, self.customer)
        self.on(order, "2026-03-05")._action_cancel()
        self.assertEqual(kept.points_balance, 150)
        self.assertEqual(other.points_balance, 0)
        self.assertFalse(self.env["cs.vip.card"]._prove_ledger())

    def test_higher_level_is_kept(self):
        silver = self.grant("2026-03-01", points=100)
        gold = self.grant("2026-03-02", self.twin, self.flagship_gold)
        self.merge()
        self.assertEqual((silver.state, gold.state), ("void", "active"))
        self.assertEqual(gold.partner_id, self.customer)
        self.assertEqual(gold.points_balance, 100)

    def test_one_card_moves_along(self):
        card = self.grant("2026-03-02", self.twin, points=50)
        self.merge()
        self.assertEqual((card.partner_id, card.state), (self.customer, "active"))
        self.assertEqual(card.points_balance, 50)

    def test_open_applications_are_decided_first(self):
        self.grant("2026-03-01")
        application = self.apply(self.twin, orders=self.env["sale.order"])
        with self.assertRefused(UserError, application.name):
            self.merge()
        self.assertTrue(self.twin.exists())
