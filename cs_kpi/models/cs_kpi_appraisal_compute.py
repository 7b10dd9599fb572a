from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_vip import business_day

from .. import bulk, month, sheet
from .cs_kpi_band import to_decimal

# In the order of `sheet.Line`, behind its id.
FIGURES = ("numerator", "denominator", "value", "weight", "deduction", "score")
LINE_COLUMNS = {
    "rated": "boolean",
    "evidence_count": "integer",
    **dict.fromkeys(FIGURES, "numeric"),
    "small_sample": "boolean",
}
TOTAL_COLUMNS = dict.fromkeys(("item_score", "bonus", "penalty", "score"), "numeric")


class CsKpiAppraisal(models.Model):
    """Computation of a month for everybody at once (P1, P2).

    One statement per item stores the records that count, one sums them up;
    the number of statements does not depend on the number of people. Doing it
    again writes only what is different.
    """

    _inherit = "cs.kpi.appraisal"

    @api.model
    def _compute_month(self, company, day, employees=None):
        """Appraise the month of ``day``; returns its open and new appraisals.

        Only what is still ``computed`` is counted again: reviewed ones are with
        the employee, and confirmed ones are frozen.
        """
        # sudo: appraisals are nobody's to create; callers check who may compute
        self = self.sudo().with_company(company)
        date_from, date_to = month.month_start(day), month.month_end(day)
        schemes = self.env["cs.kpi.scheme"]._for_month(company, date_from)
        chosen = employees is not None
        if not chosen:
            self._take_back_absent(company, date_from)
            employees = self._employees(company, date_from)
        employees = employees.sudo()  # sudo: as above
        scheme_of = self._assign(employees, schemes, date_to, anybody=chosen)
        employees = employees.browse(employee.id for employee in scheme_of)
        department_of = {
            employee: post.department
            for employee, post in self._posts(employees, date_to).items()
        }
        existing = self.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "=", date_from),
                ("employee_id", "in", employees.ids),
            ]
        )
        missing = employees - existing.employee_id
        new = self.with_context(tracking_disable=True).create(
            [
                {
                    "employee_id": employee.id,
                    "employee_name": employee.name,
                    "user_id": employee.user_id.id,
                    "department_id": department_of[employee].id,
                    "company_id": company.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "scheme_id": scheme_of[employee].id,
                }
                for employee in missing
            ]
        )
        pending = existing.filtered(lambda a: a.state == "computed")
        for name, of in (("scheme_id", scheme_of), ("department_id", department_of)):
            moved = pending.filtered(lambda a, n=name, of=of: a[n] != of[a.employee_id])
            for value, group in moved.grouped(
                lambda a, of=of: of[a.employee_id]
            ).items():
                group[name] = value
        # somebody's user may be linked late; one that is taken away is kept here
        for appraisal in pending.filtered(lambda a: not a.user_id):
            if user := appraisal.employee_id.user_id:
                appraisal.user_id = user
        appraisals = (pending | new).with_context(tracking_disable=False)
        appraisals._compute_figures()
        return appraisals

    def _compute_figures(self):
        """Count and score what is not confirmed, per company, month and scheme."""
        # sudo: everybody's records are counted in the same way, whoever asks
        appraisals = self.sudo()
        groups = appraisals.grouped(lambda a: (a.company_id, a.date_from, a.scheme_id))
        for (company, date_from, scheme), group in groups.items():
            group = group.with_company(company)
            scheme = scheme.with_company(company)
            group._sync_lines()
            bases = group._sync_evidence(company, date_from, scheme)
            group._score(scheme, bases)

    def _sync_lines(self):
        """Every appraisal has the lines of its scheme and no others."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cs_kpi_appraisal_line l
                 USING cs_kpi_appraisal a, cs_kpi_scheme_line s
                 WHERE a.id = l.appraisal_id AND s.id = l.scheme_line_id
                   AND a.id = ANY(%(ids)s) AND s.scheme_id != a.scheme_id
                """,
                ids=self.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_kpi_appraisal_line (
                    appraisal_id, scheme_line_id, indicator_id, sequence,
                    is_adjustment, weight, numerator, denominator, value, deduction,
                    score, rated, small_sample, evidence_count, employee_id,
                    department_id,
                    date_from, state, company_id,
                    create_uid, write_uid, create_date, write_date)
                SELECT a.id, s.id, s.indicator_id, s.sequence,
                       s.scoring = 'adjustment', s.weight, 0, 0, 0, 0,
                       0, FALSE, FALSE, 0, a.employee_id, a.department_id,
                       a.date_from, a.state, a.company_id,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM cs_kpi_appraisal a
                  JOIN cs_kpi_scheme_line s ON s.scheme_id = a.scheme_id
                 WHERE a.id = ANY(%(ids)s)
                ON CONFLICT (appraisal_id, scheme_line_id) DO NOTHING
                """,
                ids=self.ids,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    def _sync_evidence(self, company, date_from, scheme):
        """Store the records that count, item by item; returns {line: base}."""
        measures = self.env["cs.kpi.measure"]
        bases = {}
        for line in scheme.line_ids:
            scope = measures._scope(
                company, line.indicator_id, date_from, self.user_id, self.employee_id
            )
            rows = measures._rows(scope)
            bases[line] = rows.base
            owner = SQL.identifier("a", f"{rows.owner}_id")
            self.env.cr.execute(
                SQL(
                    """
                    WITH line AS (
                        SELECT l.id, %(owner)s AS owner_id
                          FROM cs_kpi_appraisal_line l
                          JOIN cs_kpi_appraisal a ON a.id = l.appraisal_id
                         WHERE a.id = ANY(%(ids)s) AND l.scheme_line_id = %(item)s
                    ), counted AS MATERIALIZED (
                        SELECT line.id AS line_id, r.*
                          FROM (%(select)s) r JOIN line USING (owner_id)
                    ), gone AS (
                        DELETE FROM cs_kpi_evidence e
                         USING line
                         WHERE e.line_id = line.id AND NOT EXISTS (
                            SELECT 1 FROM counted c
                             WHERE c.line_id = e.line_id
                               AND c.res_model = e.res_model AND c.res_id = e.res_id)
                    )
                    INSERT INTO cs_kpi_evidence AS e (
                        line_id, company_id, res_model, res_id, label, date, kind,
                        value, numerator, denominator)
                    SELECT line_id, %(company)s, res_model, res_id, label, date, kind,
                           value, numerator, denominator
                      FROM counted
                    ON CONFLICT (line_id, res_model, res_id) DO UPDATE
                       SET label = EXCLUDED.label, date = EXCLUDED.date,
                           kind = EXCLUDED.kind, value = EXCLUDED.value,
                           numerator = EXCLUDED.numerator,
                           denominator = EXCLUDED.denominator
                     WHERE (e.label, e.date, e.kind, e.value,
                            e.numerator, e.denominator)
                        IS DISTINCT FROM
                           (EXCLUDED.label, EXCLUDED.date, EXCLUDED.kind,
                            EXCLUDED.value, EXCLUDED.numerator, EXCLUDED.denominator)
                    """,
                    owner=owner,
                    ids=self.ids,
                    item=line.id,
                    select=rows.select,
                    company=company.id,
                )
            )
        return bases

    def _counted(self):
        """{appraisal id: {scheme item id: `sheet.Counted`}}: sums of the evidence."""
        self.env.cr.execute(
            SQL(
                """
                SELECT l.appraisal_id, l.scheme_line_id, l.id,
                       COALESCE(SUM(e.numerator), 0)::text,
                       COALESCE(SUM(e.denominator), 0)::text,
                       COALESCE(SUM(e.value), 0)::text,
                       COUNT(e.id)
                  FROM cs_kpi_appraisal_line l
             LEFT JOIN cs_kpi_evidence e ON e.line_id = l.id
                 WHERE l.appraisal_id = ANY(%s)
                 GROUP BY l.id
                """,
                self.ids,
            )
        )
        counted = defaultdict(dict)
        for appraisal_id, item_id, line_id, *sums, records in self.env.cr.fetchall():
            # as text: Odoo's cursor would make floats of them
            counted[appraisal_id][item_id] = sheet.Counted(
                line_id, *map(Decimal, sums), records
            )
        return counted

    def _counted_by_indicator(self):
        """{appraisal id: {indicator: `sheet.Counted`}} of what was appraised, with the
        denominators as they were then."""
        lines = {line.id: line for line in self.line_ids}
        found = {appraisal.id: {} for appraisal in self}
        for appraisal_id, of_items in self._counted().items():
            for counted in of_items.values():
                line = lines[counted.line_id]
                found[appraisal_id][line.indicator_id] = counted._replace(
                    denominator=to_decimal(line.denominator)
                )
        return found

    def _score(self, scheme, bases):
        """From the sums of the evidence to the figures of lines and totals."""
        items = [line._as_item(bases[line]) for line in scheme.line_ids]
        cap = to_decimal(scheme.max_score) or None
        line_rows, totals = [], []
        for appraisal_id, of_items in self._counted().items():
            results = sheet.score_items(items, of_items)
            line_rows += results
            totals.append((appraisal_id, *sheet.total(items, results, cap)))
        bulk.update(self.env["cs.kpi.appraisal.line"], LINE_COLUMNS, line_rows)
        bulk.update(self, TOTAL_COLUMNS, totals)
        self.env.invalidate_all()

    @api.model
    def _cron_compute(self, day=None):
        """From the first working day of a month on: appraise the month before.

        Each company is committed by itself; one that is done is not done again,
        so the job goes on where it was stopped.
        """
        latest = month.month_start(fields.Date.to_date(day) or fields.Date.today())
        companies = self.env["res.company"].search(
            Domain("cs_kpi_computed_month", "=", False)
            | Domain("cs_kpi_computed_month", "<=", latest)
        )
        due = companies.filtered(lambda c: c._cs_kpi_is_due(fields.Date.to_date(day)))
        cron = self.env["ir.cron"]
        for index, company in enumerate(due):
            today = fields.Date.to_date(day) or business_day.today(self.env, company)
            date_from = month.previous_month(today)
            if self.env["cs.kpi.scheme"]._find(company, date_from):
                self._compute_month(company, date_from)
                self.env["cs.kpi.signal"]._look(company, date_from)
                company.cs_kpi_computed_month = date_from
            if not cron._commit_progress(1, remaining=len(due) - index - 1):
                break
