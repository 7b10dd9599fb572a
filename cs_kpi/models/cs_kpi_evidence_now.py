from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsKpiEvidence(models.Model):
    """What was counted then beside what the same count finds today (P2).

    Nothing of it is stored: the appraisal stays what it was, and whoever opens it a
    year later sees what became of the records.
    """

    _inherit = "cs.kpi.evidence"

    value_now = fields.Float(compute="_compute_now", digits=(16, 4))
    numerator_now = fields.Float(
        "In Numerator Now", compute="_compute_now", digits=(16, 4)
    )
    denominator_now = fields.Float(
        "In Denominator Now", compute="_compute_now", digits=(16, 4)
    )
    difference = fields.Selection(
        [
            ("same", "Unchanged"),
            ("changed", "Changed"),
            ("dropped", "Not Counted Any More"),
            ("deleted", "Deleted"),
        ],
        "Today",
        compute="_compute_now",
        search="_search_difference",
        help="Changed: counted today with other figures. Not counted any more: it "
        "belongs to another person or month now, or lost what made it count.",
    )

    def _compute_now(self):
        lines = self.line_id
        found = {
            row[0]: row[1:]
            for row in lines._count_again(SQL("e.id = ANY(%s)", self.ids))
        }
        gone = self._gone({row_id: row[:2] for row_id, row in found.items() if row[2]})
        for evidence in self:
            row = found.get(evidence._origin.id)
            evidence.value_now = row[4] if row else 0
            evidence.numerator_now = row[5] if row else 0
            evidence.denominator_now = row[6] if row else 0
            evidence.difference = row and self._difference(
                evidence._origin.id, row, gone
            )

    @api.model
    def _difference(self, row_id, row, gone):
        if row_id in gone:
            return "deleted"
        is_missing, is_changed = row[2:4]
        if is_missing:
            return "dropped"
        return "changed" if is_changed else "same"

    @api.model
    def _gone(self, missing):
        """Of ``{id: (model, record id)}`` the ids whose record does not exist."""
        wanted = {}
        for model, record in missing.values():
            wanted.setdefault(model, set()).add(record)
        there = {
            (model, record)
            for model, records in wanted.items()
            if model in self.env
            for record in self.env[model].browse(records).exists().ids
        }
        return {row_id for row_id, key in missing.items() if key not in there}

    @api.model
    def _search_difference(self, operator, values):
        """Within the item that is open, else within all that may be read."""
        if operator not in ("in", "not in"):
            return NotImplemented
        if operator == "not in":
            known = {key for key, _label in self._fields["difference"].selection}
            values = known - set(values)
        lines = self.env["cs.kpi.appraisal.line"]
        opened = self.env.context.get("cs_kpi_line_id")
        lines = lines.search([("id", "=", opened)] if opened else [])
        rows = {row[0]: row[1:] for row in lines._count_again(SQL("TRUE"))}
        gone = self._gone({row_id: row[:2] for row_id, row in rows.items() if row[2]})
        return [
            (
                "id",
                "in",
                [
                    row_id
                    for row_id, row in rows.items()
                    if self._difference(row_id, row, gone) in values
                ],
            )
        ]


class CsKpiAppraisalLine(models.Model):
    _inherit = "cs.kpi.appraisal.line"

    numerator_now = fields.Float(compute="_compute_now", digits=(16, 4))
    denominator_now = fields.Float(compute="_compute_now", digits=(16, 4))
    differs_now = fields.Boolean(
        "Different Today",
        compute="_compute_now",
        help="Counted today the figure would be another one: records changed, were "
        "deleted or came later. The appraisal stays as it was.",
    )

    def _measured_again(self):
        """(lines, the SELECT of their measure, its owner column) per measure and month;
        what cannot be measured any more is left out."""
        # sudo: whoever reads the line sees figures of its own records only
        lines = self.sudo()
        measures = self.env["cs.kpi.measure"].sudo()  # sudo: as above
        keys = lines.grouped(lambda ln: (ln.company_id, ln.indicator_id, ln.date_from))
        for (company, indicator, date_from), group in keys.items():
            appraisals = group.appraisal_id
            try:
                rows = measures._rows(
                    measures._scope(
                        company,
                        indicator,
                        date_from,
                        appraisals.user_id,
                        appraisals.employee_id,
                    )
                )
            except UserError:
                continue
            yield group, rows, SQL.identifier("a", f"{rows.owner}_id")

    def _count_again(self, condition):
        """Rows of the evidence ``e`` in ``condition``: id, model, record, whether it is
        not counted today, whether it differs, and today's figures."""
        selects = [
            SQL(
                """
                    SELECT e.id, e.res_model, e.res_id, r.res_id IS NULL,
                           (e.value, e.numerator, e.denominator) IS DISTINCT FROM
                           (r.value, r.numerator, r.denominator),
                           COALESCE(r.value, 0), COALESCE(r.numerator, 0),
                           COALESCE(r.denominator, 0)
                      FROM cs_kpi_evidence e
                      JOIN cs_kpi_appraisal_line l ON l.id = e.line_id
                      JOIN cs_kpi_appraisal a ON a.id = l.appraisal_id
                 LEFT JOIN (%(select)s) r ON r.res_model = e.res_model
                       AND r.res_id = e.res_id AND r.owner_id = %(owner)s
                     WHERE e.line_id = ANY(%(lines)s) AND %(condition)s
                    """,
                select=rows.select,
                owner=owner,
                lines=lines.ids,
                condition=condition,
            )
            for lines, rows, owner in self._measured_again()
        ]
        return self._all_of(selects)

    def _all_of(self, selects):
        """Rows of all SELECTs, in one statement however many months are open."""
        if not selects:
            return []
        return self.env.execute_query(SQL(" UNION ALL ").join(selects))

    def _compute_now(self):
        selects = [
            SQL(
                """
                    SELECT l.id, COALESCE(SUM(r.numerator), 0),
                           COALESCE(SUM(r.denominator), 0) + %(base)s
                      FROM cs_kpi_appraisal_line l
                      JOIN cs_kpi_appraisal a ON a.id = l.appraisal_id
                 LEFT JOIN (%(select)s) r ON r.owner_id = %(owner)s
                     WHERE l.id = ANY(%(lines)s)
                     GROUP BY l.id
                    """,
                select=rows.select,
                owner=owner,
                base=rows.base,
                lines=lines.ids,
            )
            for lines, rows, owner in self._measured_again()
        ]
        found = {row[0]: row[1:] for row in self._all_of(selects)}
        for line in self:
            numerator, denominator = found.get(
                line._origin.id, (line.numerator, line.denominator)
            )
            line.numerator_now = numerator
            line.denominator_now = denominator
            line.differs_now = (
                abs(line.numerator - float(numerator)) > 0.00005
                or abs(line.denominator - float(denominator)) > 0.00005
            )

    def action_open_evidence(self):
        action = super().action_open_evidence()
        return {**action, "context": {"cs_kpi_line_id": self.id}}
