from odoo import api, models
from odoo.tools import float_is_zero, float_round


class SaleOrder(models.Model):
    """The voucher on invoices follows the goods that are invoiced (V7)."""

    _inherit = "sale.order"

    def _cs_vip_share_to_charge(self):
        """Which part of the voucher the goods ordered, or delivered where they are
        invoiced on delivery, use up."""
        self.ensure_one()
        goods = 0.0
        for line in self._cs_vip_goods():
            quantity = line.product_uom_qty
            if line.product_id.invoice_policy == "delivery":
                quantity = line.qty_delivered
            goods += line._cs_unit_price() * quantity
        voucher = self.cs_vip_voucher_amount
        return max(min(goods, voucher), 0.0) / voucher if voucher else 1.0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_qty_to_invoice(self):
        """Lines of a voucher along with those it pays, as core does with combos."""
        res = super()._compute_qty_to_invoice()
        for order in self.order_id.filtered("cs_vip_points_redeemed"):
            for line in order.order_line.filtered("cs_vip_is_voucher"):
                if line.state == "sale":
                    quantity = line._cs_vip_voucher_to_invoice()
                    if line.qty_to_invoice != quantity:
                        line.qty_to_invoice = quantity
        return res

    def _cs_vip_voucher_to_invoice(self):
        """The share to invoice in the digits of quantities, no less than one of them:
        the invoice's price makes up for what is rounded."""
        share = self._cs_vip_share_to_invoice()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        quantity = float_round(share, precision_digits=digits)
        if share and not quantity:
            quantity = float_round(share, precision_digits=digits, rounding_method="UP")
        return quantity

    def _cs_vip_share_to_invoice(self):
        """Which part of this voucher line invoices lack; below zero: have too much."""
        self.ensure_one()
        share = self.order_id._cs_vip_share_to_charge()
        if not self.qty_invoiced:
            return share
        if share in (0, 1) and self.qty_invoiced == share:
            return 0.0
        for entry in self._get_invoice_lines():
            if entry.move_id.state != "cancel" and self.price_total:
                sign = entry.move_id.direction_sign
                share += sign * entry.price_total / self.price_total
        # taxes are rounded: a few cents are no difference
        cents = 10 * self.currency_id.rounding
        amount = share * self.price_total
        return 0.0 if float_is_zero(amount, precision_rounding=cents) else share

    @api.depends("qty_to_invoice")
    def _compute_untaxed_amount_to_invoice(self):
        res = super()._compute_untaxed_amount_to_invoice()
        for line in self.filtered("cs_vip_is_voucher"):
            if line.state == "sale":
                share = line.order_id._cs_vip_share_to_charge()
                line.untaxed_amount_to_invoice = (
                    share * line.price_subtotal - line.untaxed_amount_invoiced
                )
        return res

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        quantity = values.get("quantity")
        if not self.cs_vip_is_voucher or quantity in (0, 1):
            return values
        if quantity == -1:
            values["extra_tax_data"] = self.env[
                "account.tax"
            ]._reverse_quantity_base_line_extra_tax_data(self.extra_tax_data)
        elif quantity == self.qty_to_invoice:
            exact = self._cs_vip_share_to_invoice() / quantity
            digits = self.env["decimal.precision"].precision_get("Product Price")
            values["price_unit"] = float_round(
                self.price_unit * exact, precision_digits=digits
            )
            values["extra_tax_data"] = False
        return values
