from odoo import api, fields, models

from ..advice import next_better
from .cs_kpi_band import to_decimal


class CsKpiAdvisedMixin(models.AbstractModel):
    """A scored item that tells its owner what would have cost less (P1)."""

    _name = "cs.kpi.advised.mixin"
    _description = "Scored Item with Advice"

    value_text = fields.Char("Value with Unit", compute="_compute_value_text")
    advice = fields.Char(
        "What Would Have Cost Less",
        compute="_compute_advice",
        help="The smallest change that reaches the next better band, and how many "
        "points it would have saved.",
    )

    @api.depends("value", "unit", "rated")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for line in self:
            number = f"{line.value:.2f}".rstrip("0").rstrip(".")
            if not line.rated:
                number = "–"
            elif line.unit == "percent":
                number = self.env._("%s %%", number)
            elif line.unit == "hours":
                number = self.env._("%s h", number)
            line.value_text = number

    @api.depends("deduction")
    @api.depends_context("lang")
    def _compute_advice(self):
        for line in self:
            found = None
            if line.deduction and line.rated:
                found = next_better(
                    line.scheme_line_id._as_item(to_decimal(0)),
                    to_decimal(line.numerator),
                    to_decimal(line.denominator),
                    line.evidence_count,
                    to_decimal(line.deduction),
                    line.indicator_id.direction == "higher",
                )
            line.advice = found and line._advice_text(found)

    def _advice_text(self, advice):
        self.ensure_one()
        values = {
            "number": f"{float(advice.number):g}",
            "of": f"{self.denominator:g}",
            "saves": f"{round(float(advice.saves), 2):g}",
        }
        if advice.kind == "value":
            return self.env._("At %(number)s: +%(saves)s", **values)
        if advice.kind == "fewer":
            return self.env._("%(number)s fewer: +%(saves)s", **values)
        if self.unit == "percent":
            return self.env._("%(number)s more of the %(of)s: +%(saves)s", **values)
        return self.env._("%(number)s more: +%(saves)s", **values)
