from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..qualification import ONE_DAY


class CsVipCardYear(models.Model):
    """A year of a card that has ended, and what became of the card (V6).

    Written by `cs.vip.card._close_year` alone, for thousands of cards at once; the
    ledger's entries of the close are booked from it.
    """

    _name = "cs.vip.card.year"
    _description = "VIP Card Year"
    _order = "date_end desc, id desc"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    program_id = fields.Many2one(
        "cs.vip.program",
        string="Programme",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    tier_id = fields.Many2one(
        "cs.vip.tier",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The level held when the year ended.",
    )
    date_start = fields.Date(string="Year From", required=True, readonly=True)
    date_end = fields.Date(
        string="Year Until", required=True, readonly=True, index=True
    )
    outcome = fields.Selection(
        [("renewed", "Renewed"), ("void", "Void")], required=True, readonly=True
    )
    points_lapsed = fields.Integer(readonly=True)

    # One index for both: with one each, thousands of years ending on the same day are
    # read for every card that is closed.
    _card_day_index = models.Index("(card_id, date_end)")

    @api.depends("card_id", "date_end")
    def _compute_display_name(self):
        for year in self:
            end = fields.Date.to_string(year.date_end)
            year.display_name = f"{year.card_id.name} {end}"

    def _book(self):
        """Book the lapse of the points, and renew the cards or declare them void."""
        self.env["cs.vip.card"]._book(
            SQL(
                """
                SELECT year.card_id, year.date_end AS date,
                       -year.points_lapsed AS points, 'expiry' AS kind,
                       'cs.vip.card' AS res_model, year.card_id AS res_id,
                       'year:' || year.date_end AS purpose,
                       (SELECT count(*) FROM cs_vip_card_year before
                         WHERE before.card_id = year.card_id
                           AND before.date_end = year.date_end
                           AND before.id < year.id) AS revision,
                       card.name AS reference,
                       year.outcome, year.date_end AS last_day,
                       program.validity_months
                  FROM cs_vip_card_year year
                  JOIN cs_vip_card card ON card.id = year.card_id
                  JOIN cs_vip_program program ON program.id = card.program_id
                 WHERE year.id = ANY(%s)
                """,
                list(self.ids),
            ),
            changes=SQL(
                """,
                write_uid = %s,
                write_date = now() AT TIME ZONE 'UTC',
                state = CASE booking.outcome
                    WHEN 'void' THEN 'void' ELSE card.state END,
                date_void = CASE booking.outcome
                    WHEN 'void' THEN booking.last_day ELSE card.date_void END,
                date_start = CASE booking.outcome
                    WHEN 'void' THEN card.date_start ELSE booking.last_day + 1 END,
                date_end = CASE booking.outcome
                    WHEN 'void' THEN card.date_end
                    ELSE (booking.last_day + 1
                          + make_interval(months => booking.validity_months))::date - 1
                END
                """,
                self.env.uid,
            ),
        )

    def _levels_to_renew_at(self):
        """{(level, first day): {card: orders}} of the renewed cards that do not keep
        theirs, where the programme lets them qualify anew."""
        anew = self.search(
            [
                ("id", "in", self.ids),
                ("outcome", "=", "renewed"),
                ("program_id.renewal_rule", "=", "requalify"),
            ]
        )
        levels = defaultdict(dict)
        for (program, company, last), years in anew.grouped(
            lambda year: (year.program_id, year.company_id, year.date_end)
        ).items():
            found = program.with_company(company)._still_qualify(years.card_id, last)
            for card, (tier, orders) in found.items():
                if tier != card.tier_id:
                    levels[tier, last + ONE_DAY][card] = orders
        return levels
