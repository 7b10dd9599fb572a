"""Sessions that decide on one appraisal. Each class is a scenario of `arena.py`."""

from datetime import date
from itertools import count

from odoo.tools import SQL

from odoo.addons.cs_kpi.month import previous_month
from odoo.addons.cs_kpi.tests.factories import FACTORIES, employees

from .arena import die

SERIAL = count(1)
DAY = previous_month(date.today())


class Confirm:
    """Two managers confirm the same appraisal."""

    @staticmethod
    def prepare(env):
        managers = env["res.users"].create(
            [
                {
                    "name": f"Manager {number}",
                    "login": f"manager-{number}",
                    "group_ids": [(4, env.ref("cs_department.group_manager").id)],
                }
                for number in range(2)
            ]
        )
        appraisal = FACTORIES["cs.kpi.appraisal"](env, 1)
        return {"appraisal": appraisal.id, "managers": managers.ids}

    @staticmethod
    def contend(env, number, appraisal, managers):
        env = env(user=managers[number], su=False)
        env["cs.kpi.appraisal"].browse(appraisal).action_confirm()
        return managers[number]

    @staticmethod
    def examine(env, appraisal, managers):
        appraisal = env["cs.kpi.appraisal"].browse(appraisal)
        return {
            "state": appraisal.state,
            "by": appraisal.confirmed_by_id.id,
            "names": env["res.users"].browse(managers).mapped("name"),
        }


def world(env, **company_values):
    """A company of three people with a scheme of its own and an incident each."""
    company = env["res.company"].create(
        {"name": f"Company {next(SERIAL)}", **company_values}
    )
    env.user.company_ids += company
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    company.resource_calendar_id = False
    department = env["hr.department"].create({"name": "Desk", "company_id": company.id})
    rule = FACTORIES["cs.kpi.rule"](env, 1, company=company)
    scheme = env.ref("cs_kpi.scheme_service").copy(
        {
            "series_id": False,
            "company_id": company.id,
            "department_ids": [(6, 0, department.ids)],
        }
    )
    scheme.action_publish()
    staff = employees(env, 3, company=company)
    staff.department_id = department
    env["cs.kpi.incident"].create(
        [
            {
                "employee_id": employee.id,
                "date": DAY,
                "kind": rule.kind,
                "rule_id": rule.id,
                "description": "Seen.",
                "company_id": company.id,
            }
            for employee in staff
        ]
    )
    return company


def month_of(env, companies):
    """What the computation left behind, per company."""
    found = []
    for company in env["res.company"].browse(companies):
        appraisals = env["cs.kpi.appraisal"].search([("company_id", "=", company.id)])
        found.append(
            {
                "people": len(appraisals),
                "scores": sorted(appraisals.mapped("score")),
                "evidence": len(appraisals.line_ids.evidence_ids),
                "comments": sorted(
                    filter(None, appraisals.mapped("supervisor_comment"))
                ),
                "done": str(company.cs_kpi_computed_month or ""),
            }
        )
    return found


class Edit:
    """One session computes the month again while a supervisor writes a comment."""

    @staticmethod
    def prepare(env):
        company = world(env)
        made = env["cs.kpi.appraisal"]._compute_month(company, DAY)
        env["cs.kpi.incident"].search([("company_id", "=", company.id)], limit=1).copy()
        return {"companies": company.ids, "appraisals": made.ids}

    @staticmethod
    def contend(env, number, companies, appraisals):
        company = env["res.company"].browse(companies)
        env = env(context={**env.context, "allowed_company_ids": companies})
        if number:
            env["cs.kpi.appraisal"]._compute_month(company, DAY)
            return "computed"
        for appraisal in env["cs.kpi.appraisal"].browse(appraisals):
            appraisal.supervisor_comment = f"Seen {appraisal.id}"
        return "written"

    @staticmethod
    def examine(env, companies, appraisals):
        return month_of(env, companies)


class Twice:
    """Two managers compute the same month for the first time."""

    @staticmethod
    def prepare(env):
        return {"companies": world(env).ids}

    @staticmethod
    def contend(env, number, companies):
        env = env(context={**env.context, "allowed_company_ids": companies})
        company = env["res.company"].browse(companies)
        return len(env["cs.kpi.appraisal"]._compute_month(company, DAY))

    @staticmethod
    def examine(env, companies):
        return month_of(env, companies)


class Job:
    """The scheduled job over two companies; optionally it dies while it stores
    evidence of the second one."""

    @staticmethod
    def prepare(env, dies_at, companies=None):
        if companies is None:
            env["res.company"].search([]).cs_kpi_computed_month = date(2999, 1, 1)
            companies = [world(env).id, world(env).id]
        return {"companies": companies, "dies_at": dies_at}

    @staticmethod
    def contend(env, number, companies, dies_at):
        """As the scheduler does it, in transactions of its own."""
        from odoo.sql_db import Cursor

        execute, stored = Cursor.execute, []

        def execute_and_die(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if "INSERT INTO cs_kpi_evidence" in text:
                stored.append(1)
                if len(stored) == dies_at:
                    die()
            return execute(cursor, query, *args, **kwargs)

        Cursor.execute = execute_and_die
        env.cr.commit()
        env.ref("cs_kpi.cron_compute").method_direct_trigger()
        return len(stored)

    @staticmethod
    def examine(env, companies, dies_at):
        return month_of(env, companies)
