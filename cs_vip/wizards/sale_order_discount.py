from odoo import models


class SaleOrderDiscount(models.TransientModel):
    _inherit = "sale.order.discount"

    def action_apply_discount(self):
        """Discounts come first, the voucher after them (V7): whichever was there
        before."""
        self.ensure_one()
        order = self.sale_order_id
        points = order.cs_vip_points_redeemed
        if not points or order.state not in ("draft", "sent"):
            return super().action_apply_discount()
        order.check_access("write")
        order._cs_vip_clear_voucher()
        res = super().action_apply_discount()
        order._cs_vip_refresh_voucher(points)
        return res
