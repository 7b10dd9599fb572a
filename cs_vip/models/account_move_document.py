from odoo import models

from .sale_order_document import Row


class AccountMove(models.Model):
    """What an invoice says about the card."""

    _inherit = "account.move"

    def _cs_vip_document(self):
        """As on the order; what several orders of one card earned together."""
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_refund"):
            return []
        # sudo: accountants and customers print it, without rights on orders or cards
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        orders = orders.filtered("cs_vip_card_id").sorted("id")
        card = orders.cs_vip_card_id[:1]
        if not card:
            return []
        orders = orders.filtered(lambda order: order.cs_vip_card_id == card)
        earned = sum(orders.mapped("cs_vip_points_earned"))
        rows = [orders[-1]._cs_vip_card_row(card)]
        if earned:
            rows.append(Row(self.env._("Points earned"), orders._cs_vip_whole(earned)))
        rows += orders._cs_vip_voucher_rows()
        rows.append(orders._cs_vip_balance_row(card))
        return rows
