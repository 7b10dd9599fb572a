"""Applications whose orders do not reach the level, and the panel of order and card."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestApplicationEvidence(VipCommon):
    def submit(self, orders, day="2026-03-05", **values):
        card = self.apply(orders=orders, **values)
        self.on(card, day).action_submit()
        return card

    def test_one_purchase_that_suffices(self):
        card = self.submit(self.buy("2026-03-01", 60000))
        self.assertEqual(card.state, "submitted")
        self.assertFalse(card.application_problem)

    def test_together(self):
        orders = self.buy("2025-03-02", 75000 - 20000) | self.buy("2025-12-01", 40000)
        orders |= self.buy("2026-03-01", 55000)
        self.assertEqual(self.submit(orders).state, "submitted")

    def test_too_little_with_numbers(self):
        orders = self.buy("2026-03-01", 59999) | self.buy(
            "2026-03-02", 90000.99 - 40000
        )
        with self.assertRefused(
            UserError,
            "Flagship Silver takes one purchase of at least .*60,000.00, or purchases "
            "of .*150,000.00 together; these orders come to .*109,999.99, the largest "
            "to .*59,999.00",
        ):
            self.submit(orders)

    def test_only_one_way(self):
        order = self.buy("2026-03-01", 50000)
        self.flagship_silver.min_yearly_purchase = 0
        with self.assertRefused(UserError, "one purchase of at least .*60,000.00; the"):
            self.submit(order)
        self.flagship_silver.write(
            {"min_yearly_purchase": 150000, "min_single_purchase": 0}
        )
        self.customer.cs_vip_card_ids.unlink()
        with self.assertRefused(UserError, "takes purchases of .*150,000.00; these"):
            self.submit(order)

    def test_returned_meanwhile(self):
        """The desk sees it too, when it happens after the application was sent."""
        order = self.buy("2026-03-01", 60000)
        card = self.submit(order)
        self.on(order, "2026-03-06").order_line.price_unit = 30000
        card.invalidate_recordset()
        self.assertIn("the largest to ¥\xa030,000.00", card.application_problem)
        order._action_cancel()
        card.invalidate_recordset()
        self.assertIn(f"Order {order.name} does not count", card.application_problem)

    def test_orders_that_do_not_count(self):
        good = self.buy("2026-03-01", 60000)
        cancelled = self.buy("2026-03-01", 60000)
        cancelled._action_cancel()
        for other, message in (
            (self.quote(60000), "it is not confirmed"),
            (cancelled, "it is not confirmed"),
            (self.buy("2026-03-01", 1, team=self.team_modern), "in another store"),
            (self.buy("2025-03-01", 90000), "older than the period"),
        ):
            with self.subTest(message=message):
                with self.assertRefused(
                    UserError, f"{other.name} does not .*{message}"
                ):
                    self.submit(good | other)
                self.customer.cs_vip_card_ids.unlink()

    def test_too_old_altogether(self):
        order = self.buy("2025-01-01", 60000)
        with self.assertRefused(UserError, "older than the period that counts"):
            self.submit(order)

    def test_used_up_by_an_earlier_card(self):
        old = self.buy("2026-02-01", 60000)
        card = self.grant("2026-03-01")
        self.on(card, "2026-03-02").action_void("Moved away")
        with self.assertRefused(UserError, "an earlier card used it up"):
            self.submit(old)

    def test_gold_is_no_beginning(self):
        order = self.buy("2026-03-01", 300000)
        with self.assertRefused(UserError, "Flagship Gold is reached from Silver only"):
            self.submit(order, tier=self.flagship_gold)

    def test_level_given_without_a_purchase(self):
        """A level that no purchase leads to is the desk's to give."""
        self.flagship_silver.write({"min_single_purchase": 0, "min_yearly_purchase": 0})
        self.assertEqual(self.submit(self.buy("2026-03-01", 5)).state, "submitted")

    def test_queries_do_not_grow_with_applications(self):
        cards = self.env["cs.vip.card"]
        for _number in range(5):
            customer = self._create_customer("李四")
            order = self.buy("2026-03-01", 60000, partner=customer)
            cards |= self.apply(customer, orders=order)

        def queries(cards):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards.mapped("application_problem")
            cards.mapped("cs_vip_why_not")
            return self.env.cr.sql_log_count - before

        queries(cards)
        self.assertEqual(queries(cards[0]), queries(cards))


@tagged("post_install", "-at_install")
class TestProgressPanel(VipCommon):
    def test_live_on_the_draft(self):
        self.buy("2026-03-01", 1000)
        day = "2026-03-02"
        with Form(self.on(self.env["sale.order"], day)) as form:
            form.partner_id = self.customer
            form.team_id = self.team
            self.assertEqual(form.cs_vip_next_tier_id, self.flagship_silver)
            self.assertEqual(form.cs_vip_missing, "¥\xa060,000.00 more in this order")
            with form.order_line.new() as line:
                line.product_id = self.net
                line.price_unit = 45000
            self.assertEqual(form.cs_vip_progress, 75)
            self.assertEqual(form.cs_vip_missing, "¥\xa015,000.00 more in this order")
            with form.order_line.edit(0) as line:
                line.price_unit = 60000
            self.assertEqual(
                (form.cs_vip_progress, form.cs_vip_missing), (100, "Reached")
            )
            form.team_id = self.team_modern
            self.assertEqual(form.cs_vip_next_tier_id, self.modern_silver)

    def test_least_way_on_the_draft(self):
        """100,000 are there: 50,000 more suffice, 60,000 are not needed."""
        self.buy("2026-03-01", 50000, 1000)
        self.buy("2026-03-01", 49000)
        order = self.on(self.quote(10000), "2026-03-02")
        self.assertEqual(order.cs_vip_missing, "¥\xa040,000.00 more in this order")
        order.action_confirm()
        self.assertEqual(
            order.cs_vip_missing,
            "One purchase of ¥\xa060,000.00, or ¥\xa040,000.00 more",
        )

    def test_order_of_a_holder(self):
        self.grant("2026-03-01")
        order = self.on(self.quote(1000), "2026-03-02")
        self.assertEqual(order.cs_vip_next_tier_id, self.flagship_gold)
        self.assertEqual(
            order.cs_vip_missing, "¥\xa0199,000.00 more, and not before 03/01/2027"
        )
        self.assertIn("Silver must be held", order.cs_vip_why_not)
        order.order_line.price_unit = 200000
        self.assertEqual(order.cs_vip_missing, "From 03/01/2027 on")
        later = self.on(order, "2027-03-02")
        later.invalidate_recordset(["cs_vip_missing"])
        self.assertEqual(later.cs_vip_missing, "Reached")
        later.order_line.price_unit = 1000
        self.assertEqual(later.cs_vip_missing, "¥\xa0199,000.00 more in this order")
        self.on(order.cs_vip_card_id, "2027-02-01").state = "suspended"
        later.invalidate_recordset(["cs_vip_missing"])
        self.assertFalse(later.cs_vip_missing)

    def test_nothing_to_say(self):
        nowhere = self._create_team("Outlet", self.env["cs.vip.program"])
        order = self.quote(1000, team=nowhere)
        self.assertFalse(order.cs_vip_why_not or order.cs_vip_next_tier_id)
        self.customer.cs_is_project_customer = True
        order = self.quote(1000)
        self.assertFalse(order.cs_vip_missing)
        self.assertIn("project customer", order.cs_vip_why_not)

    def test_card_and_evidence(self):
        card = self.on(self.grant("2026-03-01"), "2026-03-05")
        order = self.buy("2026-03-02", 50000)
        self.assertEqual(card.cs_vip_next_tier_id, self.flagship_gold)
        self.assertEqual(card.cs_vip_progress, 25)
        self.assertEqual(
            card.cs_vip_missing, "¥\xa0150,000.00 more, and not before 03/01/2027"
        )
        action = card.action_cs_vip_counted_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)
        action = self.on(order, "2026-03-05").action_cs_vip_counted_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)
        self.on(card, "2026-03-06").action_void("Moved away")
        card.invalidate_recordset()
        self.assertFalse(card.cs_vip_next_tier_id == self.flagship_gold)

    def test_other_currency_counts_in_the_companys(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "company_id": self.company.id,
                "currency_id": dollar.id,
                "company_rate": 0.125,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order = self.on(self.quote(1.0, pricelist_id=pricelist.id), "2026-03-02")
        order.order_line.price_unit = 5000
        self.assertEqual(order.cs_vip_missing, "¥\xa020,000.00 more in this order")

    def test_queries_do_not_grow_with_orders(self):
        orders = self.env["sale.order"]
        for _number in range(5):
            orders |= self.quote(100, partner=self._create_customer("李四"))

        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.mapped("cs_vip_missing")
            return self.env.cr.sql_log_count - before

        queries(orders)
        self.assertEqual(queries(orders[0]), queries(orders))

    def test_salesman_sees_it(self):
        sales = self._create_user("vip_own", "sales_team.group_sale_salesman")
        self.buy("2026-03-01", 20000)
        order = self.quote(1000, user_id=sales.id)
        seen = self.on(order, "2026-03-02").with_user(sales)
        self.assertEqual(seen.cs_vip_missing, "¥\xa059,000.00 more in this order")
        self.assertIn("21,000.00", seen.cs_vip_why_not)
        action = seen.action_cs_vip_counted_orders()
        found = self.env["sale.order"].with_user(sales).search(action["domain"])
        self.assertFalse(found)  # a colleague's order stays the colleague's
