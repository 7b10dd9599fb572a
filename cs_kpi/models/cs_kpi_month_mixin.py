from odoo import api, fields, models


class CsKpiMonthMixin(models.AbstractModel):
    """A month by its name (2026-10): a date would show its first day."""

    _name = "cs.kpi.month.mixin"
    _description = "Figures of a Month"

    month = fields.Char("Period", compute="_compute_month_name")

    @api.depends("date_from")
    def _compute_month_name(self):
        for record in self:
            first = record.date_from
            record.month = first and first.strftime("%Y-%m")
