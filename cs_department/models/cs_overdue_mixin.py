from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_vip import business_day


class CsOverdueMixin(models.AbstractModel):
    """What waits (`_overdue_state`) past the day it was due (`date_due`).

    Which day it is, each record's own company says.
    """

    _name = "cs.overdue.mixin"
    _description = "Overdue After a Day"

    _overdue_state = "open"

    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")

    @api.depends("state", "date_due", "company_id")
    def _compute_overdue(self):
        for company, records in self.grouped("company_id").items():
            today = business_day.today(self.env, company or self.env.company)
            for record in records:
                record.overdue = bool(
                    record.state == self._overdue_state
                    and record.date_due
                    and record.date_due < today
                )

    def _search_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # sudo: which day it is at a company is no secret; rules keep its records apart
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        days = companies.grouped(lambda company: business_day.today(self.env, company))
        late = Domain.OR(
            Domain("company_id", "in", group.ids) & Domain("date_due", "<", day)
            for day, group in days.items()
        )
        nowhere = Domain("company_id", "=", False) & Domain(
            "date_due", "<", business_day.today(self.env)
        )
        return Domain("state", "=", self._overdue_state) & (late | nowhere)
