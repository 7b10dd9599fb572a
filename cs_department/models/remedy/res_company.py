from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.cs_vip import business_day


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_special_return_override = fields.Boolean(
        string="Exceptions for Special-Price Goods",
        help="The manager may let goods sold at a special price be returned or "
        "exchanged where the fault is ours.",
    )
    cs_return_sight_blocks = fields.Boolean(
        string="Returns Wait for the Sales Manager",
        help="Goods are not received before the sales manager has seen the return.",
    )
    cs_days_ahead = fields.Integer(
        string="Furthest Date (Days)",
        default=3650,
        help="How far ahead a date lies at most that is agreed with a customer on a "
        "ticket or a remedy: a slip of the pen is noticed.",
    )

    _cs_days_ahead_positive = models.Constraint(
        "CHECK(cs_days_ahead BETWEEN 1 AND 36500)",
        "The furthest date lies between one day and a hundred years ahead.",
    )

    def _cs_check_ahead(self, day):
        company = self or self.env.company
        # sudo: a number of days, for whoever enters a date
        days = company.sudo().cs_days_ahead
        last = business_day.today(self.env, company) + timedelta(days=days)
        if day and day > last:
            raise ValidationError(
                self.env._(
                    "%(day)s is too far ahead: a date agreed with a customer is "
                    "%(last)s at the latest.",
                    day=format_date(self.env, day),
                    last=format_date(self.env, last),
                )
            )
