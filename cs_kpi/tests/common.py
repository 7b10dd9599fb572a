"""The small world of the appraisal's tests, on top of the department's."""

from contextlib import contextmanager
from datetime import date, datetime

from hypothesis import HealthCheck, settings

from odoo.addons.cs_department.tests.common import DepartmentCase
from odoo.addons.cs_vip.business_day import Clock

# A loaded machine is no property of what is tested.
unhurried = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

MONTH = date(2026, 10, 1)


class KpiCase(DepartmentCase):
    """It is Monday, 2 November 2026, ten in the morning in Shanghai.

    ``cls.staff[role]`` is the employee of ``cls.users[role]``. Clerk and a second
    supervisor work in another department. ``hr`` has the HR role alone.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 11, 2, 2))}
        )
        cls.users["hr"] = cls._new_user("hr", "cs_kpi.group_hr")
        cls.users["supervisor_2"] = cls._new_user(
            "supervisor_2", "cs_department.group_supervisor"
        )
        departments = cls.env["hr.department"]
        values = {"company_id": cls.company.id}
        cls.desk = departments.create({"name": "Service Desk", **values})
        cls.night = departments.create(
            {"name": "Night Shift", "parent_id": cls.desk.id, **values}
        )
        cls.archive = departments.create({"name": "Archive", **values})
        places = {
            "supervisor": cls.desk,
            "agent": cls.desk,
            "after_sales": cls.night,
            "specialist": cls.desk,
            "supervisor_2": cls.archive,
            "clerk": cls.archive,
            "manager": cls.desk,
        }
        cls.staff = {
            role: cls._new_employee(
                cls.users[role].name, department, user_id=cls.users[role].id
            )
            for role, department in places.items()
        }
        cls.scheme = cls.env.ref("cs_kpi.scheme_service")

    @contextmanager
    def refused(self, exception, pattern):
        """Refused with a message that matches; nothing of it is kept."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _new_employee(cls, name, department, **values):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "department_id": department.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    @classmethod
    def _compute(cls, day=MONTH, **kwargs):
        appraisals = cls.env["cs.kpi.appraisal"]
        return appraisals._compute_month(cls.company, day, **kwargs)

    @classmethod
    def _appraisal(cls, role, day=MONTH):
        return cls.env["cs.kpi.appraisal"].search(
            [
                ("employee_id", "=", cls.staff[role].id),
                ("date_from", "=", day),
                ("superseded", "=", False),
            ],
            limit=1,
        )

    @classmethod
    def _line(cls, appraisal, code):
        return appraisal.line_ids.filtered(lambda ln: ln.indicator_id.code == code)

    @classmethod
    def _confirmed(cls, role, day=MONTH):
        """The appraisal of a role, gone through the whole flow."""
        appraisal = cls._appraisal(role, day)
        appraisal.with_user(cls.users["manager"]).action_review()
        appraisal.with_user(cls.users[role]).action_read()
        appraisal.with_user(cls.users["manager"]).action_confirm()
        return appraisal

    @classmethod
    def _new_complaint(cls, role, closed="2026-10-15 03:00:00", satisfied=True):
        ticket = cls._new_ticket(user_id=cls.users[role].id)
        ticket.write(
            {
                "cs_request_type_id": cls.env.ref(
                    "cs_department.request_type_complaint"
                ).id,
                "cs_satisfied": satisfied,
                "cs_closed_user_id": cls.users[role].id,
                "closed_date": closed,
            }
        )
        return ticket

    @classmethod
    def _rate(cls, ticket, rating, rated_on="2026-10-20 03:00:00"):
        record = cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": ticket.id,
                "rating": rating,
                "consumed": True,
                "partner_id": cls.customer.id,
            }
        )
        record.flush_recordset()
        # `rated_on` is always set to the system's now
        cls.env.cr.execute(
            "UPDATE rating_rating SET rated_on = %s WHERE id = %s",
            (rated_on, record.id),
        )
        record.invalidate_recordset()
        return record

    @classmethod
    def _new_callback(cls, role, planned="2026-10-12", **values):
        """As history enters it; made when there is a day in ``date_done``."""
        return cls.env["cs.callback"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.users[role].id,
                "purpose": "other",
                "date_planned": planned,
                "company_id": cls.company.id,
                "state": "done" if values.get("date_done") else "planned",
                **values,
            }
        )

    @classmethod
    def _new_feedback(cls, role, count=1, day="2026-10-10"):
        topic = cls.env["cs.feedback.topic"].search([], limit=1) or cls.env[
            "cs.feedback.topic"
        ].create({"name": "Assembly"})
        return cls.env["cs.feedback"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "user_id": cls.users[role].id,
                    "date": day,
                    "topic_id": topic.id,
                    "kind": "ordinary",
                    "description": "The drawer sticks.",
                    "company_id": cls.company.id,
                }
            ]
            * count
        )

    @classmethod
    def _new_incident(cls, role, rule, day="2026-10-08", user=None):
        rule = cls.env.ref(f"cs_kpi.rule_{rule}")
        incidents = cls.env["cs.kpi.incident"].with_user(user or cls.users["manager"])
        return incidents.create(
            {
                "employee_id": cls.staff[role].id,
                "date": day,
                "kind": rule.kind,
                "rule_id": rule.id,
                "description": "Seen at the counter.",
                "company_id": cls.company.id,
            }
        )
