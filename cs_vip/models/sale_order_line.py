from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .internal import deferred, writes_voucher

# A line's amount changes with these.
AMOUNT_FIELDS = {
    "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount",
    "tax_ids", "order_id",
}  # fmt: skip


class SaleOrderLine(models.Model):
    """Lines that pay with points, and what came back of the others."""

    _inherit = "sale.order.line"

    cs_vip_is_voucher = fields.Boolean(
        string="VIP Voucher", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("cs_vip_is_voucher" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Vouchers are redeemed with the button of the order.")
            )
        lines = super().create(vals_list)
        lines._cs_vip_changed()
        return lines

    def write(self, vals):
        if not AMOUNT_FIELDS & set(vals) and "cs_vip_is_voucher" not in vals:
            return super().write(vals)
        if not writes_voucher(self.env):
            goods = self.filtered(lambda line: not line.cs_vip_is_voucher)
            if set(vals) == {"discount"} and goods != self and goods:
                # A discount on all lines is one on what is sold.
                return goods.write(vals)
            self._cs_vip_refuse_voucher_edit(vals)
        left = self.order_id if "order_id" in vals else self.order_id.browse()
        res = super().write(vals)
        self._cs_vip_changed()
        if left and not deferred(self.env):
            left._cs_vip_lines_changed()
        return res

    def unlink(self):
        orders = self.order_id
        vouchers = self.filtered("cs_vip_is_voucher").order_id
        res = super().unlink()
        if not writes_voucher(self.env):
            vouchers.exists()._cs_vip_clear_voucher()
            if not deferred(self.env):
                (orders - vouchers).exists()._cs_vip_lines_changed()
        return res

    def _cs_vip_refuse_voucher_edit(self, vals):
        if "cs_vip_is_voucher" in vals or any(self.mapped("cs_vip_is_voucher")):
            raise UserError(
                self.env._(
                    "A voucher line follows from the points redeemed. Redeem another "
                    "number of points, or remove the voucher."
                )
            )

    def _cs_vip_changed(self):
        if not deferred(self.env) and not writes_voucher(self.env):
            self.order_id._cs_vip_lines_changed()

    def _cs_vip_quantities_gone(self):
        """{line id: max(returned to refund, credited)}, in the line's unit."""
        # sudo: goods and invoices move under other roles' rights
        lines = self.sudo()
        returned = lines._cs_vip_returned()
        credited = lines._cs_vip_credited()
        return {
            line.id: max(returned.get(line.id, 0.0), credited.get(line.id, 0.0))
            for line in lines
        }

    def _cs_vip_returned(self):
        """Goods taken back and to be refunded, less what was sent out again."""
        returned = defaultdict(float)
        coming_back = [("location_id.usage", "=", "customer")]
        sent_again = [
            ("location_dest_id.usage", "=", "customer"),
            ("origin_returned_move_id", "!=", False),
        ]
        for domain, sign in ((coming_back, 1), (sent_again, -1)):
            for line, product, unit, quantity in self.env["stock.move"]._read_group(
                [
                    ("sale_line_id", "in", self.ids),
                    ("state", "=", "done"),
                    ("to_refund", "=", True),
                    *domain,
                ],
                ["sale_line_id", "product_id", "product_uom"],
                ["quantity:sum"],
            ):
                if product == line.product_id:
                    returned[line.id] += sign * unit._compute_quantity(
                        quantity, line.product_uom_id, round=False
                    )
        return returned

    def _cs_unit_price(self):
        """What the customer pays for one unit, taxes and discounts included; 0 for a
        line of no quantity."""
        self.ensure_one()
        return self.product_uom_qty and self.price_total / self.product_uom_qty

    def _cs_vip_credited(self):
        """Quantity of posted credit notes that no invoice charges again.

        A credit note that lowers the price counts by its amount, not its quantity; a
        voucher always does.
        """
        invoiced, credited = defaultdict(float), defaultdict(float)
        for entry in self.env["account.move.line"].search_fetch(
            [
                ("sale_line_ids", "in", self.ids),
                ("parent_state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ],
            ["quantity", "price_total", "product_uom_id", "move_type", "sale_line_ids"],
        ):
            for line in entry.sale_line_ids & self:
                quantity = entry.product_uom_id._compute_quantity(
                    entry.quantity, line.product_uom_id, round=False
                )
                refund = entry.move_type == "out_refund"
                unit_price = line._cs_unit_price()
                if unit_price and entry.currency_id == line.currency_id:
                    by_amount = entry.price_total / unit_price
                    if line.cs_vip_is_voucher:
                        quantity = by_amount
                    elif refund:
                        quantity = min(quantity, by_amount)
                (credited if refund else invoiced)[line.id] += quantity
        return {
            line.id: min(
                credited[line.id],
                line.product_uom_qty - invoiced[line.id] + credited[line.id],
            )
            for line in self
            if line.id in credited
        }
