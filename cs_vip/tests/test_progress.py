"""How far to the next level, and why not yet (V2)."""

from datetime import date

from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestProgress(VipCommon):
    def progress(self, day, program=None, partner=None):
        partner = partner or self.customer
        program = program or self.flagship
        return program._progress(partner, date.fromisoformat(day))[partner]

    def missing(self, *args, **kwargs):
        found = self.progress(*args, **kwargs)
        return found.missing_single, found.missing_cumulative

    def test_nothing_bought(self):
        for program, single, together in (
            (self.flagship, 60000, 150000),
            (self.modern, 25000, 80000),
        ):
            with self.subTest(program=program.name):
                found = self.progress("2026-03-01", program)
                silver = program.tier_ids.sorted("sequence")[0]
                self.assertEqual(found.next_tier, silver)
                self.assertFalse(found.tier)
                self.assertFalse(found.card)
                self.assertEqual((found.bought, found.largest), (0, 0))
                self.assertEqual(
                    (found.missing_single, found.missing_cumulative),
                    (single, together),
                )
                self.assertEqual((found.share, found.reached), (0, False))
                self.assertIn(
                    f"one purchase of at least ¥\xa0{single:,}.00", found.reason
                )
                self.assertIn(f"¥\xa0{together:,}.00 more altogether", found.reason)

    def test_silver_one_purchase(self):
        self.buy("2026-03-01", 59999)
        found = self.progress("2026-03-01")
        self.assertEqual((found.missing_single, found.missing_cumulative), (1, 90001))
        self.assertFalse(found.reached)
        order = self.buy("2026-03-02", 60000)
        found = self.progress("2026-03-02")
        self.assertEqual((found.missing_single, found.missing_cumulative), (0, 30001))
        self.assertEqual((found.bought, found.largest), (119999, 60000))
        self.assertEqual((found.share, found.reached), (1, True))
        self.assertEqual(found.orders[-1], order)
        self.assertEqual(found.reason, "The purchases suffice for Flagship Silver.")

    def test_agrees_with_the_evaluation(self):
        """Reached exactly where the day's end would propose the level."""
        days = ("2026-03-01", "2026-09-01", "2027-02-28", "2027-03-01", "2027-09-01")
        self.buy(days[0], 50000)
        self.buy(days[1], 50000)
        self.buy(days[2], 50000)
        for day in days:
            with self.subTest(day=day):
                found = self.flagship._evaluate(self.customer, date.fromisoformat(day))
                self.assertEqual(self.progress(day).reached, bool(found))
        self.assertEqual(self.missing("2027-02-28"), (10000, 0))
        self.assertEqual(self.missing("2027-03-01"), (10000, 50000))

    def test_gold_by_holding_time_and_amount(self):
        self.grant("2026-03-01")
        found = self.progress("2026-12-01")
        self.assertEqual(found.tier, self.flagship_silver)
        self.assertEqual(found.next_tier, self.flagship_gold)
        self.assertIsNone(found.missing_single)
        self.assertEqual(found.missing_cumulative, 200000)
        self.assertEqual(found.earliest, date(2027, 3, 1))
        self.assertIn("¥\xa0200,000.00 more is needed", found.reason)
        self.assertIn("Silver must be held for 12 months", found.reason)
        self.assertIn("from 03/01/2027 on", found.reason)
        self.buy("2026-12-01", 200000)
        found = self.progress("2027-02-28")
        self.assertEqual((found.paid, found.held, found.reached), (True, False, False))
        self.assertNotIn("more is needed", found.reason)
        self.assertTrue(self.progress("2027-03-01").reached)
        self.assertFalse(self.progress("2027-12-01").reached)

    def test_modern_gold(self):
        self.grant("2026-03-01", tier=self.modern_silver)
        self.buy("2026-12-01", 99999, team=self.team_modern)
        self.assertEqual(self.missing("2027-03-01", self.modern), (None, 1))

    def test_highest_level(self):
        self.grant("2026-03-01", tier=self.flagship_gold)
        found = self.progress("2026-03-02")
        self.assertFalse(found.next_tier)
        self.assertEqual(found.tier, self.flagship_gold)
        self.assertEqual(found.reason, "Flagship Gold is the highest level.")

    def test_card_of_the_other_store(self):
        card = self.grant("2026-03-01", tier=self.modern_silver)
        self.buy("2026-03-02", 60000)
        found = self.progress("2026-03-02")
        self.assertFalse(found.next_tier)
        self.assertFalse(found.reached)
        self.assertIn(f"Card {card.name} belongs to the programme Modern", found.reason)

    def test_project_customer(self):
        self.buy("2026-03-01", 60000)
        self.customer.cs_is_project_customer = True
        found = self.progress("2026-03-01")
        self.assertTrue(found.never)
        self.assertFalse(found.reached)
        self.assertFalse(found.orders)
        self.assertIn("王小明 is a project customer", found.reason)

    def test_application_and_suspended_card(self):
        order = self.buy("2026-03-01", 60000)
        card = self.apply(orders=order)
        self.assertIn("is not submitted yet", self.progress("2026-03-01").reason)
        card._go("submitted")
        found = self.progress("2026-03-01")
        self.assertIn(f"decides on application {card.name}", found.reason)
        self.assertFalse(found.reached)
        self.assertEqual(found.orders, order)
        self.on(card, "2026-03-02").action_approve()
        self.on(card, "2026-03-02").action_suspend()
        self.buy("2027-03-02", 200000)
        found = self.progress("2027-03-02")
        self.assertTrue(found.paid)
        self.assertFalse(found.reached)
        self.assertIn("is suspended", found.reason)

    def test_void_card_uses_up_older_orders(self):
        card = self.grant("2026-03-01")
        self.buy("2026-03-05", 60000)
        self.on(card, "2026-03-05").action_void("Moved away")
        self.assertEqual(self.missing("2026-03-06"), (60000, 150000))
        self.buy("2026-03-06", 10000)
        self.assertEqual(self.missing("2026-03-06"), (50000, 140000))

    def test_net_of_returns(self):
        order = self.buy("2026-03-01", 60000)
        self.on(order, "2026-03-02").order_line.price_unit = 40000
        self.assertEqual(self.missing("2026-03-02"), (20000, 110000))
        order._action_cancel()
        found = self.progress("2026-03-02")
        self.assertEqual(found.missing_single, 60000)
        self.assertFalse(found.orders)

    def test_windows(self):
        silver = self.flagship_silver
        self.buy("2025-12-31", 50000)
        self.buy("2026-01-01", 40000)
        for values, missing, first in (
            ({}, 60000, "2025-06-02"),
            ({"window_months": 5}, 110000, "2026-01-02"),
            ({"window": "calendar_year"}, 110000, "2026-01-01"),
            ({"window": "level"}, 60000, "0001-01-01"),
        ):
            silver.write({"window_months": 12, "window": "rolling", **values})
            if values.get("window_months"):
                missing = 150000
            with self.subTest(values=values):
                found = self.progress("2026-06-01")
                self.assertEqual(found.missing_cumulative, missing)
                self.assertEqual(found.first, date.fromisoformat(first))
        self.assertIn("Bought so far: ¥\xa090,000.00", found.reason)

    def test_window_since_the_level_below_began(self):
        self.flagship_gold.window = "level"
        self.buy("2026-02-28", 59000)
        self.grant("2026-03-01")
        self.buy("2026-03-01", 50000)
        found = self.progress("2036-03-01")
        self.assertEqual(found.first, date(2026, 3, 1))
        self.assertEqual(found.missing_cumulative, 150000)

    def test_stores_do_not_add_up(self):
        self.buy("2026-03-01", 20000, team=self.team_modern)
        self.assertEqual(self.missing("2026-03-01"), (60000, 150000))
        self.assertEqual(self.missing("2026-03-01", self.modern), (5000, 60000))

    def test_contacts_count_for_their_company(self):
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        self.buy("2026-03-01", 10000, partner=contact)
        found = self.flagship._progress(contact, date(2026, 3, 1))
        self.assertEqual(list(found), [self.customer])
        self.assertEqual(found[self.customer].bought, 10000)

    def test_with_another_order(self):
        self.buy("2026-03-01", 50000)
        before = self.progress("2026-03-01")
        after = self.flagship._progress_with(before, 60000)
        self.assertEqual((after.missing_single, after.missing_cumulative), (0, 40000))
        self.assertTrue(after.reached)
        self.assertFalse(before.reached)
        after = self.flagship._progress_with(before, 30000)
        self.assertIn("with this order: ¥\xa080,000.00", after.reason)
        self.assertNotIn("with this order", before.reason)
        self.assertEqual(
            (after.missing_single, after.missing_cumulative), (10000, 70000)
        )

    def test_no_way_to_a_level(self):
        self.flagship_silver.write({"min_single_purchase": 0, "min_yearly_purchase": 0})
        found = self.progress("2026-03-01")
        self.assertFalse(found.next_tier)
        self.assertEqual(found.reason, "No level of Flagship is reached by buying.")

    def test_salesman_learns_it_without_the_orders_of_others(self):
        self.buy("2026-03-01", 50000, user_id=self.manager.id)
        sales = self._create_user("vip_own", "sales_team.group_sale_salesman")
        program = self.flagship.with_user(sales)
        found = program._progress(self.customer.with_user(sales), date(2026, 3, 1))
        found = found[self.customer]
        self.assertEqual(found.bought, 50000)
        self.assertEqual(found.orders.env.user, sales)

    def test_queries_do_not_grow_with_customers(self):
        partners = self.customer
        for _more in range(6):
            partners |= self._create_customer("李四")
        for partner in partners:
            self.buy("2026-03-01", 50000, partner=partner)

        def queries(partners):
            self.flagship._progress(partners, date(2026, 3, 1))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.flagship._progress(partners, date(2026, 3, 1))
            self.assertEqual({found[one].bought for one in partners}, {50000})
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(partners[0]), queries(partners))
