from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .. import inference, month

MANAGER = "cs_department.group_manager"


class CsKpiSignal(models.Model):
    """Something unusual in somebody's month, for the manager to look at.

    Never a deduction: it changes no score. Looking again renews what is open and
    leaves alone what the manager has looked at.
    """

    _name = "cs.kpi.signal"
    _description = "Unusual Pattern"
    _inherit = ["mail.thread", "cs.workflow.mixin", "cs.kpi.month.mixin"]
    _order = "date_from desc, state, id desc"
    _rec_name = "rule_id"

    _transitions = {
        ("open", "explained"): MANAGER,
        ("open", "talked"): MANAGER,
        ("explained", "open"): MANAGER,
        ("talked", "open"): MANAGER,
    }

    rule_id = fields.Many2one(
        "cs.kpi.signal.rule",
        "Pattern",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    description = fields.Text(related="rule_id.description")
    user_id = fields.Many2one(
        "res.users", "Agent", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_from = fields.Date("Month", required=True, readonly=True, index=True)
    count = fields.Integer("Records", readonly=True)
    size = fields.Integer("Out Of", readonly=True)
    others_count = fields.Integer("Compared With", readonly=True)
    others_size = fields.Integer("Compared Out Of", readonly=True)
    share = fields.Float(
        "Share (%)", compute="_compute_shares", store=True, aggregator="avg"
    )
    others_share = fields.Float(
        "Share Compared With (%)",
        compute="_compute_shares",
        store=True,
        aggregator=None,
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_ids = fields.Json("Records Found", readonly=True)
    state = fields.Selection(
        [
            ("open", "To Look At"),
            ("explained", "Explained"),
            ("talked", "Talked Over"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    note = fields.Text(
        "What Came of It", tracking=True, help="Needed before a pattern is put away."
    )

    _once = models.UniqueIndex("(rule_id, user_id, date_from, company_id)")

    @api.depends("count", "size", "others_count", "others_size")
    def _compute_shares(self):
        for signal in self:
            signal.share = 100 * signal.count / signal.size if signal.size else 0
            signal.others_share = (
                100 * signal.others_count / signal.others_size
                if signal.others_size
                else 0
            )

    @api.model
    def _checks(self):
        """Patterns by key. Another addon adds one with a method ``_check_<key>(rule,
        company, month)`` that returns one row per person: (user id, count, size,
        count compared with, its size, model, ids of the records)."""
        return {
            "reopened": self.env._("Closed and reopened again and again"),
            "happy_ratings": self.env._("Ratings asked of satisfied customers only"),
            "quick_calls": self.env._("Callbacks made within seconds"),
            "easy_tickets": self.env._("More easy tickets than the others"),
        }

    @api.model
    def _look(self, company, day):
        """Look for every pattern in the month of ``day``; one row per pattern and
        person, however often."""
        # sudo: like the computation it counts everybody's records alike; callers
        # check who may look
        self = self.sudo().with_company(company)
        self.env.flush_all()
        first = month.month_start(day)
        rules = self.env["cs.kpi.signal.rule"].search(
            Domain("company_id", "in", [False, company.id])
        )
        known = {
            (signal.rule_id, signal.user_id.id): signal
            for signal in self.search(
                [("company_id", "=", company.id), ("date_from", "=", first)]
            )
        }
        new, found = [], self.browse()
        for rule in rules:
            for user_id, *figures, res_model, ids in getattr(
                self, f"_check_{rule.check}"
            )(rule, company, first):
                values = dict(
                    zip(
                        ("count", "size", "others_count", "others_size"),
                        figures,
                        strict=True,
                    ),
                    res_model=res_model,
                    res_ids=sorted(ids),
                )
                signal = known.get((rule, user_id))
                if not signal:
                    new.append(
                        {
                            "rule_id": rule.id,
                            "user_id": user_id,
                            "company_id": company.id,
                            "date_from": first,
                            **values,
                        }
                    )
                    continue
                found |= signal
                if signal.state == "open" and any(
                    signal[name] != value for name, value in values.items()
                ):
                    signal.write(values)
        gone = self.union(*known.values()) - found
        gone.filtered(lambda signal: signal.state == "open").unlink()
        return found | self.create(new)

    def _rows(self, select, **arguments):
        return self.env.execute_query(SQL(select, **arguments))

    def _bounds(self, company, first):
        start, end = month.utc_bounds(company, first)
        return {"company": company.id, "start": start, "end": end}

    def _check_reopened(self, rule, company, first):
        """Tickets closed in the month that had been reopened ``threshold`` times."""
        return self._rows(
            """
            SELECT cs_closed_user_id,
                   COUNT(*) FILTER (WHERE cs_reopen_count >= %(times)s),
                   COUNT(*), 0, 0, 'helpdesk.ticket',
                   array_agg(id) FILTER (WHERE cs_reopen_count >= %(times)s)
              FROM helpdesk_ticket
             WHERE company_id = %(company)s AND cs_closed_user_id IS NOT NULL
               AND closed_date >= %(start)s AND closed_date < %(end)s
             GROUP BY cs_closed_user_id
            HAVING COUNT(*) FILTER (WHERE cs_reopen_count >= %(times)s) >= %(least)s
            """,
            times=max(rule.threshold, 1),
            least=rule.least,
            **self._bounds(company, first),
        )

    def _check_happy_ratings(self, rule, company, first):
        """Of the complaints closed, how many satisfied and how many unsatisfied
        customers were asked for a rating."""
        rows = self._rows(
            """
            SELECT t.cs_closed_user_id,
                   COUNT(*) FILTER (WHERE c.happy AND c.asked),
                   COUNT(*) FILTER (WHERE c.happy),
                   COUNT(*) FILTER (WHERE NOT c.happy AND c.asked),
                   COUNT(*) FILTER (WHERE NOT c.happy),
                   'helpdesk.ticket',
                   array_agg(t.id) FILTER (WHERE NOT c.happy AND NOT c.asked)
              FROM helpdesk_ticket t
             CROSS JOIN LATERAL (
                SELECT COALESCE(t.cs_satisfied, FALSE) AS happy,
                       EXISTS (
                           SELECT FROM rating_rating
                            WHERE res_model = 'helpdesk.ticket' AND res_id = t.id
                       ) AS asked
             ) c
             WHERE t.company_id = %(company)s AND t.cs_is_complaint
               AND t.cs_closed_user_id IS NOT NULL
               AND t.closed_date >= %(start)s AND t.closed_date < %(end)s
             GROUP BY t.cs_closed_user_id
            """,
            **self._bounds(company, first),
        )
        return self._beyond_chance(rows, rule, company)

    def _check_quick_calls(self, rule, company, first):
        """Callbacks made whose call lasted less than ``threshold`` seconds."""
        return self._rows(
            """
            SELECT a.user_id,
                   COUNT(*) FILTER (WHERE a.duration * 60 < %(seconds)s),
                   COUNT(*), 0, 0, 'cs.callback',
                   array_agg(c.id) FILTER (WHERE a.duration * 60 < %(seconds)s)
              FROM cs_callback_attempt a
              JOIN cs_callback c ON c.id = a.callback_id AND c.state = 'done'
             WHERE a.company_id = %(company)s AND a.result = 'reached'
               AND a.date >= %(start)s AND a.date < %(end)s
             GROUP BY a.user_id
            HAVING COUNT(*) FILTER (WHERE a.duration * 60 < %(seconds)s) >= %(least)s
            """,
            seconds=rule.threshold,
            least=rule.least,
            **self._bounds(company, first),
        )

    def _check_easy_tickets(self, rule, company, first):
        """Tickets closed that are no complaints and of low priority, against the
        colleagues' share of them."""
        rows = self._rows(
            """
            WITH closed AS (
                SELECT cs_closed_user_id AS user_id, id,
                       NOT COALESCE(cs_is_complaint, FALSE)
                           AND COALESCE(priority, '0')::int <= %(easy)s AS easy
                  FROM helpdesk_ticket
                 WHERE company_id = %(company)s AND cs_closed_user_id IS NOT NULL
                   AND closed_date >= %(start)s AND closed_date < %(end)s
            ), everybody AS (
                SELECT COUNT(*) FILTER (WHERE easy) AS easy, COUNT(*) AS size
                  FROM closed
            )
            SELECT c.user_id, COUNT(*) FILTER (WHERE c.easy), COUNT(*),
                   e.easy - COUNT(*) FILTER (WHERE c.easy), e.size - COUNT(*),
                   'helpdesk.ticket', array_agg(c.id) FILTER (WHERE c.easy)
              FROM closed c CROSS JOIN everybody e
             GROUP BY c.user_id, e.easy, e.size
            """,
            easy=rule.threshold,
            **self._bounds(company, first),
        )
        return self._beyond_chance(rows, rule, company)

    def _beyond_chance(self, rows, rule, company):
        """Shares that are higher than the compared one by more than chance."""
        chance = 1 - company.cs_kpi_confidence / 100
        for row in rows:
            _user, count, size, others_count, others_size, _model, ids = row
            if count < rule.least or not ids:
                continue
            probability = inference.share_above(count, size, others_count, others_size)
            if probability is not None and probability < chance:
                yield row

    def _check_transition(self, old, new):
        result = super()._check_transition(old, new)
        if old == "open" and not (self.note or "").strip():
            raise UserError(
                self.env._("Write down first what came of it: the next reader asks.")
            )
        return result

    def write(self, vals):
        if not self.env.su and (self._written_by_hand(vals) - {"note", "state"}):
            raise AccessError(
                self.env._("What was found is not edited. Write a note, or look again.")
            )
        return super().write(vals)

    def _written_by_hand(self, vals):
        return {name for name in vals if name not in self.env["mail.thread"]._fields}

    def action_explained(self):
        self.write({"state": "explained"})

    def action_talked(self):
        self.write({"state": "talked"})

    def action_reopen(self):
        self.write({"state": "open"})

    def action_open_records(self):
        """The records behind it, with the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "domain": [("id", "in", self.res_ids or [])],
        }
