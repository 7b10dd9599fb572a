from datetime import UTC
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from .. import month


class Post(NamedTuple):
    """Where somebody works on a day."""

    department: models.BaseModel
    job: models.BaseModel


class CsKpiAppraisal(models.Model):
    """Who is appraised, and by which scheme (P1).

    Who changed team or job in the month is appraised where they are at its end.
    """

    _inherit = "cs.kpi.appraisal"

    @api.model
    def _posts(self, employees, day):
        """{employee: `Post`} on ``day``, from the versions of their records."""
        # sudo: versions are HR's; department and job decide on team and scheme only
        versions = (
            self.env["hr.version"]
            .sudo()
            .search([("employee_id", "in", employees.ids)], order="date_version, id")
        )
        found = {}
        for version in versions:
            if version.employee_id.id not in found or version.date_version <= day:
                found[version.employee_id.id] = version
        nowhere = versions.browse()
        return {
            employee: Post(version.department_id, version.job_id)
            for employee in employees
            for version in (found.get(employee.id, nowhere),)
        }

    @api.model
    def _employees(self, company, date_from):
        """Who may be appraised: also who left during or after the month; not who
        came later or was on leave on all its working days."""
        domain = Domain("company_id", "=", company.id) & (
            Domain("active", "=", True) | Domain("departure_date", ">=", date_from)
        )
        domain &= Domain("contract_date_start", "=", False) | Domain(
            "contract_date_start", "<=", month.month_end(date_from)
        )
        employees = (
            self.env["hr.employee"].with_context(active_test=False).search(domain)
        )
        return employees - self._on_leave(company, employees, date_from)

    @api.model
    def _take_back_absent(self, company, date_from):
        """Leave may be entered after the month was computed: what nobody has seen yet
        is taken back."""
        unseen = self.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "=", date_from),
                ("state", "=", "computed"),
            ]
        ).filtered(lambda a: a._is_unseen())
        absent = self._on_leave(company, unseen.employee_id, date_from)
        unseen.filtered(lambda a: a.employee_id in absent).unlink()

    def _is_unseen(self):
        """Computed for the first time, and no word was written about it."""
        self.ensure_one()
        return (
            self.state == "computed"
            and self.version == 1
            and not self.supervisor_comment
            and not self.reviewed_on
        )

    @api.model
    def _on_leave(self, company, employees, date_from):
        """Those without a working hour left in the month: it would not be theirs."""
        start, end = (
            edge.replace(tzinfo=UTC) for edge in month.utc_bounds(company, date_from)
        )
        leaves = self.env["resource.calendar.leaves"]._read_group(
            [
                ("resource_id", "in", employees.resource_id.ids),
                ("date_from", "<", end.replace(tzinfo=None)),
                ("date_to", ">", start.replace(tzinfo=None)),
            ],
            ["resource_id"],
        )
        away = self.env["resource.resource"].union(*(row[0] for row in leaves))
        absent = away.browse()
        for calendar, resources in away.grouped("calendar_id").items():
            if calendar:
                left = calendar._work_intervals_batch(start, end, resources)
                absent |= resources.filtered(lambda r, left=left: not left[r.id])
        return employees.filtered(lambda e: e.resource_id in absent)

    @api.model
    def _assign(self, employees, schemes, day, anybody=False):
        """{employee: scheme}; the most specific scheme wins, who has none is left out.

        A scheme without jobs and departments is for staff with a service desk role,
        without the managers; with ``anybody`` for all ``employees``.
        """
        desk = employees.filtered("user_id")
        if not anybody:
            member = self.env.ref("cs_department.group_member")
            manager = self.env.ref("cs_department.group_manager")
            users = member.with_context(active_test=False).all_user_ids
            users -= manager.all_user_ids
            desk = desk.filtered(lambda e: e.user_id in users)
        anyone = set((employees if anybody else desk).ids)
        posts = self._posts(employees, day)
        assigned = {}
        for employee in employees:
            ranks = {
                scheme: rank
                for scheme in schemes
                if (rank := scheme._rank(posts[employee], employee.id in anyone))
            }
            if ranks:
                assigned[employee] = max(ranks, key=ranks.get)
        return assigned
