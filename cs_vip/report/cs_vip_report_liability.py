from odoo import fields, models
from odoo.tools import SQL

from ..models.internal import AsOf


class CsVipReportLiability(models.Model):
    """What points the company owes: a row per card that has any (V5–V7).

    Worth is what the balance would buy if all of it were redeemed today, by the voucher
    table; nothing where points of a programme buy gifts only.
    """

    _name = "cs.vip.report.liability"
    _description = "VIP Points Outstanding"
    _auto = False
    _order = "points desc, id"
    _rec_name = "card_id"
    _depends = {
        "cs.vip.card": [
            "partner_id", "program_id", "tier_id", "company_id", "state", "date_end",
            "points_balance",
        ],
        "cs.vip.program": ["voucher_allowed"],
        "cs.vip.band": ["program_id", "points_from", "rate", "max_amount"],
    }  # fmt: skip

    card_id = fields.Many2one("cs.vip.card", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Holder", readonly=True)
    program_id = fields.Many2one("cs.vip.program", string="Programme", readonly=True)
    tier_id = fields.Many2one("cs.vip.tier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["cs.vip.card"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    lapse_date = fields.Date(
        string="Lapses On",
        readonly=True,
        help="When the points lapse, unless they are spent before.",
    )
    points = fields.Integer(string="Outstanding", readonly=True)
    debt = fields.Integer(
        string="Owed by Holders",
        readonly=True,
        help="Points spent and then taken back by returns; later purchases fill them.",
    )
    worth = fields.Monetary(
        readonly=True, help="Outstanding points at the present voucher rate."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT card.id, card.id AS card_id, card.partner_id, card.program_id,
                   card.tier_id, card.company_id, company.currency_id, card.state,
                   CASE WHEN card.points > 0 THEN card.date_end END AS lapse_date,
                   GREATEST(card.points, 0) AS points,
                   LEAST(card.points, 0) AS debt,
                   CASE WHEN card.points <= 0 OR NOT program.voucher_allowed THEN 0
                        WHEN band.max_amount > 0
                        THEN LEAST(ROUND((card.points * band.rate)::numeric, 2),
                                   band.max_amount)
                        ELSE COALESCE(ROUND((card.points * band.rate)::numeric, 2), 0)
                   END AS worth
              FROM %s card
              JOIN res_company company ON company.id = card.company_id
              JOIN cs_vip_program program ON program.id = card.program_id
              LEFT JOIN LATERAL (
                  SELECT rate, max_amount FROM cs_vip_band
                   WHERE program_id = card.program_id AND points_from <= card.points
                   ORDER BY points_from DESC LIMIT 1
              ) band ON TRUE
             WHERE card.points <> 0
            """,
            self._balances(),
        )

    def _balances(self):
        """The cards and their points: of now, or at the end of an `AsOf` day."""
        as_of = self.env.context.get("cs_vip_as_of")
        if not isinstance(as_of, AsOf):
            return SQL("(SELECT *, points_balance AS points FROM cs_vip_card)")
        return SQL(
            """(
            SELECT card.id, card.partner_id, card.program_id, card.tier_id,
                   card.company_id, card.state, entry.points,
                   COALESCE((
                       SELECT MIN(year.date_end) FROM cs_vip_card_year year
                        WHERE year.card_id = card.id AND year.date_end >= %(day)s
                   ), card.date_end) AS date_end
              FROM cs_vip_card card
              JOIN (
                  SELECT card_id, SUM(points)::integer AS points
                    FROM cs_vip_points_entry WHERE date <= %(day)s GROUP BY card_id
              ) entry ON entry.card_id = card.id
            )""",
            day=as_of.day,
        )
