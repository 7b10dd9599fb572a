from odoo import api, models
from odoo.exceptions import AccessError

MANAGER = "cs_department.group_manager"
SUPERVISOR = "cs_department.group_supervisor"
# Of the addons below, not read-only there: moments, the link to the portal, figures.
OF_HELPDESK = {
    "access_token",
    "assigned_date",
    "closed_date",
    "commercial_partner_id",
    "last_stage_update",
    "number",
    "positive_rate_percentage",
    "rating_last_value",
    "unattended",
}
# What tickets of an earlier system bring along.
HISTORY = {"closed_date", "number"}
OF_CONFIRMATION = {
    "cs_satisfied",
    "cs_date_confirmed",
    "cs_confirmed_how",
    "cs_signature",
    "cs_signed_by",
}
OF_OWNER = {"assigned_date", "cs_first_responder_id", "cs_handover_user_id"}
OF_DEADLINE = {"cs_deadline", "cs_first_answer_due", "cs_pause_since"}
OF_STAGE = {
    "closed_date",
    "cs_closed_user_id",
    "cs_reopen_count",
    "cs_resolution_rate",
    "last_stage_update",
    "unattended",
}


class HelpdeskTicket(models.Model):
    """What the system keeps is entered by nobody, over RPC neither: figures, deadlines
    and the customer's word are worth what they are kept from (C5, C10, C11).

    Above the other parts of the model: they add such values to what was asked for.
    """

    _inherit = "helpdesk.ticket"

    @api.model
    def _cs_kept_fields(self):
        """Names of the fields that follow from the steps of the work."""
        ours = {
            name
            for name, field in self._fields.items()
            if name.startswith("cs_") and field.store and field.readonly
        }
        return ours | OF_HELPDESK

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            kept = self._cs_kept_fields()
            if self.env.user.has_group(MANAGER):
                kept -= HISTORY
            given = {name for name in kept if f"default_{name}" in self.env.context}
            self._check_cs_kept(kept & given.union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_cs_kept(self._cs_kept_fields() & vals.keys())
            if not self.env.user.has_group(SUPERVISOR):
                self._check_cs_supervised(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        """A copy is a new request: what was kept of the old one stays there."""
        kept = self._cs_kept_fields()
        return [
            {name: value for name, value in vals.items() if name not in kept}
            for vals in super().copy_data(default)
        ]

    def copy(self, default=None):
        # "/": its number is drawn when it is made, see copy_data
        return super().copy({**(default or {}), "number": "/"})

    @api.model
    def _check_cs_kept(self, names):
        if names:
            name = min(names)
            raise AccessError(
                self.env._(
                    "“%(field)s” is kept by the system, nobody enters it. %(way)s",
                    field=self._fields[name]._description_string(self.env),
                    way=self._cs_kept_way(name),
                )
            )

    @api.model
    def _cs_kept_way(self, name):
        """How a kept field comes about, in words."""
        if name == "cs_date_first_answer":
            return self.env._(
                "It is recorded when the answer is given: write to the customer, or "
                "press “Answered by Phone”."
            )
        if name in OF_CONFIRMATION:
            return self.env._(
                "It is recorded by the confirmation itself: use “Close”, or have the "
                "customer confirm in the portal."
            )
        if name in OF_OWNER:
            return self.env._("Take the ticket, or use “Hand Over”.")
        if name in OF_DEADLINE:
            return self.env._(
                "It follows from the day of receipt and the policies: if the customer "
                "agrees to another date, enter the “Negotiated Date” with its reason."
            )
        if name in OF_STAGE:
            return self.env._(
                "It follows from the stage: move the ticket, or use “Close”."
            )
        return self.env._("It follows from the other fields of the ticket.")

    def _check_cs_supervised(self, vals):
        """What a supervisor may correct, and the owner may not."""
        if "cs_date_received" in vals:
            raise AccessError(
                self.env._(
                    "The deadline counts from the day of receipt: once a ticket is "
                    "registered, a supervisor changes it. Ask one of them."
                )
            )
        still_open = self.filtered(lambda ticket: not ticket.closed)
        if not vals.get("active", True) and still_open:
            raise AccessError(
                self.env._(
                    "Ticket %s is still open. Close it first, or have a supervisor "
                    "archive it.",
                    still_open[0].number,
                )
            )
