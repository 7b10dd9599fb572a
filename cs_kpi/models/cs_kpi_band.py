from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scoring import Band


def to_decimal(value) -> Decimal:
    """The exact decimal that a stored number shows, not its binary neighbour."""
    return Decimal(repr(value or 0.0))


class CsKpiBand(models.Model):
    """From which value to which value an item costs how many points (P1)."""

    _name = "cs.kpi.band"
    _description = "Appraisal Band"
    _order = "scheme_line_id, lower, lower_inclusive desc, id"

    scheme_line_id = fields.Many2one(
        "cs.kpi.scheme.line", "Item", required=True, index=True, ondelete="cascade"
    )
    lower = fields.Float("From", digits=(16, 4))
    lower_inclusive = fields.Boolean("From Included", default=True)
    upper = fields.Float("To", digits=(16, 4))
    upper_inclusive = fields.Boolean("To Included")
    unlimited = fields.Boolean("Without Upper Limit")
    deduction = fields.Float("Points Deducted", digits=(16, 2))
    company_id = fields.Many2one(
        related="scheme_line_id.company_id", store=True, index=True
    )

    @api.depends("lower", "lower_inclusive", "upper", "upper_inclusive", "unlimited")
    def _compute_display_name(self):
        for band in self:
            band.display_name = str(band._as_band())

    @api.constrains("deduction")
    def _check_deduction(self):
        if any(band.deduction < 0 for band in self):
            raise ValidationError(
                self.env._("A band deducts points: write them without a minus.")
            )

    def _as_band(self):
        self.ensure_one()
        return Band(
            to_decimal(self.lower),
            None if self.unlimited else to_decimal(self.upper),
            to_decimal(self.deduction),
            self.lower_inclusive,
            self.upper_inclusive,
        )

    @api.model_create_multi
    def create(self, vals_list):
        bands = super().create(vals_list)
        bands.scheme_line_id.scheme_id._refuse_published()
        return bands

    def write(self, vals):
        self.scheme_line_id.scheme_id._refuse_published()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.scheme_line_id.scheme_id._refuse_published()
