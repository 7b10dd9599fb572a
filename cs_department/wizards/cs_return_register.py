from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.cs_vip import business_day


class CsReturnRegister(models.TransientModel):
    """The register of returns of a period on paper (section F)."""

    _name = "cs.return.register"
    _description = "Print the Register of Returns"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self._today().replace(day=1)
    )
    date_to = fields.Date("To", required=True, default=lambda self: self._today())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _today(self):
        return business_day.today(self.env)

    def action_print(self):
        self.ensure_one()
        entries = self.env["cs.return"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "!=", "cancelled"),
            ],
            order="date, id",
        )
        if not entries:
            raise UserError(
                self.env._(
                    "The register has no entries from %(first)s to %(last)s.",
                    first=format_date(self.env, self.date_from),
                    last=format_date(self.env, self.date_to),
                )
            )
        report = self.env.ref("cs_department.action_report_return_register")
        return report.report_action(entries)
