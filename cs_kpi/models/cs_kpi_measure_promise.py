from odoo import api, models
from odoo.tools import SQL

from .cs_kpi_measure import Rows


class CsKpiMeasure(models.AbstractModel):
    """Promises to customers count for whoever was to keep them (C14)."""

    _inherit = "cs.kpi.measure"

    @api.model
    def _measures(self):
        return {
            **super()._measures(),
            "promise_kept": self.env._("Promises kept ÷ due"),
        }

    @api.model
    def _measure_promise_kept(self, scope):
        """Of the promises due in the month, those kept; still open ones are not.
        What the customer released us from does not count."""
        return Rows(
            SQL(
                """
                SELECT p.user_id AS owner_id, 'cs.promise' AS res_model, p.id AS res_id,
                       p.name AS label, p.date_due AS date, 'key_customer' AS kind,
                       kept.it AS value, kept.it AS numerator, 1 AS denominator
                  FROM cs_promise p
                 CROSS JOIN LATERAL (
                    SELECT CASE WHEN p.state = 'kept' THEN 1 ELSE 0 END AS it
                  ) kept
                 WHERE p.company_id = %(company)s AND p.state != 'released'
                   AND p.date_due BETWEEN %(date_from)s AND %(date_to)s
                   AND p.user_id = ANY(%(users)s)
                """,
                company=scope.company.id,
                date_from=scope.date_from,
                date_to=scope.date_to,
                users=scope.user_ids,
            )
        )
