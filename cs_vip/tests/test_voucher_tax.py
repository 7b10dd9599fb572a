"""How vouchers reach the accounts (V7): mixed tax rates, down payment, credit note.

A voucher is a negative line of one product for each tax rate: it lowers the revenue and
the tax base of that rate, by the share of the goods taxed at it.
"""

from odoo import Command
from odoo.tests import tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestVoucherTax(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"]._load("generic_coa", cls.company, False)
        cls.company.write({"currency_id": cls.env.ref("base.CNY").id})
        cls.vat13 = cls._create_tax(13)
        cls.vat6 = cls._create_tax(6)
        cls.goods = cls._create_product(
            "Goods", 2260.0, cs_vip_price_class="special",
            taxes_id=[Command.set(cls.vat13.ids)],
        )  # fmt: skip
        cls.work = cls._create_product(
            "Work", 1060.0, cs_vip_price_class="special",
            taxes_id=[Command.set(cls.vat6.ids)],
        )  # fmt: skip
        cls.card = cls.grant("2026-01-05", points=1000)

    def sold(self):
        """An order of 2,260 at 13 % and 1,060 at 6 %, less a voucher of 300."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.goods.id}),
                    Command.create({"product_id": self.work.id}),
                ],
            }
        )
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        self.assertEqual(order.amount_total, 3020.0)
        return order

    def report(self, *moves):
        """{tax: (base, tax)} of posted journal items, as a tax report adds them up."""
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("move_id", "in", [move.id for move in moves]),
            ]
        )
        figures = {}
        for tax in self.vat13 | self.vat6:
            base = lines.filtered(lambda line, tax=tax: tax in line.tax_ids)
            paid = lines.filtered(lambda line, tax=tax: line.tax_line_id == tax)
            figures[tax.amount] = (
                round(-sum(base.mapped("balance")), 2),
                round(-sum(paid.mapped("balance")), 2),
            )
        return figures

    def assertTaxed(self, figures, goods, work):
        """`goods` and `work`: what was paid for them, tax included. The voucher is
        spread over the rates to the cent."""
        for rate, paid in ((13.0, goods), (6.0, work)):
            base, tax = figures[rate]
            self.assertAlmostEqual(base + tax, paid, delta=0.011)
            self.assertAlmostEqual(base * rate / 100, tax, delta=0.011)
        self.assertAlmostEqual(sum(map(sum, figures.values())), goods + work, 2)

    # 300 spread by what the lines come to: 2,260 and 1,060 of 3,320.
    GOODS = 2260 - 300 * 2260 / 3320
    WORK = 1060 - 300 * 1060 / 3320

    def invoice(self, order, **options):
        invoice = order._create_invoices(**options)
        invoice.action_post()
        return invoice

    def test_mixed_rates(self):
        order = self.sold()
        vouchers = order.order_line.filtered("cs_vip_is_voucher")
        self.assertEqual(vouchers.tax_ids, self.vat13 | self.vat6)
        self.assertEqual(vouchers.product_id, self.env.ref("cs_vip.product_voucher"))
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 3020.0)
        self.assertTaxed(self.report(invoice), self.GOODS, self.WORK)
        revenue = invoice.line_ids.filtered(lambda line: line.display_type == "product")
        untaxed = (
            2000
            + 1000
            - sum(
                (paid / (1 + rate / 100))
                for rate, paid in ((13, 2260 - self.GOODS), (6, 1060 - self.WORK))
            )
        )
        self.assertAlmostEqual(-sum(revenue.mapped("balance")), untaxed, delta=0.02)

    def test_with_a_down_payment(self):
        """Invoiced in two steps, the taxes of both together are the same."""
        order = self.sold()
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        advance = wizard._create_invoices(order)
        advance.action_post()
        self.assertAlmostEqual(advance.amount_total, 906.0)
        self.assertTaxed(self.report(advance), self.GOODS * 0.3, self.WORK * 0.3)
        final = self.invoice(order, final=True)
        self.assertAlmostEqual(final.amount_total, 2114.0)
        self.assertTaxed(self.report(advance, final), self.GOODS, self.WORK)

    def test_with_a_credit_note(self):
        """A full credit note takes everything back: nothing is left to report, and the
        points that the order earned go, those of the voucher come back."""
        order = self.sold()
        earned = order.cs_vip_points_earned
        self.assertEqual(earned, 60)
        invoice = self.invoice(order)
        credit = invoice._reverse_moves()
        credit.action_post()
        self.assertEqual(credit.amount_total, 3020.0)
        self.assertEqual(
            self.report(invoice, credit), {13.0: (0.0, 0.0), 6.0: (0.0, 0.0)}
        )
        self.assertEqual(order.cs_vip_points_earned, 0)
        self.assertEqual(self.card.points_balance, 1000)

    def test_credit_note_of_one_rate(self):
        """The goods come back, the work stays: each rate is taxed for what was kept."""
        order = self.sold()
        invoice = self.invoice(order)
        credit = invoice._reverse_moves()
        credit.invoice_line_ids.filtered(
            lambda line: self.vat6 in line.tax_ids
        ).unlink()
        credit.action_post()
        figures = self.report(invoice, credit)
        self.assertEqual(figures[13.0], (0.0, 0.0))
        base, tax = figures[6.0]
        self.assertAlmostEqual(base + tax, self.WORK, delta=0.011)

    def test_fiscal_position(self):
        """Goods taxed otherwise for this customer carry the voucher likewise."""
        position = self.env["account.fiscal.position"].create(
            {"name": "Special zone", "company_id": self.company.id}
        )
        self.vat6.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.vat13.id)],
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "fiscal_position_id": position.id,
                "order_line": [
                    Command.create({"product_id": self.goods.id, "price_unit": 4000}),
                ],
            }
        )
        self.assertEqual(order.order_line.tax_ids, self.vat6)
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        total = order.amount_total
        invoice = self.invoice(order)
        figures = self.report(invoice)
        self.assertEqual(figures[13.0], (0.0, 0.0))
        self.assertAlmostEqual(sum(figures[6.0]), total, 2)
