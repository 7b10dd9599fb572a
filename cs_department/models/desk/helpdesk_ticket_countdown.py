from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_vip.business_day import now

from ..complaint.helpdesk_ticket import STAFF

SOON = timedelta(hours=24)


class HelpdeskTicket(models.Model):
    """How near the deadline is: the bar above the columns of the board (C5).

    It changes with the clock, so it is never stored; grouped, it is an expression
    over columns of the ticket itself and joins nothing.
    """

    _inherit = "helpdesk.ticket"

    cs_countdown = fields.Selection(
        [
            ("late", "Overdue"),
            ("soon", "Due within a Day"),
            ("later", "Due Later"),
        ],
        string="Time Left",
        compute="_compute_cs_countdown",
        groups=STAFF,
    )

    @api.depends("cs_deadline", "cs_pause_since", "closed_date")
    def _compute_cs_countdown(self):
        moment = now(self.env)
        for ticket in self:
            until = min(moment, ticket.cs_pause_since or moment)
            if not ticket.cs_deadline or ticket.closed_date:
                ticket.cs_countdown = False
            elif ticket.cs_deadline < until:
                ticket.cs_countdown = "late"
            elif ticket.cs_deadline < until + SOON:
                ticket.cs_countdown = "soon"
            else:
                ticket.cs_countdown = "later"

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "cs_countdown":
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields["cs_countdown"], "read")
        moment = now(self.env)
        return SQL(
            """CASE
                WHEN %(deadline)s IS NULL OR %(closed)s IS NOT NULL THEN NULL
                WHEN %(deadline)s < LEAST(%(now)s, %(pause)s) THEN 'late'
                WHEN %(deadline)s < LEAST(%(soon)s, %(pause)s + %(day)s) THEN 'soon'
                ELSE 'later' END""",
            deadline=self._field_to_sql(alias, "cs_deadline", query),
            closed=self._field_to_sql(alias, "closed_date", query),
            pause=self._field_to_sql(alias, "cs_pause_since", query),
            now=moment,
            soon=moment + SOON,
            day=SOON,
        )
