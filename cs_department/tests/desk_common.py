"""Complaints at known moments, which the figures of customer service count."""

from datetime import date, datetime

from odoo.addons.cs_vip.business_day import Clock

from . import common

# Wednesday, four in the afternoon in Shanghai
NOW = datetime(2026, 11, 18, 8)
TODAY = date(2026, 11, 18)


class DeskCase(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "cs_clock": Clock(NOW)})
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.suggestion = cls.env.ref("cs_department.request_type_suggestion")
        cls.store = cls.env["crm.team"].create(
            {"name": "North Store", "company_id": cls.company.id}
        )
        cls.order.team_id = cls.store
        cls.quality = cls.env["hr.department"].create(
            {"name": "Quality", "company_id": cls.company.id}
        )
        cls._new_employee(cls.quality)
        cls.cause = cls.env["cs.cause"].create(
            {"name": "Weak joint", "department_id": cls.quality.id}
        )
        # what a repeat needs to be closed is not what is counted here
        cls.company.cs_root_cause_optional = True
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

    @classmethod
    def at(cls, records, moment):
        return records.with_context(cs_clock=Clock(moment))

    @classmethod
    def complain(cls, received, owner="clerk", closed=None, satisfied=True, **values):
        """A complaint received at a moment, and closed at another."""
        ticket = cls._new_ticket(
            cs_request_type_id=cls.complaint.id,
            cs_date_received=received,
            user_id=cls.users[owner].id,
            **values,
        )
        if closed:
            cls.close(ticket, closed, satisfied)
        return ticket

    @classmethod
    def close(cls, ticket, moment, satisfied=True):
        ticket = cls.at(ticket, moment)
        if not ticket.cs_cause_id:
            ticket.cs_cause_id = cls.cause
        ticket.cs_fault = "ours"
        remedy = ticket.env["cs.remedy"].create(
            {
                "ticket_id": ticket.id,
                "kind_id": cls.env.ref("cs_department.remedy_kind_apology").id,
            }
        )
        remedy.action_approve()
        remedy.action_deliver()
        ticket.write({"cs_satisfied": satisfied, "stage_id": cls.done.id})
        ticket.flush_recordset()
