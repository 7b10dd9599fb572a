from odoo import api, models


class HelpdeskTicket(models.Model):
    """VIP customers take the fast lane (V12): the level of the card sets the least
    priority and an earlier deadline; whoever registers may raise both, not lower."""

    _inherit = "helpdesk.ticket"

    def _cs_fast_lane(self):
        """The level of the customer's card at the ticket's company, empty without."""
        self.ensure_one()
        # sudo: the lane applies whether or not the user opens cards
        holder = self.sudo().with_company(self.company_id).commercial_partner_id
        return holder.cs_vip_tier_id

    def _cs_priority_floor(self):
        """Higher of the chosen priority and that of the VIP tier."""
        return max(self._cs_fast_lane().ticket_priority or "0", self.priority or "0")

    def _cs_policy_deadlines(self):
        deadlines = super()._cs_policy_deadlines()
        days = self.cs_is_complaint and self._cs_fast_lane().cs_complaint_days
        if days:
            deadlines.append(self._cs_complaint_deadline(days))
        return deadlines

    @api.depends("commercial_partner_id")
    def _compute_cs_deadline(self):
        return super()._compute_cs_deadline()

    def _cs_refresh_fast_lane(self):
        """The card changed. A priority once raised stays: somebody may count on it."""
        self.invalidate_recordset(["cs_vip_tier_id"], flush=False)
        self._cs_apply_priority_floor()
        self._compute_cs_deadline()
