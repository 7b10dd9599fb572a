from odoo import models


class SaleOrder(models.Model):
    """What the reports look up among all orders."""

    _inherit = "sale.order"

    _cs_vip_voucher_index = models.Index(
        "(cs_vip_day) WHERE cs_vip_points_redeemed > 0"
    )
