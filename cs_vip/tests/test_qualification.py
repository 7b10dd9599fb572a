"""Who qualifies for which level (V2)."""

from datetime import date

from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestQualification(VipCommon):
    def found(self, day, program=None, partner=None):
        """What the customer reaches, None where nothing."""
        reached = (program or self.flagship)._evaluate(
            partner or self.customer, date.fromisoformat(day)
        )
        return reached.get(partner or self.customer)

    def test_one_purchase(self):
        for program, team, least in (
            (self.flagship, self.team, 60000),
            (self.modern, self.team_modern, 25000),
        ):
            customer = self._create_customer("李四")
            with self.subTest(program=program.name):
                below = self.buy("2026-03-01", least - 1, partner=customer, team=team)
                self.assertFalse(below.cs_vip_qualifying_tier_id)
                self.assertIsNone(self.found("2026-03-01", program, customer))
                order = self.buy("2026-03-02", least, partner=customer, team=team)
                silver = program.tier_ids.sorted("sequence")[0]
                self.assertEqual(order.cs_vip_qualifying_tier_id, silver)
                found = self.found("2026-03-02", program, customer)
                self.assertEqual(found[:3], (silver, order, least))

    def test_cumulative_in_twelve_months(self):
        orders = self.buy("2026-03-01", 50000) | self.buy("2026-09-01", 50000)
        order = self.buy("2027-02-28", 49999)
        self.assertIsNone(self.found("2027-02-28"))
        self.on(order, "2027-02-28").order_line.price_unit = 50000
        tier, counted, amount, last = self.found("2027-02-28")
        self.assertEqual((tier, amount), (self.flagship_silver, 150000))
        self.assertEqual(str(last), "2027-02-28")
        self.assertEqual(counted, orders | order)
        self.assertIsNone(self.found("2027-03-01"))  # 1 March 2026 has left the window

    def test_stores_do_not_add_up(self):
        self.buy("2026-03-01", 24999, team=self.team_modern)
        self.buy("2026-03-01", 59999)
        self.assertIsNone(self.found("2026-03-01"))
        self.assertIsNone(self.found("2026-03-01", self.modern))

    def test_net_of_returns(self):
        order = self.buy("2026-03-01", 60000)
        self.on(order, "2026-03-02").order_line.price_unit = 59999
        self.assertIsNone(self.found("2026-03-02"))
        self.on(order, "2026-03-03").order_line.price_unit = 60000
        self.assertTrue(self.found("2026-03-03"))
        order._action_cancel()
        self.assertIsNone(self.found("2026-03-04"))

    def test_project_customers_never(self):
        self.customer.cs_is_project_customer = True
        order = self.buy("2026-03-01", 60000)
        self.assertFalse(order.cs_vip_qualifying_tier_id)
        self.assertIsNone(self.found("2026-03-01"))

    def test_contacts_count_for_their_company(self):
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        self.buy("2026-03-01", 75000 - 20000)
        self.buy("2026-03-02", 95000, partner=contact)
        self.assertEqual(self.found("2026-03-02").amount, 95000)

    def test_gold_after_twelve_months_of_silver(self):
        card = self.grant("2026-03-01")
        self.buy("2026-03-05", 200000)
        self.buy("2026-12-01", 200000)
        for day, reached in (
            ("2026-12-01", False),
            ("2027-02-28", False),
            ("2027-03-01", True),
            ("2027-11-30", True),
            ("2027-12-01", False),
        ):
            with self.subTest(day=day):
                found = self.found(day)
                self.assertEqual(bool(found), reached)
                if found:
                    self.assertEqual(found.tier, self.flagship_gold)
        self.on(card, "2026-03-06").action_suspend()
        self.assertIsNone(self.found("2027-03-01"))

    def test_gold_needs_the_amount(self):
        self.grant("2026-03-01")
        self.buy("2026-12-01", 199999)
        self.assertIsNone(self.found("2027-03-01"))

    def test_windows(self):
        silver = self.flagship_silver
        self.buy("2025-12-31", 50000)
        self.buy("2026-01-01", 100000 - 41000)
        self.buy("2026-06-01", 41000)
        self.assertTrue(self.found("2026-06-01"))
        silver.window = "calendar_year"
        self.assertIsNone(self.found("2026-06-01"))
        silver.window = "level"
        self.assertTrue(self.found("2036-06-01"))
        silver.write({"window": "rolling", "window_months": 5})
        self.assertIsNone(self.found("2026-06-01"))

    def test_window_since_the_level_below_began(self):
        self.flagship_gold.write({"window": "level", "previous_tier_months": 0})
        self.buy("2026-02-28", 59000)
        self.buy("2026-02-28", 59000)
        self.grant("2026-03-01")
        self.buy("2026-03-02", 199000)
        self.assertIsNone(self.found("2028-02-01"))
        self.buy("2028-02-01", 1000)
        self.assertEqual(self.found("2028-02-01").amount, 200000)

    def test_void_card_uses_up_older_orders(self):
        card = self.grant("2026-03-01")
        self.buy("2026-03-05", 60000)
        self.on(card, "2026-03-05").action_void("Moved away")
        self.assertIsNone(self.found("2026-03-06"))
        order = self.buy("2026-03-06", 60000)
        self.assertEqual(self.found("2026-03-06").orders, order)

    def test_day_end_proposes_cards(self):
        order = self.buy("2026-03-01", 61000)
        self.buy("2026-03-01", 60000)
        self.flagship._end_day(date(2026, 3, 1))
        card = self.customer.cs_vip_card_ids
        self.assertEqual((card.state, card.tier_id), ("draft", self.flagship_silver))
        self.assertEqual(card.application_order_ids, order)  # the largest alone
        self.assertEqual(card.application_amount, 61000)
        self.assertEqual(self.flagship.last_evaluated, date(2026, 3, 1))
        self.flagship._end_day(date(2026, 3, 2))
        self.assertEqual(self.customer.cs_vip_card_ids, card)

    def test_refused_is_proposed_again_after_the_next_purchase(self):
        self.buy("2026-03-01", 60000)
        self.flagship._end_day(date(2026, 3, 1))
        first = self.customer.cs_vip_card_ids
        self.on(first, "2026-03-02").action_refuse("Does not want a card")
        self.flagship._end_day(date(2026, 3, 2))
        self.assertEqual(self.customer.cs_vip_card_ids, first)
        self.buy("2026-03-03", 60000)
        self.flagship._end_day(date(2026, 3, 3))
        self.assertEqual(len(self.customer.cs_vip_card_ids), 2)

    def test_upgrade_after_approval(self):
        card = self.grant("2026-03-01")
        order = self.buy("2026-12-01", 200000)
        self.flagship._end_day(date(2027, 3, 1))
        self.assertEqual(card.tier_id, self.flagship_silver)
        self.assertEqual(card.proposed_tier_id, self.flagship_gold)
        self.assertEqual(card.proposal_order_ids, order)
        self.on(card, "2027-03-01").action_approve_upgrade()
        self.assertEqual(card.tier_id, self.flagship_gold)
        self.assertEqual(str(card.date_end), "2027-02-28")  # the year does not restart
        self.assertFalse(card.proposed_tier_id)
        history = card.history_ids.sorted("id")[-1]
        self.assertEqual(
            (history.tier_id, history.previous_tier_id, str(history.date)),
            (self.flagship_gold, self.flagship_silver, "2027-03-01"),
        )
        self.assertEqual((history.reason, history.sale_order_ids), ("upgrade", order))

    def test_refused_upgrade_waits_for_the_next_purchase(self):
        card = self.grant("2026-03-01")
        self.buy("2026-12-01", 200000)
        self.flagship._end_day(date(2027, 3, 1))
        self.on(card, "2027-03-02").action_refuse_upgrade("Arrears")
        self.flagship._end_day(date(2027, 3, 2))
        self.assertFalse(card.proposed_tier_id)

    def test_upgrade_at_once(self):
        self.flagship.upgrade_mode = "automatic"
        card = self.grant("2026-03-01")
        self.buy("2026-12-01", 200000)
        self.flagship._end_day(date(2027, 2, 28))
        self.assertEqual(card.tier_id, self.flagship_silver)
        self.flagship._end_day(date(2027, 3, 1))
        self.assertEqual(card.tier_id, self.flagship_gold)
        self.assertEqual(card.tier_date, date(2027, 3, 1))

    def test_missed_days_are_made_up(self):
        self.flagship.last_evaluated = date(2026, 3, 1)
        program = self.on(self.flagship, "2026-03-05")
        self.assertEqual(
            [str(day) for _program, day in program._days_to_evaluate()],
            ["2026-03-02", "2026-03-03", "2026-03-04"],
        )
        program.last_evaluated = date(2026, 3, 4)
        self.assertEqual(list(program._days_to_evaluate()), [])

    def test_queries_do_not_grow_with_customers(self):
        def evaluate():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.flagship._evaluate(day=date(2026, 3, 1))
            return len(found), self.env.cr.sql_log_count - before

        self.buy("2026-03-01", 60000)
        self.assertEqual(evaluate()[0], 1)
        one = evaluate()
        for _more in range(6):
            self.buy("2026-03-01", 60000, partner=self._create_customer("李四"))
        self.assertEqual(evaluate(), (7, one[1]))
