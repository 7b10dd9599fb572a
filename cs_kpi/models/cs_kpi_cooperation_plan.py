from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_vip import business_day

from .. import period

PERIODS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]


class CsKpiCooperationPlan(models.Model):
    """Which department rates which one, how often and by whom (Q3)."""

    _name = "cs.kpi.cooperation.plan"
    _description = "Plan of Department Ratings"
    _order = "rating_department_id, rated_department_id, period"
    _check_company_auto = True

    rating_department_id = fields.Many2one(
        "hr.department", required=True, index=True, check_company=True
    )
    rated_department_id = fields.Many2one(
        "hr.department", required=True, index=True, check_company=True
    )
    period = fields.Selection(PERIODS, required=True, default="month")
    rater_ids = fields.Many2many(
        "res.users",
        string="Raters",
        required=True,
        check_company=True,
        domain="[('share', '=', False)]",
        help="Each of them fills in a form of their own. With two raters of one "
        "department it shows how far they agree.",
    )
    active = fields.Boolean(default=True)
    opened_from = fields.Date(
        "Forms Opened for",
        readonly=True,
        copy=False,
        help="First day of the last period whose forms were handed out.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _once = models.UniqueIndex(
        "(rating_department_id, rated_department_id, period) WHERE active",
        "This department rates the other one in this rhythm already.",
    )

    @api.depends("rating_department_id", "rated_department_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(rating)s rates %(rated)s",
                rating=plan.rating_department_id.name or "",
                rated=plan.rated_department_id.name or "",
            )

    @api.constrains("rating_department_id", "rated_department_id")
    def _check_departments(self):
        for plan in self:
            if plan.rating_department_id == plan.rated_department_id:
                raise ValidationError(
                    self.env._(
                        "A department does not rate itself. Choose another one for %s.",
                        plan.rating_department_id.name,
                    )
                )

    @api.constrains("rater_ids")
    def _check_raters(self):
        for plan in self:
            if not plan.rater_ids:
                raise ValidationError(
                    self.env._("Name at least one rater: %s.", plan.display_name)
                )

    def write(self, vals):
        if "period" in vals:
            # another rhythm begins anew; forms handed out are not handed out twice
            vals = {**vals, "opened_from": False}
        return super().write(vals)

    def _is_due(self, day):
        """The period is over and its first working day after it has come."""
        self.ensure_one()
        if day < self.company_id._cs_kpi_first_working_day(day):
            return False
        before = period.previous(self.period, day)
        return not self.opened_from or self.opened_from < before

    def _open_forms(self, day):
        """Hand out the forms of the period before ``day``; who has one keeps it."""
        self.ensure_one()
        # sudo: forms are the system's to create; raters have no such right
        ratings = self.env["cs.kpi.cooperation.rating"].sudo()
        first = period.previous(self.period, day)
        known = ratings.search(
            [
                ("rating_department_id", "=", self.rating_department_id.id),
                ("rated_department_id", "=", self.rated_department_id.id),
                ("period", "=", self.period),
                ("date_from", "=", first),
            ]
        )
        raters = self.rater_ids.filtered("active") - known.rater_id
        opened = ratings.create(
            [
                {
                    "rating_department_id": self.rating_department_id.id,
                    "rated_department_id": self.rated_department_id.id,
                    "period": self.period,
                    "date_from": first,
                    "rater_id": rater.id,
                    "company_id": self.company_id.id,
                }
                for rater in raters
            ]
        )
        deadline = day + timedelta(days=self.company_id.cs_kpi_rating_days)
        opened._remind(deadline)
        self.opened_from = first
        return opened

    @api.model
    def _cron_open_forms(self, day=None):
        """Hand out what is due; one that is done is not done again."""
        due = self.search([])
        given = fields.Date.to_date(day)
        days = {
            company: given or business_day.today(self.env, company)
            for company in due.company_id
        }
        due = due.filtered(lambda plan: plan._is_due(days[plan.company_id]))
        for index, plan in enumerate(due):
            plan._open_forms(days[plan.company_id])
            left = len(due) - index - 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break
