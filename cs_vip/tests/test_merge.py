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
        self.assertFalse(self.prove_ledger())

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

    def test_merged_with_a_companys_contact(self):
        """The card stays; the contact's company is not taken over."""
        company = self._create_customer("公司", is_company=True)
        self.twin.parent_id = company
        card = self.grant("2026-03-02", points=50)
        self.merge()
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.customer.cs_vip_card_id, card)
        self.assertFalse(self.customer.parent_id)

    def test_open_applications_are_decided_first(self):
        self.grant("2026-03-01")
        application = self.apply(self.twin, orders=self.env["sale.order"])
        with self.assertRefused(UserError, application.name):
            self.merge()
        self.assertTrue(self.twin.exists())

    def test_two_applications(self):
        """Both are named; the customers stay as they are."""
        first = self.apply(orders=self.env["sale.order"])
        second = self.apply(self.twin, orders=self.env["sale.order"])
        with self.assertRefused(UserError, f"{second.name}, {first.name}"):
            self.merge()
        second.action_refuse("Twice")
        self.merge()
        self.assertEqual((first | second).partner_id, self.customer)
        self.assertEqual(first.state, "draft")

    def test_suspended_cards_are_live(self):
        kept = self.grant("2026-03-01", points=100)
        other = self.grant("2026-03-02", self.twin, points=50)
        other.action_suspend()
        self.merge()
        self.assertEqual((kept.state, other.state), ("active", "void"))
        self.assertEqual(kept.points_balance, 150)

    def test_old_numbers_and_void_cards_move_along(self):
        void = self.grant("2026-03-01", self.twin, points=5)
        void.action_void("Moved away")
        self.env.flush_all()
        card = self.grant("2026-03-02", self.twin, document_number="E99999999")
        old = card.name
        card._reissue("Lost", {card.id: old})
        self.merge()
        self.assertEqual((void | card).partner_id, self.customer)
        self.assertEqual(card.number_ids.name, old)

    def test_purchases_of_the_merged_card_keep_the_year(self):
        """What was bought with the other card is the same person's purchase (V6)."""
        kept = self.grant("2026-03-01", points=100)
        self.grant("2026-03-02", self.twin, points=50)
        self.buy("2026-03-03", 500, partner=self.twin)
        self.merge()
        self.on(kept, "2027-03-02")._close_year()
        self.assertEqual(kept.state, "active")
        self.assertEqual(str(kept.date_end), "2028-02-29")

    def test_merged_twice_over(self):
        """A return of the first card's order reaches the card that goes on."""
        third = self._create_customer("王小明")
        first = self.grant("2026-03-01", self.twin, points=10)
        order = self.buy("2026-03-03", 500, partner=self.twin)
        second = self.grant("2026-03-02", points=20)
        self.merge()
        self.assertEqual(first.replaced_by_id | second, second)
        last = self.grant("2026-03-02", third, self.flagship_gold, points=30)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | third).ids, self.customer)
        self.assertEqual((first | second).replaced_by_id, last)
        self.assertEqual(last.points_balance, 70)
        self.on(order, "2026-03-05")._action_cancel()
        self.assertEqual(last.points_balance, 60)
        self.assertFalse(self.prove_ledger())

    def test_qualifying_order_deleted(self):
        """A cancelled order may be deleted; what it qualified for then lacks it."""
        order = self.buy("2026-03-01", 60000)
        card = self.apply(orders=order)
        order._action_cancel()
        order.unlink()
        self.assertFalse(card.application_order_ids)
        card.invalidate_recordset()
        with self.assertRefused(UserError, "qualifying orders"):
            card.action_submit()

    def test_user_deleted(self):
        """Cards, entries and old numbers of a user who is gone stay."""
        user = self._create_user("vip_gone", "cs_vip.group_user")
        card = self.apply(orders=self.buy("2026-03-01", 60000)).with_user(user)
        card.sudo()._go("submitted")
        card.action_approve()
        entry = card.sudo().entry_ids
        self.env.flush_all()
        user.unlink()
        self.assertTrue(card.sudo().exists() and entry.exists())
        self.assertFalse(self.prove_ledger())
