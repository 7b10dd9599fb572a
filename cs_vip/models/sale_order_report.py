from odoo import models


class SaleOrder(models.Model):
    """What the reports look up among all orders."""

    _inherit = "sale.order"

    _cs_vip_voucher_index = models.Index(
        "(cs_vip_day) WHERE cs_vip_points_redeemed > 0"
    )
    _cs_vip_purchases_index = models.Index(
        "(cs_vip_holder_id, company_id) INCLUDE (cs_vip_day, cs_vip_net_amount)"
        " WHERE state = 'sale' AND cs_vip_net_amount > 0"
    )
