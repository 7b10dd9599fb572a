from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import scoring
from ..sheet import Item
from .cs_kpi_band import to_decimal


class CsKpiSchemeLine(models.Model):
    """One item of a scheme: its weight and how it loses points (P1)."""

    _name = "cs.kpi.scheme.line"
    _description = "Appraisal Scheme Item"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "cs.kpi.scheme", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "cs.kpi.indicator", required=True, index=True, ondelete="restrict"
    )
    unit = fields.Selection(related="indicator_id.unit")
    weight = fields.Float(digits=(16, 2))
    scoring = fields.Selection(
        [
            ("band", "By Bands"),
            ("each", "Points per Record"),
            ("points", "Points of the Incidents"),
            ("adjustment", "Bonus or Penalty"),
            ("report", "Reported Only"),
        ],
        required=True,
        default="band",
        help="By bands: the value is looked up in the bands. Points per record: each "
        "record that counts costs the same. Points of the incidents: each costs what "
        "its rule says. Bonus or penalty: the incidents' points are added after the "
        "items. Reported only: shown with its records, never changes the score.",
    )
    deduction_each = fields.Float("Points per Record", digits=(16, 2))
    band_ids = fields.One2many("cs.kpi.band", "scheme_line_id", "Bands", copy=True)

    _indicator_unique = models.UniqueIndex(
        "(scheme_id, indicator_id)",
        "An indicator can be an item of a scheme only once.",
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0 AND deduction_each >= 0)",
        "Weights and points per record cannot be negative.",
    )

    @api.depends("indicator_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.indicator_id.display_name

    @api.constrains("scoring", "weight")
    def _check_adjustment(self):
        for line in self:
            if line.scoring == "adjustment" and line.weight:
                raise ValidationError(
                    self.env._(
                        'The bonus or penalty "%s" is added after the items: '
                        "its weight must be zero.",
                        line.indicator_id.name,
                    )
                )
            if line.scoring == "report" and line.weight:
                raise ValidationError(
                    self.env._(
                        '"%s" is reported only: its weight must be zero.',
                        line.indicator_id.name,
                    )
                )

    def _check_bands(self):
        """Every possible value is answered by exactly one row."""
        for line in self:
            if line.scoring != "band":
                continue
            bands = line.band_ids.sorted(lambda b: (b.lower, not b.lower_inclusive))
            highest = scoring.HUNDRED if line.unit == "percent" else None
            problems = scoring.find_problems(
                [band._as_band() for band in bands], scoring.ZERO, highest
            )
            if problems:
                messages = [line._band_message(bands, problem) for problem in problems]
                raise ValidationError(
                    self.env._(
                        'The bands of "%(item)s" are not right:\n%(problems)s',
                        item=line.indicator_id.name,
                        problems="\n".join(messages),
                    )
                )

    def _band_message(self, bands, problem):
        def row(index):
            return self.env._(
                "row %(number)s (%(band)s)",
                number=index + 1,
                band=bands[index].display_name,
            )

        kind, first, second = problem
        if kind == "empty":
            return self.env._("No value falls into %s.", row(first))
        if kind == "overlap":
            return self.env._(
                "%(first)s and %(second)s share values.",
                first=row(first),
                second=row(second),
            )
        if first is None and second is None:
            return self.env._("There is no band at all.")
        if first is None:
            return self.env._("Values below %s are in no band.", row(second))
        if second is None:
            return self.env._("Values above %s are in no band.", row(first))
        return self.env._(
            "Values between %(first)s and %(second)s are in no band.",
            first=row(first),
            second=row(second),
        )

    def _as_item(self, base):
        """This item for the computation; ``base`` is added to the denominator."""
        self.ensure_one()
        company = self.env.company  # the one that is appraised
        sampled = self.unit != "count" and not base
        return Item(
            self.id,
            to_decimal(self.weight),
            self.scoring,
            self.unit == "percent",
            to_decimal(self.deduction_each),
            tuple(band._as_band() for band in self.band_ids),
            base,
            self.indicator_id.no_data == "excluded",
            self.unit in ("hours", "average"),
            company.cs_kpi_small_sample if sampled else 0,
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.scheme_id._refuse_published()
        return lines

    def write(self, vals):
        self.scheme_id._refuse_published()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.scheme_id._refuse_published()
