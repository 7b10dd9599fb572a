from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from .. import month


class CsKpiComputeWizard(models.TransientModel):
    """Appraise a month of a company; doing it twice changes nothing (P3)."""

    _name = "cs.kpi.compute.wizard"
    _description = "Compute a Month"

    date_from = fields.Date(
        "Month",
        required=True,
        default=lambda self: month.previous_month(business_day.today(self.env)),
        help="Any day of the month to appraise.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scheme_ids = fields.Many2many(
        "cs.kpi.scheme", string="Schemes", compute="_compute_scheme_ids"
    )

    @api.depends("date_from", "company_id")
    def _compute_scheme_ids(self):
        schemes = self.env["cs.kpi.scheme"]
        for wizard in self:
            wizard.scheme_ids = (
                wizard.date_from
                and wizard.company_id
                and schemes._find(
                    wizard.company_id, month.month_start(wizard.date_from)
                )
            )

    def action_compute(self):
        self.ensure_one()
        if not self.env.user.has_group("cs_department.group_manager"):
            raise AccessError(
                self.env._("Only the customer service manager computes a month.")
            )
        if self.company_id not in self.env.companies:
            # sudo: only the name, for the message
            name = self.company_id.sudo().name
            raise AccessError(self.env._("Switch to %s to appraise its staff.", name))
        date_from = month.month_start(self.date_from)
        if date_from > business_day.today(self.env, self.company_id):
            raise UserError(
                self.env._("This month has not begun yet. Choose an earlier one.")
            )
        appraisals = self.env["cs.kpi.appraisal"]
        appraisals._compute_month(self.company_id, date_from)
        self.env["cs.kpi.signal"]._look(self.company_id, date_from)
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date_from", "=", date_from),
        ]
        if not appraisals.search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "There is nobody to appraise: give the staff users with a service "
                    "desk role, or choose departments in the scheme."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_kpi.action_appraisal"
        )
        return {**action, "domain": domain, "context": {}, "target": "main"}
