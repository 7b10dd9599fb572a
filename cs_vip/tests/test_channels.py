"""Every channel gives the same tier price (V3)."""

import json

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import VipCommon

# Price class → what 1,000 yuan cost: (Flagship silver, Modern silver), V3.
PRICES = {
    "ordinary": (900, 800),
    "imported": (920, 800),
    "new_arrival": (900, 850),
    "special": (1000, 1000),
}


@tagged("post_install", "-at_install")
class TestChannels(HttpCase, VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = {
            name: cls._create_product(name, 1000.0, cs_vip_price_class=name)
            for name in PRICES
        }
        cls.grant(str(cls.env.cr.now().date()))

    def paid(self, order):
        return {
            line.product_id.name: line.price_total
            for line in order.order_line.filtered("product_id")
        }

    def expected(self, column):
        return {name: prices[column] for name, prices in PRICES.items()}

    def test_quotation(self):
        for column, team in enumerate((self.team, self.team_modern)):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "team_id": team.id,
                    "order_line": [
                        Command.create({"product_id": product.id})
                        for product in self.products.values()
                    ],
                }
            )
            self.assertEqual(self.paid(order), self.expected(column))

    def test_import(self):
        """A file of orders, without prices, as the import dialog loads it."""
        self.env["product.product"].flush_model()
        external = {name: f"__test__.{name}" for name in self.products}
        self.env["ir.model.data"].create(
            [
                {
                    "module": "__test__",
                    "name": name,
                    "model": "product.product",
                    "res_id": product.id,
                }
                for name, product in self.products.items()
            ]
        )
        head = [str(self.customer.id), str(self.team_modern.id)]
        rows = [
            [*(head if not number else ["", ""]), external[name]]
            for number, name in enumerate(self.products)
        ]
        done = self.env["sale.order"].load(
            ["partner_id/.id", "team_id/.id", "order_line/product_id/id"], rows
        )
        self.assertFalse(done["messages"])
        order = self.env["sale.order"].browse(done["ids"])
        self.assertEqual(self.paid(order), self.expected(1))

    def test_shop_and_till_read_the_customers_pricelist(self):
        pricelist = self.customer.with_company(self.company).property_product_pricelist
        self.assertEqual(pricelist, self.flagship_silver.pricelist_id)
        self.assertEqual(
            {
                name: pricelist._get_product_price(product, 1.0)
                for name, product in self.products.items()
            },
            self.expected(0),
        )

    def test_option_chosen_in_the_portal(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "order_line": [
                    Command.create({"product_id": self.products["imported"].id}),
                    Command.create(
                        {
                            "display_type": "line_section",
                            "name": "Options",
                            "is_optional": True,
                        }
                    ),
                    *(
                        Command.create({"product_id": product.id, "product_uom_qty": 0})
                        for name, product in self.products.items()
                        if name != "imported"
                    ),
                ],
            }
        )
        for line in order.order_line.filtered(lambda line: not line.product_uom_qty):
            if line.product_id:
                response = self.url_open(
                    f"/my/orders/{order.id}/update_line_dict",
                    data=json.dumps(
                        {
                            "params": {
                                "line_id": line.id,
                                "access_token": order._portal_ensure_token(),
                            }
                        }
                    ),
                    headers={"Content-Type": "application/json"},
                )
                self.assertNotIn("error", response.json())
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        self.assertEqual(self.paid(order), self.expected(0))

    def test_special_price_wins_over_a_rule_made_by_hand(self):
        """A rule for all products added to the tier's pricelist reaches no
        special-price product."""
        pricelist = self.flagship_silver.pricelist_id
        pricelist.item_ids = [
            Command.create(
                {
                    "applied_on": "3_global",
                    "compute_price": "percentage",
                    "percent_price": 50,
                    "min_quantity": 10,
                }
            )
        ]
        special = self.products["special"]
        self.assertEqual(pricelist._get_product_price(special, 10.0), 1000)
        self.assertEqual(
            pricelist._get_product_price(self.products["ordinary"], 10.0), 500
        )

    def test_card_honoured_only_where_the_store_does(self):
        self.modern.honour_other_cards = False
        order = self.quote(1000.0, team=self.team_modern,
                           product=self.products["ordinary"])  # fmt: skip
        self.assertEqual(order.amount_total, 1000)
        self.assertFalse(order.cs_vip_card_id)
