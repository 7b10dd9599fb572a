import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day

from .. import month, spreadsheet


class CsKpiExportWizard(models.TransientModel):
    """The confirmed appraisals of a month as a spreadsheet for HR (P4).

    Read with the rights of whoever asks: HR gets confirmed ones only.
    """

    _name = "cs.kpi.export.wizard"
    _description = "Spreadsheet of a Month"

    date_from = fields.Date(
        "Month",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the month.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.model
    def _default_date_from(self):
        """The latest month with something to export."""
        latest = self.env["cs.kpi.appraisal"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "confirmed")],
            order="date_from desc",
            limit=1,
        )
        today = business_day.today(self.env)
        return latest.date_from or month.previous_month(today)

    def action_export(self):
        self.ensure_one()
        appraisals = self.env["cs.kpi.appraisal"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "=", month.month_start(self.date_from)),
                ("state", "=", "confirmed"),
                ("superseded", "=", False),
            ],
            order="employee_name, id",
        )
        if not appraisals:
            raise UserError(self.env._("No appraisal of this month is confirmed yet."))
        period = self.date_from.strftime("%Y-%m")
        content = self._build(appraisals, period)
        self.write(
            {
                "file": base64.b64encode(content),
                "filename": self.env._("appraisal_%s.xlsx", period),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}"
            "?download=true",
            "target": "self",
        }

    def _build(self, appraisals, period):
        lines = appraisals.line_ids
        units = dict(
            lines.indicator_id._fields["unit"]._description_selection(self.env)
        )
        columns = {}
        # one line of each item of a scheme says what all of them say
        alike = lines.grouped(lambda line: (line.scheme_line_id, line.indicator_id))
        lines = lines.browse(found[0].id for found in alike.values())
        for line in lines.sorted(lambda ln: (ln.is_adjustment, ln.sequence, ln.id)):
            indicator = line.indicator_id
            if line.scheme_line_id.scoring == "report":
                continue  # on the sheet of items only
            columns.setdefault(
                indicator.code,
                spreadsheet.Column(indicator.code, indicator.name, line.is_adjustment),
            )
        return spreadsheet.build(
            self.env._(
                "Service appraisal %(month)s: %(company)s",
                month=period,
                company=self.company_id.name,
            ),
            self._people(appraisals, units),
            list(columns.values()),
            self._labels(),
        )

    def _people(self, appraisals, units):
        """Thousands of lines with the same few words: these are looked up once."""
        items = {
            indicator: (indicator.code, indicator.name)
            for indicator in appraisals.line_ids.indicator_id
        }
        # what the reader of a figure has to know: (rated, small sample)
        marks = {
            (True, False): "",
            (True, True): self.env._("Small sample"),
            (False, False): self.env._("Nothing to measure"),
            (False, True): self.env._("Nothing to measure"),
        }
        return [
            spreadsheet.Person(
                str(appraisal.employee_id.id),
                appraisal.employee_name or "",
                appraisal.department_id.name or "",
                [
                    spreadsheet.Line(
                        *items[line.indicator_id],
                        units[line.unit],
                        line.numerator,
                        line.denominator,
                        line.value,
                        line.weight,
                        line.deduction,
                        line.score,
                        line.evidence_count,
                        marks[line.rated, line.small_sample],
                    )
                    for line in appraisal.line_ids
                ],
                appraisal.score,
                appraisal.scheme_id.max_score,
                appraisal.version,
            )
            for appraisal in appraisals
        ]

    def _labels(self):
        return {
            "remark": self.env._("Remark"),
            "no_department": self.env._("Without Department"),
            "summary": self.env._("Summary"),
            "items": self.env._("Items"),
            "number": self.env._("No."),
            "employee": self.env._("Employee"),
            "department": self.env._("Department"),
            "total": self.env._("Total"),
            "version": self.env._("Version"),
            "average": self.env._("Average"),
            "code": self.env._("Code"),
            "item": self.env._("Item"),
            "unit": self.env._("Unit"),
            "numerator": self.env._("Numerator"),
            "denominator": self.env._("Denominator"),
            "value": self.env._("Value"),
            "records": self.env._("Records"),
            "weight": self.env._("Weight"),
            "deduction": self.env._("Deduction"),
            "score": self.env._("Score"),
        }
