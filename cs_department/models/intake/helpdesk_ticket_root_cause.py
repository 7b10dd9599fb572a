from odoo import api, fields, models

STAFF = "base.group_user"


class HelpdeskTicket(models.Model):
    """A repeat asks why the first answer did not hold (C8)."""

    _inherit = "helpdesk.ticket"

    cs_root_cause = fields.Text(
        string="Root Cause",
        copy=False,
        groups=STAFF,
        help="Why it happened again, and what keeps it from happening once more.",
    )
    cs_is_repeat = fields.Integer(
        string="Repeats",
        compute="_compute_cs_is_repeat",
        store=True,
        groups=STAFF,
        help="1 for a complaint that repeats an earlier one: the sum counts repeats.",
    )

    @api.depends("cs_repeat_of_id", "cs_is_complaint")
    def _compute_cs_is_repeat(self):
        for ticket in self:
            ticket.cs_is_repeat = bool(
                ticket.cs_repeat_of_id and ticket.cs_is_complaint
            )

    def _cs_missing_outcome(self):
        missing = super()._cs_missing_outcome()
        ticket = self.sudo()  # Nothing but the names of the gaps is told.
        if (
            ticket.cs_is_repeat
            and not (ticket.cs_root_cause or "").strip()
            and not ticket.company_id.cs_root_cause_optional
        ):
            missing.append(
                self.env._("the root cause, because the complaint is a repeat")
            )
        return missing
