from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import points


class CsVipBand(models.Model):
    """A row of the voucher table (V7): from so many points on, this rate for all."""

    _name = "cs.vip.band"
    _description = "VIP Voucher Band"
    _inherit = ["cs.cached.rules.mixin"]
    _order = "program_id, points_from"

    program_id = fields.Many2one(
        "cs.vip.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    points_from = fields.Integer(required=True)
    rate = fields.Float(digits=(16, 4), required=True)
    max_amount = fields.Monetary(help="Cap of the voucher; 0 = no cap.")

    _points_from_positive = models.Constraint(
        "CHECK(points_from >= 1)",
        "A row of the voucher table begins at 1 point or more.",
    )

    @api.depends("points_from", "rate")
    def _compute_display_name(self):
        for band in self:
            band.display_name = self.env._(
                "%(points)d or more points: %(rate)g %%",
                points=band.points_from,
                rate=band.rate * 100,
            )

    @api.constrains("points_from", "rate", "max_amount", "program_id")
    def _check_table(self):
        """Refuse a table with a row that overlaps, leaves a gap or falls; name it."""
        reasons = {
            "rate": self.env._("its rate must be above 0"),
            "gap": self.env._("the table must begin at 1 point"),
            "overlap": self.env._("another row begins at the same points"),
            "falling": self.env._("more points would be worth less than before it"),
        }
        for program in self.program_id:
            rows = program.band_ids.sorted("points_from")
            for problem in points.problems([row._as_tuple() for row in rows]):
                raise ValidationError(
                    self.env._(
                        "Voucher table of %(program)s, row “%(row)s”: %(reason)s.",
                        program=program.name,
                        row=rows[problem.index].display_name,
                        reason=reasons[problem.kind],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first(self):
        for program in self.program_id:
            left = program.band_ids - self
            if left and min(left.mapped("points_from")) > 1:
                raise ValidationError(
                    self.env._(
                        "The voucher table of %s must begin at 1 point. Change the "
                        "first row instead of deleting it.",
                        program.name,
                    )
                )

    def _as_tuple(self):
        self.ensure_one()
        return points.Band(
            self.points_from,
            Decimal(f"{self.rate:.4f}"),
            Decimal(f"{self.max_amount:.2f}"),
        )
