from odoo import api, fields, models

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """Consent to the handling, and misconduct of customers (C10)."""

    _inherit = "helpdesk.ticket"

    cs_consent = fields.Selection(
        [("given", "Given"), ("refused", "Refused")],
        string="Consent to Handling",
        tracking=True,
        copy=False,
        groups=STAFF,
        help="Whether the customer agrees that the data is used to handle the request, "
        "also by the departments concerned.",
    )
    cs_consent_date = fields.Datetime(
        "Consent on", readonly=True, copy=False, groups=STAFF
    )
    cs_consent_user_id = fields.Many2one(
        "res.users", "Consent Recorded by", readonly=True, copy=False, groups=STAFF
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_stamp_consent(vals)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        self._cs_stamp_consent(vals)
        return super().write(vals)

    def _cs_stamp_consent(self, vals):
        """When and by whom follows from the consent; nobody enters it."""
        if "cs_consent" in vals:
            vals["cs_consent_date"] = now(self.env) if vals["cs_consent"] else False
            vals["cs_consent_user_id"] = self.env.uid if vals["cs_consent"] else False

    def _cs_supervisors(self):
        """Supervisors of the ticket's team, else all of the company."""
        # sudo: who holds the role, for whoever reports
        group = self.env.ref("cs_department.group_supervisor").sudo()
        users = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and user != self.env.ref("base.user_root")
            )
        )
        # sudo: who belongs to the team, as above
        return (users & self.sudo().team_id.user_ids) or users
