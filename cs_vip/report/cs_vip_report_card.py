from odoo import fields, models
from odoo.tools import SQL

from .. import business_day


class CsVipReportCard(models.Model):
    """How many cards of a level were in force at the end of each month (V2, V6).

    From the tier history and the days on which cards became void: a card counts from
    the month it reaches the level to the month before it leaves it.
    """

    _name = "cs.vip.report.card"
    _description = "VIP Cards by Month"
    _auto = False
    _order = "date desc, program_id, tier_id"
    _rec_name = "tier_id"
    _depends = {
        "cs.vip.card": ["company_id", "program_id", "date_void"],
        "cs.vip.tier.history": ["card_id", "date", "tier_id"],
    }

    date = fields.Date(string="Month's End", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("cs.vip.program", string="Programme", readonly=True)
    tier_id = fields.Many2one("cs.vip.tier", readonly=True)
    cards = fields.Integer(
        string="Cards in Force",
        readonly=True,
        help="At the end of the month; of several months, at the end of the last one.",
    )
    added = fields.Integer(
        string="Change", readonly=True, help="Cards more than the month before."
    )

    def _read_group_select(self, aggregate_spec, query):
        """Months do not add up: of several, the cards at the end of the last one."""
        if aggregate_spec != "cards:sum":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            """(SELECT SUM(of_day.cards)
                  FROM UNNEST(ARRAY_AGG(%(date)s), ARRAY_AGG(%(cards)s))
                       AS of_day(date, cards)
                 WHERE of_day.date = MAX(%(date)s))""",
            date=self._field_to_sql(self._table, "date", query),
            cards=self._field_to_sql(self._table, "cards", query),
        )

    @property
    def _table_query(self):
        """Changes by month, summed up: the cost follows the cards, not the months."""
        return SQL(
            """
            WITH span AS (
                SELECT card.company_id, card.program_id, history.tier_id,
                       history.date AS reached,
                       GREATEST(
                           LEAST(LEAD(history.date) OVER lives, card.date_void),
                           history.date
                       ) AS gone,
                       LEAD(history.date) OVER lives IS NULL
                       AND card.date_void IS NULL AS stays
                  FROM cs_vip_tier_history history
                  JOIN cs_vip_card card ON card.id = history.card_id
                WINDOW lives AS (
                    PARTITION BY history.card_id ORDER BY history.date, history.id
                )
            ), change AS (
                SELECT company_id, program_id, tier_id, month, SUM(cards) AS cards
                  FROM (
                      SELECT company_id, program_id, tier_id,
                             DATE_TRUNC('month', reached)::date AS month, 1 AS cards
                        FROM span
                       UNION ALL
                      SELECT company_id, program_id, tier_id,
                             DATE_TRUNC('month', gone)::date, -1
                        FROM span WHERE NOT stays
                  ) changes
                 GROUP BY company_id, program_id, tier_id, month
            ), grid AS (
                SELECT company_id, program_id, tier_id,
                       GENERATE_SERIES(
                           MIN(month), DATE_TRUNC('month', %s::date)::date,
                           INTERVAL '1 month'
                       )::date AS month
                  FROM change GROUP BY company_id, program_id, tier_id
            )
            SELECT ROW_NUMBER() OVER (
                       ORDER BY grid.month, grid.company_id, grid.program_id,
                                grid.tier_id
                   ) AS id,
                   grid.company_id, grid.program_id, grid.tier_id,
                   (grid.month + INTERVAL '1 month' - INTERVAL '1 day')::date AS date,
                   COALESCE(change.cards, 0)::integer AS added,
                   (SUM(COALESCE(change.cards, 0)) OVER (
                       PARTITION BY grid.company_id, grid.program_id, grid.tier_id
                       ORDER BY grid.month
                   ))::integer AS cards
              FROM grid
              LEFT JOIN change USING (company_id, program_id, tier_id, month)
            """,
            business_day.today(self.env),
        )
