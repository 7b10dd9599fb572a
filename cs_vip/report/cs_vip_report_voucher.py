from odoo import fields, models
from odoo.tools import SQL


class CsVipReportVoucher(models.Model):
    """What vouchers cost: a row per confirmed order that was paid in part with points
    (V7), less what came back with returned goods."""

    _name = "cs.vip.report.voucher"
    _description = "VIP Voucher Cost"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            "partner_id", "company_id", "team_id", "user_id", "state", "currency_id",
            "cs_vip_holder_id", "cs_vip_card_id", "cs_vip_program_id", "cs_vip_tier_id",
            "cs_vip_day", "cs_vip_points_redeemed", "cs_vip_voucher_amount",
            "cs_vip_points_returned", "cs_vip_voucher_returned", "cs_vip_net_amount",
        ],
    }  # fmt: skip

    order_id = fields.Many2one("sale.order", readonly=True)
    date = fields.Date(readonly=True)
    card_id = fields.Many2one("cs.vip.card", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Holder", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    team_id = fields.Many2one("crm.team", string="Store", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    program_id = fields.Many2one("cs.vip.program", string="Programme", readonly=True)
    tier_id = fields.Many2one("cs.vip.tier", readonly=True)
    points = fields.Integer(string="Points Redeemed", readonly=True)
    amount = fields.Monetary(string="Voucher", readonly=True)
    net_amount = fields.Monetary(
        string="Paid", readonly=True, help="Net of returns and of the voucher."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id, id AS order_id, cs_vip_day AS date, cs_vip_card_id AS card_id,
                   cs_vip_holder_id AS partner_id, company_id, currency_id, team_id,
                   user_id, cs_vip_program_id AS program_id, cs_vip_tier_id AS tier_id,
                   cs_vip_points_redeemed - COALESCE(cs_vip_points_returned, 0)
                       AS points,
                   cs_vip_voucher_amount - COALESCE(cs_vip_voucher_returned, 0)
                       AS amount,
                   cs_vip_net_amount AS net_amount
              FROM sale_order
             WHERE state = 'sale' AND cs_vip_points_redeemed > 0
            """
        )
