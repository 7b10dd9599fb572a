from odoo import api, models
from odoo.tools import SQL

from .cs_kpi_measure import Rows


class CsKpiMeasure(models.AbstractModel):
    """Incidents of the month that were not withdrawn, per employee (P1, P6)."""

    _inherit = "cs.kpi.measure"

    @api.model
    def _measure_incident_cooperation(self, scope):
        return self._incidents(scope, "cooperation")

    @api.model
    def _measure_incident_conduct(self, scope):
        return self._incidents(scope, "conduct")

    @api.model
    def _measure_incident_praise(self, scope):
        return self._incidents(scope, "praise")

    @api.model
    def _measure_incident_criticism(self, scope):
        return self._incidents(scope, "criticism")

    def _incidents(self, scope, kind):
        return Rows(
            SQL(
                """
                SELECT i.employee_id AS owner_id, 'cs.kpi.incident' AS res_model,
                       i.id AS res_id,
                       COALESCE(r.name->>%(lang)s, r.name->>'en_US') AS label,
                       i.date, 'incident' AS kind, i.points AS value,
                       1 AS numerator, 0 AS denominator
                  FROM cs_kpi_incident i
                  JOIN cs_kpi_rule r ON r.id = i.rule_id
                 WHERE i.kind = %(kind)s
                   AND i.state NOT IN ('proposed', 'withdrawn')
                   AND i.company_id = %(company)s
                   AND i.date BETWEEN %(date_from)s AND %(date_to)s
                   AND i.employee_id = ANY(%(employees)s)
                """,
                kind=kind,
                lang=scope.lang,
                company=scope.company.id,
                date_from=scope.date_from,
                date_to=scope.date_to,
                employees=scope.employee_ids,
            ),
            owner="employee",
        )
