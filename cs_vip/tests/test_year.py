"""The end of a card's year (V6)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestYear(VipCommon):
    def close(self, card):
        card._close_year()

    def test_card_with_a_purchase_is_renewed(self):
        card = self.grant("2026-03-01", points=100)
        self.buy("2027-02-28", 500)  # the last day still earns
        self.assertEqual(card.points_balance, 110)
        self.close(card)
        self.assertEqual(card.state, "active")
        self.assertEqual(
            (card.date_start, card.date_end), (date(2027, 3, 1), date(2028, 2, 29))
        )
        self.assertEqual(
            self.entries(card),
            [
                ("2026-03-01", "opening", 100),
                ("2027-02-28", "order", 10),
                ("2027-02-28", "expiry", -110),
            ],
        )
        self.assertEqual(card.points_balance, 0)
        self.assertEqual(card.balance_at("2027-02-27"), 100)
        self.assertEqual(card.balance_at("2027-02-28"), 0)
        self.assertEqual(card.tier_date, date(2026, 3, 1))  # holding time goes on
        self.assertEqual(len(card.history_ids), 1)

    def test_each_year_is_recorded(self):
        card = self.grant("2026-03-01", points=100)
        self.buy("2026-05-01", 500)
        self.close(card)
        self.close(card)
        self.assertEqual(
            card.year_ids.sorted("id").mapped(
                lambda year: (
                    str(year.date_start), str(year.date_end), year.outcome,
                    year.points_lapsed, year.tier_id,
                )
            ),
            [
                ("2026-03-01", "2027-02-28", "renewed", 110, self.flagship_silver),
                ("2027-03-01", "2028-02-29", "void", 0, self.flagship_silver),
            ],
        )  # fmt: skip
        self.assertEqual(card.year_ids[-1].display_name, f"{card.name} 2027-02-28")

    def test_many_cards_at_once_with_different_fates(self):
        cards = self.env["cs.vip.card"]
        for number in range(6):
            partner = self._create_customer(f"客{number}")
            card = self.grant("2026-03-01", partner, points=10 * number)
            if number % 2:
                self.buy("2026-05-01", 500, partner=partner)
            cards += card
        cards[4]._post("correction", -100, date(2026, 6, 1), purpose="debt")
        self.close(cards)
        self.assertEqual(
            cards.mapped("state"),
            ["void", "active", "void", "active", "void", "active"],
        )
        self.assertEqual(cards.mapped("points_balance"), [0, 0, 0, 0, -60, 0])
        self.assertEqual(
            [card.year_ids.points_lapsed for card in cards],
            [0, 20, 20, 40, 0, 60],
        )
        self.assertEqual(self.prove_ledger(), [])

    def test_quotation_of_a_card_that_ended(self):
        card = self.grant("2026-03-01")
        order = self.quote(500)
        self.assertEqual(order.cs_vip_card_id, card)
        self.close(card)
        self.assertFalse(order.cs_vip_card_id)

    def test_nobody_writes_years(self):
        card = self.grant("2026-03-01")
        self.close(card)
        for user in (self.salesman, self.desk, self.manager):
            years = card.year_ids.with_user(user)
            with self.assertRaises(AccessError):
                years.write({"points_lapsed": 5})
            with self.assertRaises(AccessError):
                years.unlink()

    def test_card_without_a_purchase_is_void(self):
        card = self.grant("2026-03-01", points=100)
        self.close(card)
        self.assertEqual((card.state, card.date_void), ("void", date(2027, 2, 28)))
        self.assertEqual(self.entries(card)[-1], ("2027-02-28", "expiry", -100))
        self.assertFalse(self.customer.cs_vip_card_id)

    def test_what_is_no_purchase(self):
        """Cancelled, worth nothing, or applied with: none keeps the card."""
        order = self.buy("2026-03-01", 60000)
        card = self.apply()
        card.action_submit()
        self.on(card, "2026-03-01", hour=13).action_approve()
        self.buy("2026-05-01", 500)._action_cancel()
        self.buy("2026-05-02", 0)
        self.assertFalse(order.cs_vip_card_id)
        self.close(card)
        self.assertEqual(card.state, "void")

    def test_purchase_without_points_keeps_the_card(self):
        card = self.grant("2026-03-01")
        self.buy("2026-05-01", 1)
        self.close(card)
        self.assertEqual(card.state, "active")
        self.assertFalse(card.entry_ids)
        self.close(card)
        self.assertEqual(card.state, "void")  # nothing in the second year

    def test_purchase_in_the_other_store_keeps_the_card(self):
        card = self.grant("2026-03-01")
        self.buy("2026-05-01", 500, team=self.team_modern)
        self.close(card)
        self.assertEqual(card.state, "active")

    def test_29_february(self):
        card = self.grant("2028-02-29")
        self.assertEqual(card.date_end, date(2029, 2, 27))
        self.buy("2028-03-01", 500)
        self.close(card)
        self.assertEqual(
            (card.date_start, card.date_end), (date(2029, 2, 28), date(2030, 2, 27))
        )

    def test_late_close_does_not_lose_a_purchase(self):
        """The job did not run; the first order of the new year closes the old one."""
        card = self.grant("2026-03-01", points=100)
        self.buy("2026-05-01", 500)
        order = self.buy("2027-03-02", 1000)
        self.assertEqual(order.cs_vip_points_earned, 20)
        self.assertEqual(
            self.entries(card)[-2:],
            [("2027-02-28", "expiry", -110), ("2027-03-02", "order", 20)],
        )
        self.assertEqual(card.date_end, date(2028, 2, 29))
        void = self.grant("2026-03-01", self._create_customer("李四"), points=5)
        order = self.buy("2027-03-02", 1000, partner=void.partner_id)
        self.assertEqual((void.state, order.cs_vip_points_earned), ("void", 0))

    def test_late_close_takes_nothing_of_the_next_year(self):
        """The job did not run; a cancellation and a compensation of the new year close
        the old one first, as if the job had."""
        card = self.grant("2026-03-01")
        order = self.buy("2026-05-01", 5000)  # 100 points
        self.on(order, "2027-03-03")._action_cancel()
        self.assertEqual(
            self.entries(card)[-3:],
            [
                ("2027-02-28", "expiry", -100),
                ("2027-03-03", "reversal", -100),
                ("2027-03-03", "expiry", 100),
            ],
        )
        card = self.grant("2026-03-01", self._create_customer("李四"), points=10)
        self.buy("2026-05-01", 500, partner=card.partner_id)
        card._post("compensation", 30, date(2027, 3, 5), purpose="late")
        self.assertEqual(card.points_balance, 30)
        self.assertEqual(card.date_end, date(2028, 2, 29))
        self.assertEqual(self.prove_ledger(), [])

    def test_year_ends_in_the_companys_time_zone(self):
        """23:30 on 28 February in Shanghai is 15:30 UTC; 00:30 is the new year."""
        card = self.grant("2026-03-01")
        self.buy("2026-05-01", 500)
        order = self.quote(500)
        self.on(order, "2027-02-28", hour=23, minute=30).action_confirm()
        self.assertEqual(card.date_end, date(2027, 2, 28))
        order = self.quote(500)
        self.on(order, "2027-03-01", hour=0, minute=30).action_confirm()
        self.assertEqual(card.date_end, date(2028, 2, 29))
        self.assertEqual(card.points_balance, 10)

    def test_debt_stays(self):
        card = self.grant("2026-03-01")
        card._post("correction", -40, date(2026, 3, 2), purpose="debt")
        self.buy("2026-05-01", 500)
        self.close(card)
        self.assertEqual(card.points_balance, -30)

    def test_return_after_the_close_takes_back_what_did_not_lapse(self):
        card = self.grant("2026-03-01")
        order = self.buy("2026-05-01", 5000)  # 100 points
        card._post("gift", -30, date(2026, 6, 1), purpose="gift")
        self.close(card)  # 70 lapse
        self.buy("2027-03-02", 2500)  # 50 in the new year
        self.on(order, "2027-03-03")._action_cancel()
        self.assertEqual(card.points_balance, 20)  # only the 30 spent are missing
        self.assertEqual(
            self.entries(card)[-2:],
            [("2027-03-03", "reversal", -100), ("2027-03-03", "expiry", 70)],
        )
        self.assertFalse(self.prove_ledger())

    def test_what_lapsed_is_given_back_once(self):
        card = self.grant("2026-03-01")
        first = self.buy("2026-05-01", 5000)
        second = self.buy("2026-05-02", 5000)
        card._post("gift", -150, date(2026, 6, 1), purpose="gift")
        self.close(card)  # 50 lapse
        self.on(first, "2027-03-03")._action_cancel()
        self.assertEqual(card.points_balance, -50)
        self.on(second, "2027-03-04")._action_cancel()
        self.assertEqual(card.points_balance, -150)

    def test_voucher_given_back_lives_until_the_current_end(self):
        card = self.grant("2026-03-01", points=1000)
        order = self.quote(3000, product=self.sofa)
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-05-01").action_confirm()
        self.close(card)
        self.assertEqual(card.points_balance, 0)
        self.on(order, "2027-04-01")._action_cancel()
        self.assertEqual(card.points_balance, 1000)
        self.assertEqual(card.date_end, date(2028, 2, 29))

    def test_voucher_given_back_to_a_void_card_lapses(self):
        card = self.grant("2026-03-01", points=1000)
        order = self.quote(3000, product=self.sofa)
        order.action_cs_vip_redeem(1000)
        self.on(order, "2026-05-01").action_confirm()
        self.on(card, "2026-06-01").action_void("Moved away")
        self.on(order, "2026-07-01")._action_cancel()
        self.assertEqual(card.points_balance, 0)

    def test_renewed_at_the_level_still_qualified_for(self):
        self.flagship.renewal_rule = "requalify"
        card = self.grant("2026-03-01")
        card._set_tier(
            self.flagship_gold, date(2026, 9, 1), "upgrade", self.env["sale.order"]
        )
        order = self.buy("2026-10-01", 199999)
        self.close(card)
        self.assertEqual(card.tier_id, self.flagship_silver)
        history = card.history_ids.sorted("id")[-1]
        self.assertEqual(
            (history.reason, str(history.date)), ("downgrade", "2027-03-01")
        )
        self.assertEqual(history.sale_order_ids, self.env["sale.order"])
        card._set_tier(self.flagship_gold, date(2027, 9, 1), "upgrade", order)
        self.buy("2027-10-01", 200000)
        self.close(card)
        self.assertEqual(card.tier_id, self.flagship_gold)

    def test_a_level_that_is_only_given_is_not_kept_by_purchases(self):
        self.flagship.renewal_rule = "requalify"
        card = self.grant("2026-03-01")
        card._set_tier(
            self.flagship_gold, date(2026, 9, 1), "upgrade", self.env["sale.order"]
        )
        self.flagship_gold.min_yearly_purchase = 0
        self.buy("2026-10-01", 300000)
        self.close(card)
        self.assertEqual(card.tier_id, self.flagship_silver)

    def test_suspended_cards_end_too(self):
        card = self.grant("2026-03-01", points=10)
        self.on(card, "2026-03-02").action_suspend()
        self.close(card)
        self.assertEqual((card.state, card.points_balance), ("void", 0))
