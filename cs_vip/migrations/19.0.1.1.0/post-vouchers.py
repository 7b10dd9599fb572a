from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    """Points of vouchers whose goods came back before return to their cards; invoices
    to come contain the voucher as far as the goods do."""
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    orders = env["sale.order"].search(
        [("state", "=", "sale"), ("cs_vip_points_redeemed", ">", 0)], order="id"
    )
    for start in range(0, len(orders), BATCH):
        batch = orders[start : start + BATCH]
        batch._cs_vip_sync_points()
        vouchers = batch.order_line.filtered("cs_vip_is_voucher")
        vouchers.modified(["qty_invoiced"])
        env.flush_all()
        env.invalidate_all()
