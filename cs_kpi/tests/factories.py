"""Records for generic tests: any number, as users meet them in daily work.

Each function takes ``(env, number, owner=None, company=None)``. The owner is the user
who is appraised.
"""

from datetime import date
from itertools import count

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID
from odoo.tools import SQL

from odoo.addons.cs_department.tests import factories as department

_serial = count(1)
_hundreds = count(1)  # of months, so that nobody is appraised twice for one
MONTH = date(1900, 1, 1)


def employees(env, number, owner=None, company=None):
    company = company or env.company
    known = owner and owner.with_company(company).employee_id
    if known:
        return known
    return env["hr.employee"].create(
        [
            {
                "name": f"Employee {next(_serial)}",
                "company_id": company.id,
                "user_id": owner.id if owner and number == 1 else False,
            }
            for _record in range(number)
        ]
    )


def indicators(env, number, owner=None, company=None):
    return env["cs.kpi.indicator"].create(
        [
            {
                "name": f"Indicator {serial}",
                "code": f"indicator_{serial}",
                "measure": "satisfaction",
                "company_id": (company or env.company).id,
            }
            for serial in (next(_serial) for _record in range(number))
        ]
    )


def rules(env, number, owner=None, company=None):
    return env["cs.kpi.rule"].create(
        [
            {
                "name": f"Rule {next(_serial)}",
                "kind": "conduct",
                "points": -1,
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def schemes(env, number, owner=None, company=None):
    return env["cs.kpi.scheme"].create(
        [
            {
                "name": f"Scheme {next(_serial)}",
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def scheme_lines(env, number, owner=None, company=None):
    scheme = schemes(env, 1, company=company)
    return env["cs.kpi.scheme.line"].create(
        [
            {
                "scheme_id": scheme.id,
                "indicator_id": indicator.id,
                "weight": 1,
                "scoring": "each",
                "deduction_each": 1,
            }
            for indicator in indicators(env, number, company=scheme.company_id)
        ]
    )


def bands(env, number, owner=None, company=None):
    line = scheme_lines(env, 1, company=company)
    return env["cs.kpi.band"].create(
        [
            {
                "scheme_line_id": line.id,
                "lower": step,
                "upper": step + 1,
                "deduction": 1,
            }
            for step in range(number)
        ]
    )


def appraisals(env, number, owner=None, company=None, **values):
    """One month after the other; sent to the employee, as the flow begins."""
    company = company or env.company
    scheme = schemes(env, 1, company=company)
    employee = employees(env, 1, owner, company)
    first = next(_hundreds) * 100
    months = [
        MONTH + relativedelta(months=step) for step in range(first, first + number)
    ]
    return env["cs.kpi.appraisal"].create(
        [
            {
                "employee_id": employee.id,
                "employee_name": employee.name,
                "user_id": employee.user_id.id,
                "company_id": company.id,
                "date_from": month,
                "date_to": month + relativedelta(months=1, days=-1),
                "scheme_id": scheme.id,
                "state": "reviewed",
                **values,
            }
            for month in months
        ]
    )


def appraisal_lines(env, number, owner=None, company=None):
    """Only the computation writes them."""
    items = scheme_lines(env, number, company=company)
    appraisal = appraisals(env, 1, owner, company)
    appraisal.scheme_id = items.scheme_id
    appraisal._sync_lines()
    return appraisal.line_ids


def evidence(env, number, owner=None, company=None):
    """Only the computation writes them, in SQL."""
    line = appraisal_lines(env, 1, owner, company)
    counted = env["res.partner"].create(
        [{"name": f"Counted {next(_serial)}"} for _record in range(number)]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO cs_kpi_evidence
                (line_id, company_id, res_model, res_id, label, kind)
            SELECT %s, %s, 'res.partner', id, name, 'file'
              FROM res_partner WHERE id = ANY(%s)
            """,
            line.id,
            line.company_id.id,
            counted.ids,
        )
    )
    env.invalidate_all()
    return line.evidence_ids


def incidents(env, number, owner=None, company=None):
    company = company or env.company
    rule = rules(env, 1, company=company)
    employee = employees(env, 1, owner, company)
    return env["cs.kpi.incident"].create(
        [
            {
                "employee_id": employee.id,
                "kind": rule.kind,
                "rule_id": rule.id,
                "description": "Seen at the reception.",
                "company_id": company.id,
            }
            for _record in range(number)
        ]
    )


def published_scheme(env, department):
    line = scheme_lines(env, 1)
    line.weight = line.scheme_id.full_score
    line.scheme_id.department_ids = department
    line.scheme_id.action_publish()
    return line.scheme_id


def computations(env, number, owner=None, company=None):
    """The wizard, opened by the user of the environment."""
    system = env(su=True)
    department = system["hr.department"].create({"name": f"Desk {next(_serial)}"})
    employees(system, 1).department_id = department
    published_scheme(system, department)
    return env["cs.kpi.compute.wizard"].create([{"date_from": MONTH}] * number)


def exports(env, number, owner=None, company=None):
    appraisals(env(su=True), 1, date_from=MONTH, state="confirmed")
    return env["cs.kpi.export.wizard"].create([{"date_from": MONTH}] * number)


def statements(env, number, owner=None, company=None):
    """Objections to appraisals of the system's own user."""
    system = env(user=SUPERUSER_ID, su=True)
    found = appraisals(system, number, owner or system.user, company)
    return env["cs.kpi.statement.wizard"].create(
        [
            {"kind": "object", "appraisal_id": appraisal.id, "text": "Not so"}
            for appraisal in found
        ]
    )


def departments(env, number, company=None):
    return env["hr.department"].create(
        [
            {
                "name": f"Department {next(_serial)}",
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def cooperation_items(env, number, owner=None, company=None):
    return env["cs.kpi.cooperation.item"].create(
        [
            {
                "name": f"Item {next(_serial)}",
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def cooperation_plans(env, number, owner=None, company=None):
    company = company or env.company
    rating, *rated = departments(env, number + 1, company)
    rater = owner or env.ref("base.user_admin")
    rater.sudo().company_ids |= company
    return env["cs.kpi.cooperation.plan"].create(
        [
            {
                "rating_department_id": rating.id,
                "rated_department_id": department.id,
                "rater_ids": [(6, 0, rater.ids)],
                "company_id": company.id,
            }
            for department in rated
        ]
    )


def cooperation_ratings(env, number, owner=None, company=None, **values):
    """Handed out to the owner, not filled in yet."""
    company = company or env.company
    rating, *rated = departments(env, number + 1, company)
    return env["cs.kpi.cooperation.rating"].create(
        [
            {
                "rating_department_id": rating.id,
                "rated_department_id": department.id,
                "date_from": MONTH,
                "rater_id": (owner or env.user).id,
                "company_id": company.id,
                **values,
            }
            for department in rated
        ]
    )


def cooperation_marks(env, number, owner=None, company=None):
    rating = cooperation_ratings(env, 1, owner, company)
    rating.mark_ids.unlink()
    items = cooperation_items(env, number, company=rating.company_id)
    return env["cs.kpi.cooperation.mark"].create(
        [{"rating_id": rating.id, "item_id": item.id} for item in items]
    )


def proposed_incident(env):
    record = incidents(env(su=True), 1)
    values = record.copy_data({"state": "proposed"})
    return record.create(values).with_env(env)


def verified_case(env):
    """A ticket whose cause is verified and names somebody."""
    system = env(su=True)
    ticket = department.tickets(system, 1)
    cause = system["cs.cause"].search([], limit=1) or system["cs.cause"].create(
        {"name": "Rough handling", "by_person": True}
    )
    ticket.write(
        {
            "cs_cause_id": cause.id,
            "cs_cause_verified": True,
            "cs_person_id": employees(system, 1).id,
        }
    )
    return ticket.with_env(env)


def signal_rules(env, number, owner=None, company=None):
    return env["cs.kpi.signal.rule"].create(
        [
            {
                "name": f"Pattern {next(_serial)}",
                "check": "reopened",
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def signals(env, number, owner=None, company=None):
    """As the search for patterns leaves them, with a note already."""
    company = company or env.company
    return (
        env["cs.kpi.signal"]
        .sudo()
        .create(
            [
                {
                    "rule_id": rule.id,
                    "user_id": (owner or env.user).id,
                    "company_id": company.id,
                    "date_from": MONTH,
                    "count": 2,
                    "size": 3,
                    "res_model": "helpdesk.ticket",
                    "res_ids": [],
                    "note": "Looked at",
                }
                for rule in signal_rules(env(su=True), number, owner, company)
            ]
        )
        .with_env(env)
    )


def put_away(env):
    record = signals(env, 1)
    record.sudo().state = "explained"
    return record


def simulations(env, number, owner=None, company=None):
    appraisals(env(su=True), 1, date_from=MONTH)
    scheme = draft_scheme(env(su=True))
    return env["cs.kpi.simulation"].create(
        [{"scheme_id": scheme.id, "date_from": MONTH, "date_to": MONTH}] * number
    )


def _periods(model):
    def create(env, number, owner=None, company=None):
        appraisals(env(su=True), 1, date_from=MONTH)
        return env[model].create([{"date_from": MONTH, "date_to": MONTH}] * number)

    return create


def forecasts(env, number, owner=None, company=None):
    return env["cs.kpi.forecast"].create([{}] * number)


def forecast_lines(env, number, owner=None, company=None):
    forecast = env(su=True)["cs.kpi.forecast"].create({})
    items = scheme_lines(env(su=True), number)
    return forecast.env["cs.kpi.forecast.line"].create(
        [{"forecast_id": forecast.id, "scheme_line_id": item.id} for item in items]
    )


def forecast_records(env, number, owner=None, company=None):
    forecast = env(su=True)["cs.kpi.forecast"].create({})
    item = scheme_lines(env(su=True), 1)
    return forecast.env["cs.kpi.forecast.record"].create(
        [
            {
                "forecast_id": forecast.id,
                "scheme_line_id": item.id,
                "res_model": "res.partner",
                "res_id": env.user.partner_id.id,
                "label": "Counted",
            }
        ]
        * number
    )


FACTORIES = {
    "cs.kpi.signal": signals,
    "cs.kpi.signal.rule": signal_rules,
    "cs.kpi.simulation": simulations,
    "cs.kpi.ranking": _periods("cs.kpi.ranking"),
    "cs.kpi.validity": _periods("cs.kpi.validity"),
    "cs.kpi.indicator": indicators,
    "cs.kpi.rule": rules,
    "cs.kpi.scheme": schemes,
    "cs.kpi.scheme.line": scheme_lines,
    "cs.kpi.band": bands,
    "cs.kpi.appraisal": appraisals,
    "cs.kpi.appraisal.line": appraisal_lines,
    "cs.kpi.evidence": evidence,
    "cs.kpi.incident": incidents,
    "cs.kpi.cooperation.item": cooperation_items,
    "cs.kpi.cooperation.plan": cooperation_plans,
    "cs.kpi.cooperation.rating": cooperation_ratings,
    "cs.kpi.cooperation.mark": cooperation_marks,
    "cs.kpi.forecast": forecasts,
    "cs.kpi.forecast.line": forecast_lines,
    "cs.kpi.forecast.record": forecast_records,
    "cs.kpi.compute.wizard": computations,
    "cs.kpi.export.wizard": exports,
    "cs.kpi.statement.wizard": statements,
}


def draft_scheme(env, company=None):
    line = scheme_lines(env, 1, company=company)
    line.weight = line.scheme_id.full_score
    return line.scheme_id


def objected(env):
    record = appraisals(env, 1, state="objected", decision="It stands")
    record._sync_lines()
    return record


def marked(env):
    """The caller's own form with all marks given."""
    rating = cooperation_ratings(env, 1, env.user)
    rating.mark_ids.choice = "4"
    return rating


def submitted(env):
    record = marked(env)
    record.sudo().state = "done"
    return record


SITUATIONS = {
    ("cs.kpi.incident", "action_accept"): proposed_incident,
    ("helpdesk.ticket", "action_cs_kpi_record_incident"): verified_case,
    ("cs.kpi.signal", "action_reopen"): put_away,
    ("cs.kpi.cooperation.rating", "action_submit"): marked,
    ("cs.kpi.cooperation.rating", "action_give_back"): submitted,
    ("cs.kpi.appraisal", "action_read"): lambda env: appraisals(env, 1, env.user),
    ("cs.kpi.appraisal", "action_confirm"): objected,
    ("cs.kpi.scheme", "action_publish"): draft_scheme,
}


def month_over(env):
    """A company with staff whose last month was not appraised yet."""
    company = env.company
    computations(env, 1)
    company.write({"cs_kpi_computed_month": False, "resource_calendar_id": False})


def period_over(env):
    cooperation_plans(env, 1)
    env.company.resource_calendar_id = False


DUE = {
    "cs_kpi.cron_compute": month_over,
    "cs_kpi.cron_cooperation": period_over,
}
