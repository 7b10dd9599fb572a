from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .cs_kpi_measure import Rows


class CsKpiMeasure(models.AbstractModel):
    """Filtered counts, averages and ratios that a manager set up (P1).

    The query is the framework's own, with the access rights, record rules and
    companies of a manager. Everything was checked when it was set up, and is checked
    again: rights and models may have changed since.
    """

    _inherit = "cs.kpi.measure"

    @api.model
    def _measures(self):
        return {
            **super()._measures(),
            "filter": self.env._("Filter on records (without code)"),
        }

    @api.model
    def _measure_filter(self, scope):
        indicator = scope.indicator
        indicator._check_source()
        model = self._source_records(scope)
        source = self.env["cs.kpi.source"]
        counted = source._parse(model, indicator.source_domain)
        owner = "user"
        if model._fields[indicator.source_owner].comodel_name == "hr.employee":
            owner = "employee"
        if indicator.source_aggregate == "ratio":
            below = source._parse(model, indicator.source_base)
            zero, one = SQL("0"), SQL("1")
            select = SQL(
                """
                SELECT owner_id, res_model, res_id, label, date, kind,
                       sum(numerator) AS value, sum(numerator) AS numerator,
                       sum(denominator) AS denominator
                  FROM (%s UNION ALL %s) parts
                 GROUP BY owner_id, res_model, res_id, label, date, kind
                """,
                self._source_select(scope, model, owner, counted, one, zero),
                self._source_select(scope, model, owner, below, zero, one),
            )
        elif indicator.source_aggregate == "average":
            select = self._source_select(scope, model, owner, counted, None, SQL("1"))
        else:
            select = self._source_select(
                scope, model, owner, counted, SQL("1"), SQL("0")
            )
        return Rows(select, owner=owner)

    def _source_records(self, scope):
        """The model as the manager sees it, in the company that is appraised."""
        user = scope.indicator._source_user(scope.company)
        return (
            self.env[scope.indicator.source_model]
            .with_user(user)
            .with_context(
                allowed_company_ids=scope.company.ids,
                lang=scope.lang,
                active_test=True,
            )
        )

    def _source_select(self, scope, model, owner, domain, numerator, denominator):
        """SELECT of the month's records in ``domain``; without ``numerator`` their
        values."""
        indicator = scope.indicator
        when, whose = indicator.source_date, indicator.source_owner
        if model._fields[when].type == "date":
            domain &= Domain(when, ">=", scope.date_from)
            domain &= Domain(when, "<=", scope.date_to)
        else:
            domain &= Domain(when, ">=", scope.start) & Domain(when, "<", scope.end)
        ids = scope.employee_ids if owner == "employee" else scope.user_ids
        domain &= Domain(whose, "in", ids)
        company = model._fields.get("company_id")
        if company and company.store and company.comodel_name == "res.company":
            domain &= Domain("company_id", "in", [scope.company.id, False])
        query = model._search(domain)

        def column(name):
            return model._field_to_sql(query.table, name, query)

        day = column(when)
        if model._fields[when].type == "datetime":
            day = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", day, scope.zone)
        record = SQL.identifier(query.table, "id")
        label = SQL("'#' || %s", record)
        name = model._fields.get(model._rec_name or "")
        if name and name.store and name.type == "char" and not name.groups:
            label = SQL("COALESCE(%s, %s)", column(name.name), label)
        value = numerator or column(indicator.source_value)
        if numerator is None:
            value = SQL("COALESCE(%s, 0)::numeric", value)
        return query.select(
            SQL("%s AS owner_id", column(whose)),
            SQL("%s AS res_model", model._name),
            SQL("%s AS res_id", record),
            SQL("%s AS label", label),
            SQL("%s AS date", day),
            SQL("'other' AS kind"),
            SQL("%s AS value", value),
            SQL("%s AS numerator", value),
            SQL("%s AS denominator", denominator),
        )
