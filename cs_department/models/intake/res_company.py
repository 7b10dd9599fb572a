from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_return_days = fields.Integer(
        string="Days to Return",
        default=7,
        help="Goods can be given back within this many days of their delivery; "
        "special-price goods never.",
    )
    cs_always_apologise = fields.Boolean(
        string="Always Apologise",
        help="Replies and letters apologise even while it is open whose fault it is, "
        "and when it is not ours.",
    )
    cs_root_cause_optional = fields.Boolean(
        string="Repeats Close without Root Cause",
        help="By default a repeat complaint is only closed with its root cause.",
    )

    _cs_return_days_positive = models.Constraint(
        "CHECK(cs_return_days >= 0)",
        "The days to return goods cannot be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_return_days = fields.Integer(related="company_id.cs_return_days", readonly=False)
    cs_always_apologise = fields.Boolean(
        related="company_id.cs_always_apologise", readonly=False
    )
    cs_root_cause_optional = fields.Boolean(
        related="company_id.cs_root_cause_optional", readonly=False
    )
