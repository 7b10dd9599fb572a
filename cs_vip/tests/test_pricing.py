"""The discount table of V3 and V3b, and which pricelist a quotation takes."""

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import common

# Per cent off: (imported, new arrival, every other, special), V3.
TABLE = {
    "flagship_silver": (8.0, 10.0, 10.0, 0.0),
    "flagship_gold": (10.0, 15.0, 15.0, 0.0),
    "modern_silver": (20.0, 15.0, 20.0, 0.0),
    "modern_gold": (25.0, 20.0, 25.0, 0.0),
}


@tagged("post_install", "-at_install")
class TestPricing(common.VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [
            cls._create_product("Chandelier", 1000.0, cs_vip_price_class="imported"),
            cls._create_product("Lamp", 1000.0, cs_vip_price_class="new_arrival"),
            cls._create_product("Table", 1000.0),
            cls._create_product("Bargain", 1000.0, cs_vip_price_class="special"),
        ]
        cls.hand_made = cls.env["product.pricelist"].create(
            {
                "name": "Fair",
                "company_id": cls.company.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 3})
                ],
            }
        )
        # Kept out of core's way: the first pricelist is everybody's.
        cls.plain = cls.env["product.pricelist"].create(
            {"name": "Plain", "company_id": cls.company.id, "sequence": 1}
        )

    def setUp(self):
        super().setUp()
        self.today = str(self.env.cr.now().date())

    def order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": product.id})
                    for product in self.products
                ],
                **values,
            }
        )

    def discounts(self, order):
        return tuple(order.order_line.mapped("discount"))

    def test_table(self):
        """Every cell of V3, in the card's own store."""
        for name, expected in TABLE.items():
            with self.subTest(name):
                tier = getattr(self, name)
                team = self.team if name.startswith("flagship") else self.team_modern
                customer = self._create_customer(name)
                self.grant(self.today, customer, tier)
                order = self.order(partner_id=customer.id, team_id=team.id)
                self.assertEqual(order.pricelist_id, tier.pricelist_id)
                self.assertEqual(self.discounts(order), expected)

    def test_other_store(self):
        """V3b: same level, that store's discounts; switchable per programme."""
        self.grant(self.today, tier=self.flagship_silver)
        order = self.order(team_id=self.team_modern.id)
        self.assertEqual(self.discounts(order), TABLE["modern_silver"])
        self.modern.honour_other_cards = False
        order = self.order(team_id=self.team_modern.id)
        self.assertEqual(order.pricelist_id, self.plain)
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))

    def test_golden_case(self):
        """V7: 3,000 of ordinary products at Flagship silver: 2,700; gold: 2,550."""
        for tier, total in ((self.flagship_silver, 2700), (self.flagship_gold, 2550)):
            customer = self._create_customer(tier.name)
            self.grant(self.today, customer, tier)
            order = self.quote(
                3000.0, partner=customer, product=self.sofa, order_line=[
                    Command.create({"product_id": self.sofa.id})
                ],
            )  # fmt: skip
            self.assertEqual(order.amount_total, total)

    def test_without_store_no_tier_price(self):
        """An order without a team gets none, though the customer's own pricelist,
        which shop and portal read, is the tier's."""
        self.grant(self.today)
        self.assertEqual(
            self.customer.property_product_pricelist, self.flagship_silver.pricelist_id
        )
        self.env["crm.team"].search([]).active = False
        order = self.order(team_id=False)
        self.assertFalse(order.team_id)
        self.assertEqual(order.pricelist_id, self.plain)
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))

    def test_nobody_else_gets_a_tier_pricelist(self):
        """Core gives a customer without pricelist the first it finds."""
        self.env["product.pricelist"].search(
            [("cs_vip_tier_id", "=", False)]
        ).active = False
        self.assertFalse(self._create_customer("Passer-by").property_product_pricelist)

    def test_other_company(self):
        self.grant(self.today)
        other = self._create_company("Elsewhere")
        customer = self.customer.with_company(other)
        self.assertNotEqual(
            customer.property_product_pricelist, self.flagship_silver.pricelist_id
        )

    # New arrivals -----------------------------------------------------------------

    def test_new_arrival_ends(self):
        """The day named is the last one, in the store's time zone."""
        self.grant("2026-01-01", tier=self.modern_silver)
        lamp = self.products[1]
        lamp.cs_vip_new_until = "2026-03-31"
        for moment, percent in (
            (("2026-03-31", 23, 59), 15.0),
            (("2026-04-01", 0, 1), 20.0),
        ):
            day, hour, minute = moment
            now = self.at(day, hour, minute).context["cs_clock"].moment
            order = self.order(team_id=self.team_modern.id, date_order=now)
            line = order.order_line.filtered(lambda line: line.product_id == lamp)
            self.assertEqual(line.discount, percent, moment)

    def test_class_change_is_incremental(self):
        """One rule per tier with a row for the class changes, the others stay."""
        rules = self.flagship_silver.pricelist_id.item_ids
        table = self.products[2]
        table.cs_vip_price_class = "special"
        now = self.flagship_silver.pricelist_id.item_ids
        self.assertEqual(len(now - rules), 1)
        self.assertFalse(rules - now)
        self.assertEqual((now - rules).product_tmpl_id, table.product_tmpl_id)
        table.cs_vip_price_class = "ordinary"
        self.assertEqual(self.flagship_silver.pricelist_id.item_ids, rules)

    def test_discount_change_rewrites_rules(self):
        rules = self.flagship_silver.pricelist_id.item_ids
        row = self.flagship_silver.discount_ids.filtered(
            lambda row: row.price_class == "imported"
        )
        row.percent = 6
        self.assertEqual(self.flagship_silver.pricelist_id.item_ids, rules)
        self.grant(self.today)
        self.assertEqual(self.discounts(self.order())[0], 6.0)
        row.unlink()
        self.assertEqual(self.discounts(self.order())[0], 10.0, "as every other")

    def test_rules_made_by_hand_stay(self):
        pricelist = self.flagship_silver.pricelist_id
        own = self.env["product.pricelist.item"].create(
            {
                "pricelist_id": pricelist.id,
                "applied_on": "1_product",
                "product_tmpl_id": self.sofa.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": 2000,
            }
        )
        self.sofa.cs_vip_price_class = "imported"
        self.sofa.cs_vip_price_class = "ordinary"
        self.assertIn(own, pricelist.item_ids)

    def rule(self, product, **values):
        return self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.flagship_silver.pricelist_id.id,
                "applied_on": "1_product",
                "product_tmpl_id": product.product_tmpl_id.id,
                "compute_price": "percentage",
                "percent_price": 30,
                **values,
            }
        )

    def test_special_price_wins_over_rules_made_by_hand(self):
        special, table = self.products[3], self.products[2]
        variant = {"applied_on": "0_product_variant", "product_id": special.id}
        for values in ({}, {"min_quantity": 2}, variant):
            with self.assertRefused(ValidationError, "Bargain is sold at a special"):
                self.rule(special, **values)
        own = self.rule(table)
        with self.assertRefused(ValidationError, "Flagship Silver .CNY. of a VIP tier"):
            table.cs_vip_price_class = "special"
        with self.assertRefused(ValidationError, "delete the rule"):
            own.product_tmpl_id = special.product_tmpl_id
        self.rule(special, pricelist_id=self.plain.id)
        everything = {"applied_on": "3_global", "product_tmpl_id": False}
        self.rule(special, **everything)
        own.unlink()
        table.cs_vip_price_class = "special"
        self.grant(self.today)
        self.assertEqual(self.discounts(self.order())[2:], (0.0, 0.0))

    def test_generated_rules_are_edited_in_the_programme(self):
        seller = self._create_user("vip_boss", "sales_team.group_sale_manager")
        generated = self.flagship_silver.pricelist_id.item_ids[0].with_user(seller)
        self.assertTrue(generated.cs_vip_generated)
        message = "discounts of VIP tier Flagship Silver"
        for refused in (
            lambda: generated.write({"percent_price": 99}),
            lambda: generated.write({"cs_vip_generated": False}),
            lambda: generated.pricelist_id.write(
                {"item_ids": [Command.update(generated.id, {"percent_price": 99})]}
            ),
            generated.unlink,
        ):
            with self.assertRefused(UserError, message):
                refused()
        own = self.rule(self.sofa).with_user(seller)
        own.percent_price = 5
        with self.assertRefused(UserError, message):
            own.cs_vip_generated = True
        with self.assertRefused(UserError, message):
            own.copy({"cs_vip_generated": True})
        own.unlink()
        self.flagship_silver.discount_ids[0].with_user(self.manager).percent = 7

    def test_queries_do_not_grow_with_products(self):
        def many(number):
            return self.env["product.template"].create(
                [{"name": f"P{index}"} for index in range(number)]
            )

        few, more = many(5), many(25)
        self.env.flush_all()
        counts = []
        for templates in (few, more):
            before = self.env.cr.sql_log_count
            templates.write({"cs_vip_price_class": "special"})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 2, counts)

    def test_wrong_discounts(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.flagship_gold.discount_ids[0].percent = 120
            self.env.flush_all()

    def test_pricelists_are_not_shipped(self):
        """Uninstalling would delete them, and empty them on confirmed orders."""
        for tier in self.env["cs.vip.tier"].search([]):
            self.assertTrue(tier.pricelist_id)
            self.assertFalse(tier.pricelist_id.get_external_id()[tier.pricelist_id.id])

    def test_currency_stays_once_there_are_points(self):
        self.grant("2026-03-01", points=1)
        self.company.currency_id = self.company.currency_id  # no change
        with self.assertRefused(UserError, "Retailer has VIP points"):
            self.company.currency_id = self.env.ref("base.EUR")

    def test_currency_follows_the_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.company.currency_id = euro
        self.assertEqual(self.flagship_silver.pricelist_id.currency_id, euro)

    def test_shared_programme_has_prices_in_every_company(self):
        """In each company's own currency, also in one that comes later."""
        self.flagship.company_id = False
        tier = self.flagship_silver
        own = tier.pricelist_id
        self.assertEqual(own.company_id, self.company)
        neighbour = self._create_company("Neighbour")
        there = tier.with_company(neighbour).pricelist_id
        self.assertEqual(there.company_id, neighbour)
        self.assertNotEqual(there, own)
        euro = self.env.ref("base.EUR")
        euro.active = True
        neighbour.currency_id = euro
        self.assertEqual(there.currency_id, euro)
        self.assertEqual(own.currency_id, self.company.currency_id)
        self.assertEqual(
            sorted(there.item_ids.mapped("percent_price")),
            sorted(own.item_ids.mapped("percent_price")),
        )
        self.flagship.company_id = self.company
        self.assertEqual(tier.pricelist_ids, own)
        self.assertFalse(there.active)
        self.flagship.company_id = False
        self.assertEqual(tier.with_company(neighbour).pricelist_id, there)

    def test_pricelist_of_a_tier_goes_with_it(self):
        tier = self.env["cs.vip.tier"].create(
            {"name": "Bronze", "program_id": self.flagship.id, "sequence": 99}
        )
        pricelist = tier.pricelist_id
        with self.assertRefused(UserError, "prices of tier Flagship Bronze"):
            pricelist.unlink()
        tier.unlink()
        self.assertFalse(pricelist.active)

    # A quotation's pricelist -------------------------------------------------------

    def test_card_reprices_quotations(self):
        """Open quotations take the card on approval, and lose it with it."""
        order = self.order()
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))
        card = self.grant(self.today)
        self.assertEqual(self.discounts(order), TABLE["flagship_silver"])
        card.action_suspend()
        self.assertEqual(order.pricelist_id, self.plain)
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))

    def test_confirmed_orders_stay(self):
        order = self.order()
        order.action_confirm()
        self.grant(self.today)
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))
        self.assertEqual(order.amount_total, 4000)

    def test_qualifying_order_never(self):
        """Not even when it is set back to a quotation after the approval (V3)."""
        order = self.order()
        order.action_confirm()
        card = self.apply(orders=order)
        card._go("submitted")
        card._grant()
        order._action_cancel()
        order.action_draft()
        order.team_id = self.team_modern
        order.team_id = self.team
        self.assertEqual(order.pricelist_id, self.plain)
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))

    def test_team_and_customer_reprice(self):
        self.grant(self.today)
        order = self.order()
        order.team_id = self.team_modern
        self.assertEqual(self.discounts(order), TABLE["modern_silver"])
        order.partner_id = self._create_customer("Nobody")
        self.assertEqual(self.discounts(order), (0.0, 0.0, 0.0, 0.0))

    def test_contact_of_a_holder(self):
        self.grant(self.today)
        contact = self._create_customer("Assistant", parent_id=self.customer.id)
        order = self.order(partner_id=contact.id)
        self.assertEqual(self.discounts(order), TABLE["flagship_silver"])

    def test_manual_pricelist_stays(self):
        self.grant(self.today)
        order = self.order()
        order.pricelist_id = self.hand_made
        self.assertTrue(order.cs_vip_pricelist_manual)
        order.team_id = self.team_modern
        self.assertEqual(order.pricelist_id, self.hand_made)
        order.action_cs_vip_use_card_prices()
        self.assertFalse(order.cs_vip_pricelist_manual)
        self.assertEqual(self.discounts(order), TABLE["modern_silver"])

    def test_manual_pricelist_stays_when_card_comes(self):
        order = self.order(pricelist_id=self.hand_made.id)
        self.assertTrue(order.cs_vip_pricelist_manual)
        self.grant(self.today)
        self.assertEqual(order.pricelist_id, self.hand_made)
        self.assertEqual(self.discounts(order)[2], 3.0)

    def test_tier_prices_are_the_cards_to_give(self):
        """A salesperson gives nobody a tier's prices; a sales manager may."""
        card = self.grant(self.today)
        gold = self.flagship_gold.pricelist_id
        order = self.order().with_user(self.salesman)
        nobody = self._create_customer("Nobody")
        for vals in (
            {"pricelist_id": gold.id},
            {"partner_id": nobody.id, "pricelist_id": order.pricelist_id.id},
            {"partner_id": nobody.id, "cs_vip_pricelist_manual": True},
        ):
            with self.assertRefused(UserError, "has no card that gives the prices of"):
                order.write(vals)
        with self.assertRefused(UserError, "prices of tier Flagship Gold"):
            self.env["sale.order"].with_user(self.salesman).create(
                {
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    "pricelist_id": gold.id,
                }
            )
        order.write({"pricelist_id": self.hand_made.id})
        order.write({"pricelist_id": self.flagship_silver.pricelist_id.id})
        card.action_void("Moved away")
        self.assertEqual(order.pricelist_id, self.plain)
        with self.assertRefused(UserError, "prices of tier Flagship Silver"):
            order.pricelist_id = self.flagship_silver.pricelist_id

    def test_tier_prices_given_by_a_sales_manager(self):
        boss = self._create_user("vip_boss", "sales_team.group_sale_manager")
        gold = self.flagship_gold.pricelist_id
        order = self.order().with_user(boss)
        order.pricelist_id = gold
        self.assertTrue(order.cs_vip_pricelist_manual)
        order = order.with_user(self.salesman)
        order.user_id = self.salesman
        self.assertEqual(order.pricelist_id, gold, "the manager's choice stays")
        self.assertEqual(order.copy().pricelist_id, self.plain)
        self.assertEqual(order.with_user(boss).copy().pricelist_id, gold)

    def test_tier_pricelist_of_a_customer_is_no_card(self):
        nobody = self._create_customer("Nobody")
        nobody.property_product_pricelist = self.flagship_gold.pricelist_id
        order = self.order(partner_id=nobody.id)
        self.assertEqual(order.pricelist_id, self.plain)

    def test_choosing_the_automatic_one_is_no_choice(self):
        order = self.order(pricelist_id=self.plain.id)
        self.assertFalse(order.cs_vip_pricelist_manual)

    def test_choice_is_for_one_customer(self):
        self.grant(self.today)
        other = self._create_customer("Other")
        order = self.order(partner_id=other.id, pricelist_id=self.hand_made.id)
        order.partner_id = self.customer
        self.assertFalse(order.cs_vip_pricelist_manual)
        self.assertEqual(self.discounts(order), TABLE["flagship_silver"])

    def test_form_reprices_while_open(self):
        """In the web client the lines change before saving."""
        self.grant(self.today)
        order = self.order(partner_id=self._create_customer("Other").id)
        with Form(order) as form:
            form.partner_id = self.customer
            with form.order_line.edit(2) as line:
                self.assertEqual(line.discount, 10.0)
            form.team_id = self.team_modern
            with form.order_line.edit(2) as line:
                self.assertEqual(line.discount, 20.0)
        self.assertEqual(self.discounts(order), TABLE["modern_silver"])
        self.assertFalse(order.cs_vip_pricelist_manual)

    def test_form_manual_choice(self):
        self.grant(self.today)
        with Form(self.order()) as form:
            form.pricelist_id = self.hand_made
            form.team_id = self.team_modern
        order = form.record
        self.assertEqual(order.pricelist_id, self.hand_made)
        self.assertTrue(order.cs_vip_pricelist_manual)

    def test_copy_takes_the_card_of_today(self):
        order = self.order()
        order.action_confirm()
        self.grant(self.today)
        self.assertEqual(self.discounts(order.copy()), TABLE["flagship_silver"])

    def test_use_card_prices_only_on_quotations(self):
        self.grant(self.today)
        order = self.order(pricelist_id=self.hand_made.id)
        order.action_confirm()
        with self.assertRefused(UserError, "only while this is a quotation"):
            order.action_cs_vip_use_card_prices()

    def test_voucher_keeps_its_worth(self):
        """The card's discount comes first; it never lessens the voucher."""
        self.grant(self.today, points=1000)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "order_line": [Command.create({"product_id": self.sofa.id})],
            }
        )
        order.action_cs_vip_redeem(1000)
        self.assertEqual(order.amount_total, 2400)
        order.action_update_prices()
        self.assertEqual(order.amount_total, 2400)

    def test_order_of_a_shared_programme(self):
        """In its company's currency, at the prices of the tier there."""
        self.flagship.company_id = False
        self.grant(self.today)
        order = self.quote(3000.0, product=self.products[2])
        self.assertEqual(order.pricelist_id, self.flagship_silver.pricelist_id)
        self.assertEqual(order.pricelist_id.company_id, self.company)
        self.assertEqual(order.currency_id, self.company.currency_id)
