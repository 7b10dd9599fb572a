from odoo import fields, models
from odoo.tools import SQL

from .. import business_day
from ..qualification import window_start


class CsVipReportCustomer(models.Model):
    """Who buys most: a row per card in force (V2)."""

    _name = "cs.vip.report.customer"
    _description = "VIP Top Customers"
    _auto = False
    _order = "year_amount desc, id"
    _rec_name = "partner_id"
    _depends = {
        "cs.vip.card": [
            "partner_id", "program_id", "tier_id", "company_id", "state",
            "points_balance", "date_end",
        ],
        "sale.order": [
            "cs_vip_holder_id", "company_id", "state", "cs_vip_net_amount",
            "cs_vip_day",
        ],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Holder", readonly=True)
    card_id = fields.Many2one("cs.vip.card", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("cs.vip.program", string="Programme", readonly=True)
    tier_id = fields.Many2one("cs.vip.tier", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    year_amount = fields.Monetary(
        string="Purchases of 12 Months",
        readonly=True,
        help="Tax included, net of returns and vouchers, all stores.",
    )
    amount = fields.Monetary(string="All Purchases", readonly=True)
    orders = fields.Integer(readonly=True)
    last_purchase = fields.Date(readonly=True)
    points = fields.Integer(readonly=True)
    date_end = fields.Date(string="Year Until", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT card.id, card.id AS card_id, card.partner_id, card.company_id,
                   company.currency_id, card.program_id, card.tier_id,
                   partner.user_id, card.points_balance AS points, card.date_end,
                   COALESCE(bought.year_amount, 0) AS year_amount,
                   COALESCE(bought.amount, 0) AS amount,
                   COALESCE(bought.orders, 0) AS orders,
                   bought.last_purchase
              FROM cs_vip_card card
              JOIN res_company company ON company.id = card.company_id
              JOIN res_partner partner ON partner.id = card.partner_id
              LEFT JOIN LATERAL (
                  SELECT SUM(cs_vip_net_amount) AS amount,
                         SUM(cs_vip_net_amount)
                             FILTER (WHERE cs_vip_day >= %s) AS year_amount,
                         COUNT(*) AS orders, MAX(cs_vip_day) AS last_purchase
                    FROM sale_order
                   WHERE state = 'sale' AND cs_vip_net_amount > 0
                     AND cs_vip_holder_id = card.partner_id
                     AND company_id = card.company_id
              ) bought ON TRUE
             WHERE card.state IN ('active', 'suspended')
            """,
            window_start("rolling", 12, business_day.today(self.env)),
        )
