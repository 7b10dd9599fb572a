from odoo import api, fields, models
from odoo.exceptions import AccessError

from .helpdesk_ticket import STAFF

SUPERVISOR = "cs_department.group_supervisor"


class HelpdeskTicket(models.Model):
    """Whom a request is about, and whether its cause is proven (C4)."""

    _inherit = "helpdesk.ticket"

    cs_person_id = fields.Many2one(
        "hr.employee",
        string="Person Concerned",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        groups=STAFF,
        help="The employee whom the customer praises or complains about.",
    )
    cs_cause_verified = fields.Boolean(
        string="Cause Verified",
        tracking=True,
        copy=False,
        groups=STAFF,
        help="A supervisor has seen the investigation and the cause holds.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_cs_verifier(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_cs_verifier(vals)
        if "cs_cause_id" in vals and "cs_cause_verified" not in vals:
            # another cause is another question
            changed = self.filtered(
                lambda ticket: (
                    ticket.sudo().cs_cause_verified  # sudo: decides on a reset only
                    and ticket.sudo().cs_cause_id.id != vals["cs_cause_id"]
                )
            )
            # sudo: whoever may change the cause takes the old verdict with it
            changed.sudo().cs_cause_verified = False
        return super().write(vals)

    def _check_cs_verifier(self, vals):
        if not vals.get("cs_cause_verified") or self.env.su:
            return
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(
                self.env._(
                    "Only a supervisor marks the cause of a request as verified."
                )
            )
