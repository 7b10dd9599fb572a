from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cs_vip import business_day

from .. import month

MANAGER = "cs_department.group_manager"


class CsKpiPeriodMixin(models.AbstractModel):
    """Months of a company that the manager looks at; nothing of it is kept."""

    _name = "cs.kpi.period.mixin"
    _description = "Months of the Appraisal"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From Month",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the first month.",
    )
    date_to = fields.Date(
        "To Month",
        required=True,
        default=lambda self: month.previous_month(business_day.today(self.env)),
        help="Any day of the last month.",
    )

    @api.model
    def _default_date_from(self):
        day = business_day.today(self.env)
        for _month in range(6):
            day = month.previous_month(day)
        return day

    @api.model
    def _title(self):
        """What the page is called; each tool says it."""
        raise NotImplementedError

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self._title()

    @api.constrains("date_from", "date_to")
    def _check_months(self):
        for period in self:
            if month.month_start(period.date_from) > period.date_to:
                raise ValidationError(
                    self.env._("The first month comes after the last one.")
                )

    def _check_manager(self):
        """Only the manager compares people, and only in companies chosen above."""
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only the customer service manager compares appraisals.")
            )
        if self.company_id not in self.env.companies:
            # sudo: only the name, for the message
            name = self.company_id.sudo().name
            raise AccessError(self.env._("Switch to %s to see its staff.", name))

    def _appraisals(self):
        """The valid appraisals of the months, as far as the manager may read them: one
        for each month, a correction from its confirmation on."""
        self._check_manager()
        valid = Domain("superseded", "=", False) & (
            Domain("correction_of_id", "=", False) | Domain("state", "=", "confirmed")
        )
        appraisals = self.env["cs.kpi.appraisal"].search(
            valid
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_from", ">=", month.month_start(self.date_from))
            & Domain("date_from", "<=", self.date_to),
            order="date_from, employee_id",
        )
        if not appraisals:
            raise UserError(
                self.env._("No appraisals in these months. Choose earlier ones.")
            )
        return appraisals

    def _result(self):
        """The same dialog's page with what was found."""
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "main",
        }
