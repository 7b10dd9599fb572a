"""Sessions that plan visits. Each class is a scenario of `arena.py`."""

from datetime import timedelta

from odoo import fields

from odoo.addons.cs_department.tests.factories import FACTORIES


class Book:
    """Two planners send the same installer to two customers at the same time."""

    @staticmethod
    def prepare(env):
        crew = FACTORIES["cs.crew"](env, 1)
        waiting = FACTORIES["cs.visit"](env, 2)
        for visit in waiting:
            visit.write({"state": "cancelled"})
        visits = env["cs.visit"].create(
            [{"partner_id": visit.partner_id.id} for visit in waiting]
        )
        return {"crew": crew.id, "visits": visits.ids}

    @staticmethod
    def contend(env, number, crew, visits):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        wizard = env["cs.visit.schedule"].create(
            {
                "visit_id": visits[number],
                "crew_id": crew,
                "date_start": start + timedelta(minutes=30 * number),
                "date_end": start + timedelta(minutes=30 * number, hours=2),
                "pass_reason": "Agreed with the customer",
            }
        )
        wizard.action_schedule()
        return number

    @staticmethod
    def examine(env, crew, visits):
        return sorted(env["cs.visit"].browse(visits).mapped("state"))


class HandOver:
    """Two colleagues ask to hand over the same ticket."""

    @staticmethod
    def prepare(env):
        ticket = FACTORIES["helpdesk.ticket"](env, 1)
        colleagues = env["res.users"].create(
            [
                {
                    "name": f"Colleague {number}",
                    "login": f"colleague-{number}",
                    "group_ids": [
                        (4, env.ref("cs_department.group_after_sales").id),
                    ],
                }
                for number in range(2)
            ]
        )
        ticket.team_id.user_ids = colleagues
        return {"ticket": ticket.id, "colleagues": colleagues.ids}

    @staticmethod
    def contend(env, number, ticket, colleagues):
        wizard = env["cs.ticket.handover.ask"].create(
            {
                "ticket_id": ticket,
                "user_id": colleagues[number],
                "reason": "End of the shift",
            }
        )
        wizard.action_ask()
        return number

    @staticmethod
    def examine(env, ticket, colleagues):
        return env["cs.ticket.handover"].search_count(
            [("ticket_id", "=", ticket), ("state", "=", "pending")]
        )


class Merge:
    """Two colleagues merge the same two tickets, each into the other."""

    @staticmethod
    def prepare(env):
        first = FACTORIES["helpdesk.ticket"](env, 1)
        return {"tickets": [first.id, first.copy().id]}

    @staticmethod
    def contend(env, number, tickets):
        target, other = env["helpdesk.ticket"].browse(
            tickets if number else reversed(tickets)
        )
        wizard = env["cs.ticket.merge"].create({"ticket_id": target.id})
        wizard.other_ids = other
        wizard.action_merge()
        return number

    @staticmethod
    def examine(env, tickets):
        return sorted(env["helpdesk.ticket"].browse(tickets).mapped("closed"))


class Accept:
    """The customer accepts a proposal while the desk takes it back."""

    @staticmethod
    def prepare(env):
        remedy = FACTORIES["cs.remedy"](env, 1)
        remedy.kind_id.needs_agreement = True
        remedy.action_approve()
        return {"remedy": remedy.id}

    @staticmethod
    def contend(env, number, remedy):
        record = env["cs.remedy"].browse(remedy)
        if number:
            record.action_reset()
        else:
            record._accept("Lin Yue", "portal")
        return number

    @staticmethod
    def examine(env, remedy):
        record = env["cs.remedy"].browse(remedy)
        return [record.state, bool(record.date_accepted)]
