from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .cs_kpi_source import MANAGER

SOURCE_FIELDS = (
    "source_model",
    "source_aggregate",
    "source_domain",
    "source_base",
    "source_date",
    "source_owner",
    "source_value",
)
UNITS = {"count": ("count",), "average": ("average", "hours"), "ratio": ("percent",)}
# What a figure is counted from: not changed any more once something was appraised.
DEFINITION = {"measure", "unit", "scale_min", "scale_max", *SOURCE_FIELDS}


class CsKpiIndicator(models.Model):
    """A measure without code: a filtered count, average or ratio (P1)."""

    _inherit = "cs.kpi.indicator"

    source_model = fields.Selection(
        lambda self: self.env["cs.kpi.source"]._models(),
        "Records of",
        help="Models that the customer service manager's role can read.",
    )
    source_aggregate = fields.Selection(
        [
            ("count", "Number of Records"),
            ("average", "Average of a Field"),
            ("ratio", "Records ÷ Other Records"),
        ],
        "Figure",
        default="count",
    )
    source_domain = fields.Char(
        "Filter", default="[]", help="Which records count; for a ratio, on top."
    )
    source_base = fields.Char(
        "Filter Below", default="[]", help="Which records are divided by."
    )
    source_date = fields.Char(
        "Month by", help="The date that says to which month a record belongs."
    )
    source_owner = fields.Char(
        "Owner", help="The user or employee whom a record is counted for."
    )
    source_value = fields.Char("Average of", help="A number of each record.")
    source_user_id = fields.Many2one(
        "res.users",
        "Counted with the Rights of",
        readonly=True,
        copy=False,
        help="Who set the source up. When they are no manager any more, another "
        "manager of the company takes their place.",
    )

    @api.constrains("measure", "unit", *SOURCE_FIELDS)
    def _check_source(self):
        source = self.env["cs.kpi.source"]
        for indicator in self.filtered(lambda i: i.measure == "filter"):
            if not indicator.source_model or not indicator.source_aggregate:
                raise ValidationError(
                    self.env._(
                        'Say for "%s" which records are counted, and how.',
                        indicator.name,
                    )
                )
            units = UNITS[indicator.source_aggregate]
            if indicator.unit not in units:
                labels = dict(self._fields["unit"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        'The unit of "%(indicator)s" must be: %(units)s.',
                        indicator=indicator.name,
                        units=", ".join(labels[unit] for unit in units),
                    )
                )
            model = source._check_model(indicator.source_model)
            source._parse(model, indicator.source_domain)
            if indicator.source_aggregate == "ratio":
                source._parse(model, indicator.source_base)
            if indicator.source_aggregate == "average":
                source._check_field(
                    model, indicator.source_value, {"integer", "float", "monetary"}
                )
            source._check_field(model, indicator.source_date, {"date", "datetime"})
            owner = source._check_field(model, indicator.source_owner, {"many2one"})
            if owner.comodel_name not in ("res.users", "hr.employee"):
                raise ValidationError(
                    self.env._(
                        '"%s" is neither a user nor an employee. Choose whom a record '
                        "is counted for.",
                        indicator.source_owner,
                    )
                )

    @api.onchange("source_aggregate", "measure")
    def _onchange_source_aggregate(self):
        if self.measure == "filter" and self.source_aggregate:
            units = UNITS[self.source_aggregate]
            if self.unit not in units:
                self.unit = units[0]

    @api.onchange("source_model")
    def _onchange_source_model(self):
        """Fields and filters of another model mean nothing here."""
        self.source_domain = self.source_base = "[]"
        self.source_date = self.source_owner = self.source_value = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["source_user_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        if changed := vals.keys() & DEFINITION:
            self._refuse_used(vals, changed)
            vals = {**vals, "source_user_id": self.env.uid}
        return super().write(vals)

    def _refuse_used(self, vals, changed):
        """Old months keep what they were counted from."""
        moved = self.filtered(lambda i: any(i[name] != vals[name] for name in changed))
        used = self.env["cs.kpi.appraisal.line"]._read_group(
            [("indicator_id", "in", moved.ids)], ["indicator_id"], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    '"%s" was appraised already and keeps its source and unit. Make '
                    "another indicator and use it in a new version of the scheme.",
                    used[0][0].name,
                )
            )

    def _source_user(self, company):
        """Who defined it, while they are manager in ``company``; else another one."""
        self.ensure_one()
        # sudo: whoever computes need not see users
        managers = (
            self.env.ref(MANAGER)
            .sudo()
            .all_user_ids.filtered(lambda u: u.active and company in u.company_ids)
        )
        if self.source_user_id in managers:
            return self.source_user_id
        if not managers:
            raise UserError(
                self.env._(
                    '"%(indicator)s" is counted with the rights of a customer service '
                    "manager, and %(company)s has none. Give somebody that role.",
                    indicator=self.name,
                    company=company.name,
                )
            )
        return managers.sorted("id")[0]
