"""Goods on stock that are sold, delivered, invoiced, and come back."""

from odoo import Command
from odoo.tests import Form

from .common import VipCommon


class ReturnsCommon(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.tax = cls._create_tax(13)  # loading the chart dropped the first one
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.table = cls._create_goods("Table", 1000.0)

    @classmethod
    def _create_goods(cls, name, price, **values):
        product = cls._create_product(
            name,
            price,
            type="consu",
            is_storable=True,
            cs_vip_price_class="special",
            **values,
        )
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, 100
        )
        return product

    def tearDown(self):
        """After each of these stories: what the nightly proof works out with SQL is
        what the orders are due, and it finds nothing."""
        orders = self.env["sale.order"].search([("company_id", "=", self.company.id)])
        self.env.flush_all()
        for by_python, by_sql in (
            (orders._cs_vip_due(), orders._cs_vip_due_sql()),
            (orders._cs_vip_due_voucher(), orders._cs_vip_redeemed_sql()),
        ):
            found = dict(self.env.execute_query(by_sql))
            self.assertEqual(
                {key: found[key] for key in found if key in orders.ids and found[key]},
                {order: points for order, points in by_python.items() if points},
            )
        self.assertEqual(self.prove_ledger(), [])
        super().tearDown()

    def order_of(self, product, quantity=1, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                ],
                **values,
            }
        )

    def deliver(self, picking, day="2026-03-03"):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        self.on(picking, day).button_validate()
        return picking

    def give_back(self, picking, quantity, to_refund=True, day="2026-03-03"):
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.write(
            {"quantity": quantity, "to_refund": to_refund}
        )
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        return self.deliver(returned, day)

    def invoice(self, order, **options):
        invoice = order._create_invoices(**options)
        invoice.action_post()
        return invoice

    def credit(self, invoice, quantity=None, price=None):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if quantity is not None:
            note.invoice_line_ids.quantity = quantity
        if price is not None:
            note.invoice_line_ids.price_unit = price
        self.on(note, "2026-03-05").action_post()
        return note
