from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from .. import business_day


class Row(NamedTuple):
    """A line of the card's box on quotation, invoice and portal page."""

    label: str
    value: str


class SaleOrder(models.Model):
    """What quotation, invoice and portal say about card and special prices (C7)."""

    _inherit = "sale.order"

    cs_vip_no_return_text = fields.Char(
        string="No Return",
        compute="_compute_cs_vip_no_return_text",
        help="Said where goods at a special price are on the order.",
    )

    @api.depends("order_line.cs_vip_no_return", "company_id")
    @api.depends_context("lang")
    def _compute_cs_vip_no_return_text(self):
        for order in self:
            special = any(order.order_line.mapped("cs_vip_no_return"))
            company = order.company_id or self.env.company
            order.cs_vip_no_return_text = special and company._cs_vip_no_return_text()

    def _cs_vip_document(self):
        """Rows about the card, in the language of the document; none without one."""
        self.ensure_one()
        order = self.sudo()  # sudo: what the customer reads about the own card
        card = order.cs_vip_card_id
        if not card:
            return []
        quoted = order.state in ("draft", "sent")
        earns = order.cs_vip_points_expected if quoted else order.cs_vip_points_earned
        rows = [order._cs_vip_card_row(card)]
        if earns:
            label = (
                self.env._("Points you will earn")
                if quoted
                else self.env._("Points earned")
            )
            rows.append(Row(label, order._cs_vip_whole(earns)))
        rows += order._cs_vip_voucher_rows()
        rows.append(order._cs_vip_balance_row(card))
        return rows

    def _cs_vip_card_row(self, card):
        tier = self.cs_vip_tier_id.display_name
        return Row(self.env._("VIP card"), f"{tier} · {card.name}")

    def _cs_vip_voucher_rows(self):
        """What points paid; of several orders together."""
        redeemed = sum(self.mapped("cs_vip_points_redeemed"))
        if not redeemed:
            return []
        worth = sum(self.mapped("cs_vip_voucher_amount"))
        rows = [
            Row(self.env._("Points redeemed"), self._cs_vip_whole(redeemed)),
            Row(self.env._("Paid with points"), self.currency_id[:1].format(worth)),
        ]
        if back := sum(self.mapped("cs_vip_points_returned")):
            rows.append(Row(self.env._("Points given back"), self._cs_vip_whole(back)))
        return rows

    def _cs_vip_balance_row(self, card):
        today = business_day.today(self.env, card.company_id)
        return Row(
            self.env._("Points on the card (%s)", format_date(self.env, today)),
            self._cs_vip_whole(card.points_balance),
        )

    def _cs_vip_whole(self, number):
        return formatLang(self.env, number, digits=0)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_vip_no_return = fields.Boolean(
        string="No Return",
        compute="_compute_cs_vip_no_return",
        store=True,
        precompute=True,
        help="Sold at a special price: not returned or exchanged. What the product "
        "was when it was ordered counts.",
    )

    @api.depends("product_id")
    def _compute_cs_vip_no_return(self):
        for line in self:
            # sudo: a product's class, whoever may open the product
            line.cs_vip_no_return = (
                line.product_id.sudo().cs_vip_price_class == "special"
            )
