from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.cs_vip import business_day

from .. import month, sheet
from ..models.cs_kpi_band import to_decimal
from ..models.cs_kpi_evidence import KINDS

MANAGER = "cs_department.group_manager"
SUPERVISOR = "cs_department.group_supervisor"


class CsKpiForecast(models.TransientModel):
    """How the running month would score today, with the records that cost points.

    No appraisal: it is shown to whoever asked and then forgotten. Employees ask for
    themselves, supervisors for their team, managers for everybody.
    """

    _name = "cs.kpi.forecast"
    _description = "Forecast of the Month"
    _inherit = ["cs.kpi.month.mixin"]
    _rec_name = "employee_name"

    employee_id = fields.Many2one(
        "hr.employee",
        default=lambda self: self.env.user.employee_id,
        help="Empty: yourself.",
    )
    employee_name = fields.Char("Name", readonly=True)
    date_from = fields.Date(
        "Month",
        default=lambda self: month.month_start(business_day.today(self.env)),
        required=True,
        readonly=True,
    )
    counted_on = fields.Datetime("Counted at", readonly=True)
    scheme_id = fields.Many2one("cs.kpi.scheme", readonly=True)
    item_score = fields.Float("Score of the Items", digits=(16, 2), readonly=True)
    bonus = fields.Float(digits=(16, 2), readonly=True)
    penalty = fields.Float(digits=(16, 2), readonly=True)
    score = fields.Float(digits=(16, 2), readonly=True)
    line_ids = fields.One2many(
        "cs.kpi.forecast.line", "forecast_id", "Items", readonly=True
    )
    record_ids = fields.One2many(
        "cs.kpi.forecast.record", "forecast_id", "Records", readonly=True
    )
    can_choose = fields.Boolean(compute="_compute_can_choose")

    @api.depends_context("uid")
    def _compute_can_choose(self):
        self.can_choose = self.env.user.has_group(SUPERVISOR)

    @api.model
    def action_open_mine(self):
        """The forecast of whoever asks; whoever is not appraised is told why."""
        forecast = self.create({"employee_id": self.env.user.employee_id.id})
        try:
            return forecast.action_count()
        except UserError as refused:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "message": refused.args[0],
                    "type": "warning",
                    "sticky": True,
                },
            }

    def action_count(self):
        """Count the records of the month so far."""
        self.ensure_one()
        # sudo: records of everybody are counted in the same way; whom they may be
        # shown to is checked first, and the result belongs to the caller alone
        forecast = self.sudo()
        employee = forecast.employee_id or self.env.user.employee_id
        self._check_employee(employee.sudo())  # sudo: as above
        forecast._count(employee.sudo())  # sudo: as above
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_kpi.action_forecast")
        return {**action, "res_id": self.id, "target": "main"}

    def _check_employee(self, employee):
        """One's own, of one's team, or anybody's, as appraisals are."""
        user = self.env.user
        if not employee:
            raise UserError(
                self.env._(
                    "Your user is no employee, so nothing is counted for you. Ask "
                    "human resources to link them."
                )
            )
        if employee.company_id not in self.env.companies:
            raise UserError(self.env._("%s works for another company.", employee.name))
        if employee.user_id == user or user.has_group(MANAGER):
            return
        mine = user.employee_id.sudo()  # sudo: one's own department
        teams = self.env["hr.department"].search(
            [("id", "child_of", mine.department_id.ids)]
        )
        is_supervisor = user.has_group(SUPERVISOR)
        in_team = mine.department_id and employee.department_id in teams
        if not is_supervisor or not (in_team or employee.parent_id == mine):
            raise UserError(self.env._("%s is not on your team.", employee.name))

    def _count(self, employee):
        """Measure item by item and score as the computation of the month does."""
        company = employee.company_id
        self = self.with_company(company)
        date_from = month.month_start(business_day.today(self.env, company))
        schemes = self.env["cs.kpi.scheme"]._for_month(company, date_from)
        scheme = (
            self.env["cs.kpi.appraisal"]
            ._assign(employee, schemes, month.month_end(date_from))
            .get(employee)
        )
        if not scheme:
            raise UserError(self.env._("No appraisal scheme covers %s.", employee.name))
        scheme = scheme.with_company(company)
        measures = self.env["cs.kpi.measure"]
        items, counted, records = [], {}, defaultdict(list)
        for line in scheme.line_ids:
            scope = measures._scope(
                company, line.indicator_id, date_from, employee.user_id, employee
            )
            rows = measures._rows(scope)
            items.append(line._as_item(rows.base))
            counted[line.id] = self._sum(line, rows)
            records[line] = self._costly(line, rows)
        results = sheet.score_items(items, counted)
        cap = to_decimal(scheme.max_score) or None
        total = sheet.total(items, results, cap)
        self.line_ids.unlink()
        self.record_ids.unlink()
        self.write(
            {
                "employee_id": employee.id,
                "employee_name": employee.name,
                "date_from": date_from,
                "counted_on": business_day.now(self.env),
                "scheme_id": scheme.id,
                "item_score": total.items,
                "bonus": total.bonus,
                "penalty": total.penalty,
                "score": total.score,
                "line_ids": [
                    Command.create(
                        {
                            "scheme_line_id": line.id,
                            "evidence_count": result.records,
                            **{
                                name: getattr(result, name)
                                for name in ("rated", "small_sample", *FIGURES)
                            },
                        }
                    )
                    for line, result in zip(scheme.line_ids, results, strict=True)
                ],
                "record_ids": [
                    Command.create({"scheme_line_id": line.id, **row})
                    for line, result in zip(scheme.line_ids, results, strict=True)
                    if result.deduction or result.score < 0
                    for row in records[line]
                ],
            }
        )

    def _sum(self, line, rows):
        self.env.cr.execute(
            SQL(
                """
                SELECT COALESCE(SUM(numerator), 0)::text,
                       COALESCE(SUM(denominator), 0)::text,
                       COALESCE(SUM(value), 0)::text, COUNT(*)
                  FROM (%s) r
                """,
                rows.select,
            )
        )
        *sums, number = self.env.cr.fetchone()
        return sheet.Counted(line.id, *map(Decimal, sums), number)

    def _costly(self, line, rows):
        """The records on the wrong side of the item, latest first."""
        per_record = line.scoring in ("each", "points", "adjustment")
        if per_record or line.indicator_id.direction == "lower":
            wrong = SQL("numerator > 0")
        else:
            wrong = SQL("numerator < denominator")
        self.env.cr.execute(
            SQL(
                """
                SELECT res_model, res_id, label, date, kind, value
                  FROM (%s) r WHERE %s
                 ORDER BY date DESC NULLS LAST, res_id DESC LIMIT %s
                """,
                rows.select,
                wrong,
                RECORDS,
            )
        )
        return [dict(row) for row in self.env.cr.dictfetchall()]


FIGURES = ("numerator", "denominator", "value", "weight", "deduction", "score")
RECORDS = 200  # of one item; the rest is in the lists of daily work


class CsKpiForecastLine(models.TransientModel):
    _name = "cs.kpi.forecast.line"
    _description = "Item of a Forecast"
    _inherit = ["cs.kpi.advised.mixin"]
    _rec_name = "indicator_id"

    forecast_id = fields.Many2one("cs.kpi.forecast", required=True, ondelete="cascade")
    scheme_line_id = fields.Many2one(
        "cs.kpi.scheme.line", required=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one(related="scheme_line_id.indicator_id")
    unit = fields.Selection(related="indicator_id.unit")
    rated = fields.Boolean("Measured")
    small_sample = fields.Boolean()
    evidence_count = fields.Integer("Records")
    numerator = fields.Float(digits=(16, 4))
    denominator = fields.Float(digits=(16, 4))
    value = fields.Float(digits=(16, 4))
    weight = fields.Float(digits=(16, 2))
    deduction = fields.Float(digits=(16, 2))
    score = fields.Float(digits=(16, 2))


class CsKpiForecastRecord(models.TransientModel):
    _name = "cs.kpi.forecast.record"
    _description = "Record that Costs Points"
    _rec_name = "label"

    forecast_id = fields.Many2one("cs.kpi.forecast", required=True, ondelete="cascade")
    scheme_line_id = fields.Many2one(
        "cs.kpi.scheme.line", required=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one(related="scheme_line_id.indicator_id")
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    label = fields.Char("Record Name")
    date = fields.Date()
    kind = fields.Selection(KINDS)
    value = fields.Float(digits=(16, 4))

    def action_open_record(self):
        """Open it with the rights of whoever asks."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._('"%s" does not exist any more.', self.label))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
