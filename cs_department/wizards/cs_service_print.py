from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from ..models.desk.cs_desk_team import TEAM
from ..models.desk.cs_service_statistics import Span

MOST = 2000  # rows that one form prints; more is a matter for the spreadsheet


class CsServicePrint(models.TransientModel):
    """Forms of a period (section F): service report, complaint register, customer
    problem analysis."""

    _name = "cs.service.print"
    _description = "Forms of a Period"

    form = fields.Selection(
        [
            ("register", "Complaint Register"),
            ("analysis", "Customer Problem Analysis"),
            ("report", "Service Report"),
        ],
        required=True,
        default="register",
    )
    period = fields.Selection(
        [
            ("last_week", "Last Week"),
            ("last_month", "Last Month"),
            ("week", "This Week"),
            ("month", "This Month"),
            ("other", "Other Period"),
        ],
        required=True,
        default="last_month",
    )
    date_from = fields.Date(
        "From",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_id = fields.Many2one("product.product")
    cause_id = fields.Many2one("cs.cause")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.depends("period", "company_id")
    def _compute_dates(self):
        for wizard in self:
            if wizard.period == "other" and wizard.date_from and wizard.date_to:
                continue
            company = wizard.company_id or self.env.company
            today = business_day.today(self.env, company)
            if wizard.period in ("week", "last_week"):
                first = today - relativedelta(days=today.weekday())
                length = relativedelta(weeks=1)
            else:
                first, length = today.replace(day=1), relativedelta(months=1)
            if wizard.period in ("last_week", "last_month"):
                first -= length
            wizard.date_from = first
            wizard.date_to = first + length - relativedelta(days=1)

    def action_print(self):
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._("Choose a company that you are working in at the moment.")
            )
        if self.date_from > business_day.today(self.env, self.company_id):
            raise UserError(self.env._("This period has not begun yet."))
        return self._report() if self.form == "report" else self._form()

    def _report(self):
        if not any(map(self.env.user.has_group, TEAM)):
            raise AccessError(
                self.env._("Only supervisors and the management work on reports.")
            )
        report = self.env["cs.service.report"]._find_or_count(
            self.company_id, self._report_period(), Span(self.date_from, self.date_to)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "view_mode": "form",
        }

    def _report_period(self):
        """Whole weeks and months are the reports that are sent, too."""
        first, last = self.date_from, self.date_to
        if first.day == 1 and last == first + relativedelta(months=1, days=-1):
            return "month"
        if first.weekday() == 0 and (last - first).days == 6:
            return "week"
        return "other"

    def _form(self):
        start, end = business_day.day_bounds(
            self.company_id, self.date_from, self.date_to
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("cs_is_complaint", "=", True),
            ("cs_date_received", ">=", start),
            ("cs_date_received", "<", end),
        ]
        if self.product_id:
            domain.append(("cs_product_id", "=", self.product_id.id))
        if self.cause_id:
            domain.append(("cs_cause_id", "=", self.cause_id.id))
        tickets = self.env["helpdesk.ticket"].search(
            domain, order="cs_date_received, id", limit=MOST + 1
        )
        if not tickets:
            raise UserError(self.env._("There is no complaint in this period."))
        if len(tickets) > MOST:
            raise UserError(
                self.env._(
                    "More than %s complaints: choose a shorter period, a product or a "
                    "cause.",
                    MOST,
                )
            )
        name = {
            "register": "cs_department.action_report_register",
            "analysis": "cs_department.action_report_problem_analysis",
        }[self.form]
        return self.env.ref(name).report_action(tickets)
