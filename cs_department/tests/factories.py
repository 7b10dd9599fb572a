"""Records for generic tests: any number, as users meet them in daily work.

Each function takes ``(env, number, owner=None, company=None)``. The owner is the user
whose record it is: the agent, caller, installer or salesperson, or the customer.
"""

import base64
from datetime import timedelta
from itertools import count

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.cs_vip.tests import factories as vip

from .portal_common import picture

_serial = count(1)


def named(model, **values):
    """A factory of a list of the configuration that needs a name and little else."""

    def make(env, number, owner=None, company=None):
        return env[model].create(
            [
                {
                    "name": f"{env[model]._description} {next(_serial)}",
                    "company_id": (company or env.company).id,
                    **values,
                }
                for _record in range(number)
            ]
        )

    return make


def archive_items(env, number, owner=None, company=None):
    field = env["ir.model.fields"]._get("res.partner", "phone")
    return named("cs.archive.item", field_id=field.id, weight=10)(
        env, number, owner, company
    )


def customers(env, number, owner=None, company=None):
    if owner and owner.share and number == 1:
        return owner.commercial_partner_id
    return env["res.partner"].create(
        [
            {
                "name": f"Customer {next(_serial)}",
                "company_id": company.id if company else False,
                "phone": "+86 138 0013 8000",
            }
            for _record in range(number)
        ]
    )


def employees_user(owner):
    """The owner as a member of staff; nobody for a customer."""
    return owner if owner and not owner.share else None


def user_id(env, owner):
    user = employees_user(owner)
    return user.id if user else env.ref("base.user_admin").id


def teams(env, company):
    return env["helpdesk.ticket.team"].create(
        {"name": f"Team {next(_serial)}", "company_id": company.id}
    )


def department_of(env, owner):
    """The department that somebody answers for; none for staff of the desk."""
    contact = "cs_department.group_department_contact"
    if not employees_user(owner) or not owner.has_group(contact):
        return env["hr.department"]
    if not owner.employee_id:
        department = env["hr.department"].create({"name": f"Quality {next(_serial)}"})
        env["hr.employee"].create(
            {
                "name": owner.name,
                "user_id": owner.id,
                "company_id": owner.company_id.id,
                "department_id": department.id,
            }
        )
    return owner.employee_id.department_id


def tickets(env, number, owner=None, company=None):
    """Complaints that are being worked on."""
    company = company or env.company
    department = department_of(env, owner)
    if department:
        owner = None
    team = teams(env, company)
    kind = named("cs.request.type", is_complaint=True)(env, 1, company=company)
    return env["helpdesk.ticket"].create(
        [
            {
                "name": f"Sofa creaks {next(_serial)}",
                "description": "<p>Since the second day.</p>",
                "partner_id": customer.id,
                "company_id": company.id,
                "team_id": team.id,
                "user_id": user_id(env, owner),
                "cs_request_type_id": kind.id,
                "cs_department_id": department.id,
            }
            for customer in customers(env, number, owner, company)
        ]
    )


def questions(env, number, owner=None, company=None):
    """Tickets that are no complaints."""
    found = tickets(env, number, owner, company)
    found.cs_request_type_id = named("cs.request.type")(env, 1)
    return found


def stages(env, number, owner=None, company=None):
    """Stages in which customers may close their tickets themselves."""
    (company or env.company).cs_portal_close = True
    return env["helpdesk.ticket.stage"].create(
        [
            {
                "name": f"Settled {next(_serial)}",
                "sequence": 900,
                "closed": True,
                "close_from_portal": True,
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def remedies(env, number, owner=None, company=None):
    ticket = tickets(env, 1, owner, company)
    kind = named("cs.remedy.kind")(env, 1, company=ticket.company_id)
    return env["cs.remedy"].create(
        [
            {"ticket_id": ticket.id, "kind_id": kind.id, "description": "As agreed"}
            for _record in range(number)
        ]
    )


def delivered(env, number, customer, company):
    """Lines of one order, delivered and with the customer."""
    product = env["product.product"].create(
        {"name": f"Sofa {next(_serial)}", "type": "consu", "list_price": 100}
    )
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "company_id": company.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 2})
                for _line in range(number)
            ],
        }
    )
    order.action_confirm()
    order.picking_ids.action_assign()
    order.picking_ids.move_ids.picked = True
    order.picking_ids._action_done()
    return order.order_line


def remedy_lines(env, number, owner=None, company=None):
    remedy = remedies(env, 1, owner, company)
    sold = delivered(
        env(su=True), number, remedy.partner_id, remedy.company_id or env.company
    )
    return env["cs.remedy.line"].create(
        [{"remedy_id": remedy.id, "sale_line_id": line.id} for line in sold]
    )


def returns(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company)
    sold = delivered(env(su=True), 1, ticket.partner_id, ticket.company_id)
    return env["cs.return"].create(
        [
            {
                "kind": "shortage",
                "ticket_id": ticket.id,
                "sale_line_id": sold.id,
                "missing_items": "Four castors",
                "user_id": user_id(env, owner),
            }
            for _record in range(number)
        ]
    )


def goods_to_collect(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company)
    sold = delivered(env(su=True), number, ticket.partner_id, ticket.company_id)
    ticket.cs_sale_line_ids = sold
    return env["cs.goods.collect"].create([{"ticket_id": ticket.id}] * number)


def goods_to_collect_lines(env, number, owner=None, company=None):
    return goods_to_collect(env, number, owner, company).line_ids[:number]


def return_registers(env, number, owner=None, company=None):
    returns(env, 1, owner, company)
    return env["cs.return.register"].create(
        [{"company_id": (company or env.company).id} for _record in range(number)]
    )


def remedy_to_carry_out(env):
    """Approved, to be carried out by a visit."""
    record = remedies(env, 1)
    record.kind_id.effect = "visit"
    record.state = "approved"
    return record


def remedy_above_limits(env):
    record = remedies(env, 1)
    record.kind_id.has_amount = True
    record.amount = 500
    return record


def return_in(kind, **values):
    def make(env):
        record = returns(env, 1)
        record.write({"kind": kind, **values})
        return record

    return make


def damaged(env):
    record = return_in("damage", signed_for="yes")(env)
    record.photo_ids = env["ir.attachment"].create(
        {
            "name": "leg.png",
            "raw": picture(),
            "res_model": "cs.return",
            "res_id": record.id,
        }
    )
    return record


def cancelled_return(env):
    record = returns(env, 1)
    record.state = "cancelled"
    return record


def ticket_with_goods(env):
    ticket = tickets(env, 1)
    sold = delivered(env(su=True), 1, ticket.partner_id, ticket.company_id)
    ticket.cs_sale_line_ids = sold
    return ticket


def handovers(env, number, owner=None, company=None):
    return env["cs.ticket.handover"].create(
        [
            {
                "ticket_id": ticket.id,
                "from_user_id": ticket.user_id.id,
                "to_user_id": user_id(env, owner),
                "reason": "End of the shift",
                "date": fields.Datetime.now(),
            }
            for ticket in tickets(env, number, owner, company)
        ]
    )


def callbacks(env, number, owner=None, company=None):
    company = company or env.company
    plan = named("cs.callback.plan", hour_from=0, hour_to=24)(env, 1, company=company)
    return env["cs.callback"].create(
        [
            {
                "partner_id": customer.id,
                "plan_id": plan.id,
                "user_id": user_id(env, owner),
                "company_id": company.id,
            }
            for customer in customers(env, number, owner, company)
        ]
    )


def attempts(env, number, owner=None, company=None):
    return env["cs.callback.attempt"].create(
        [
            {"callback_id": callback.id, "result": "no_answer"}
            for callback in callbacks(env, number, owner, company)
        ]
    )


def feedback(env, number, owner=None, company=None):
    company = company or env.company
    topic = named("cs.feedback.topic")(env, 1, company=company)
    return env["cs.feedback"].create(
        [
            {
                "partner_id": customer.id,
                "user_id": user_id(env, owner),
                "topic_id": topic.id,
                "description": "The drawer sticks.",
                "company_id": company.id,
            }
            for customer in customers(env, number, owner, company)
        ]
    )


def crews(env, number, owner=None, company=None):
    return named("cs.crew", lead_id=user_id(env, owner))(env, number, owner, company)


def visits(env, number, owner=None, company=None, **values):
    """Scheduled visits of one crew, one each day."""
    company = company or env.company
    crew = crews(env, 1, owner, company)
    order = vip.sale_orders(env, 1, owner, company)
    if employees_user(owner):
        order.user_id = owner
    start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
    first = next(_serial)
    return env["cs.visit"].create(
        [
            {
                "partner_id": order.partner_id.id,
                "sale_order_id": order.id,
                "crew_id": crew.id,
                "company_id": company.id,
                "order_date": order.date_order,
                "date_start": start + timedelta(days=day),
                "date_end": start + timedelta(days=day, hours=2),
                "state": "scheduled",
                **values,
            }
            for day in range(100 * first, 100 * first + number)
        ]
    )


def members(env, number, owner=None, company=None):
    return visits(env, number, owner, company).member_ids


def checks(env, number, owner=None, company=None):
    visit = visits(env, 1, owner, company)
    items = named("cs.visit.checklist.item")(env, number, company=visit.company_id)
    return env["cs.visit.check"].create(
        [{"visit_id": visit.id, "item_id": item.id} for item in items]
    )


def ticket_closings(env, number, owner=None, company=None):
    """The wizard, opened by the user of the environment."""
    found = tickets(env(su=True), number, owner, company)
    stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
    return env["cs.ticket.close"].create(
        [
            {
                "ticket_id": ticket.id,
                "stage_id": stage.id,
                "satisfied": "yes",
                "reason": "Withdrawn",
            }
            for ticket in found
        ]
    )


def handover_questions(env, number, owner=None, company=None):
    found = tickets(env(su=True), number, owner, company)
    colleague = new_test_user(
        env(su=True),
        f"colleague{next(_serial)}",
        groups="cs_department.group_clerk",
    )
    return env["cs.ticket.handover.ask"].create(
        [
            {"ticket_id": ticket.id, "user_id": colleague.id, "reason": "Ill"}
            for ticket in found
        ]
    )


def intakes(env, number, owner=None, company=None):
    """The screen, filled in by the user of the environment."""
    system = env(su=True)
    kind = env.ref("cs_department.request_type_enquiry")
    return env["cs.ticket.intake"].create(
        [
            {"partner_id": partner.id, "request_type_id": kind.id}
            for partner in customers(system, number, company=company or env.company)
        ]
    )


def intake_lines(env, number, owner=None, company=None):
    order = vip.sale_orders(env(su=True), 1, company=company)
    intake = intakes(env, 1, owner, company)
    return env["cs.ticket.intake.line"].create(
        [
            {"intake_id": intake.id, "sale_line_id": order.order_line[0].id}
            for _record in range(number)
        ]
    )


def close_early(found):
    stage = found.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
    found.write({"stage_id": stage.id, "cs_closing_reason": "Withdrawn"})


def article_wizards(env, number, owner=None, company=None):
    """Of closed tickets: only they have an answer."""
    found = tickets(env(su=True), number, owner, company)
    close_early(found)
    return env["cs.ticket.article"].create(
        [{"ticket_id": ticket.id, "answer": "Press it back"} for ticket in found]
    )


def closed_ticket(env):
    ticket = tickets(env(su=True), 1)
    close_early(ticket)
    return ticket


def visit_schedules(env, number, owner=None, company=None):
    system = env(su=True)
    found = visits(system, number, owner, company)
    crew = crews(system, 1, owner, found.company_id)
    start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=900)
    return env["cs.visit.schedule"].create(
        [
            {
                "visit_id": visit.id,
                "crew_id": crew.id,
                "date_start": start + timedelta(days=day),
                "date_end": start + timedelta(days=day, hours=1),
            }
            for day, visit in enumerate(found)
        ]
    )


def promises(env, number, owner=None, company=None, **values):
    company = company or env.company
    user = env(su=True)["res.users"].browse(user_id(env, owner))
    user.company_ids |= company
    return env["cs.promise"].create(
        [
            {
                "name": f"We call you back {next(_serial)}",
                "partner_id": customer.id,
                "user_id": user.id,
                "date_due": fields.Date.today() + timedelta(days=3),
                "company_id": company.id,
                **values,
            }
            for customer in customers(env, number, company=company)
        ]
    )


def broken_promise(env):
    record = promises(env, 1, outcome="Forgotten")
    record.action_break()
    return record


def restricted_notes(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company).with_env(env)
    notes = env(su=True)["cs.restricted.note"].create(
        [
            {
                "ticket_id": ticket.id,
                "name": f"Note {next(_serial)}",
                "entry": "Not for everybody",
                "user_id": user_id(env, owner),
            }
            for _record in range(number)
        ]
    )
    return notes.with_env(env)


def restricted_note_reads(env, number, owner=None, company=None):
    note = restricted_notes(env, 1, owner, company)
    return (
        env["cs.restricted.note.read"]
        .sudo()
        .create(
            [
                {
                    "note_id": note.id,
                    "user_id": user_id(env, owner),
                    "date": fields.Datetime.now(),
                }
                for _record in range(number)
            ]
        )
        .with_env(env)
    )


def meetings(env, number, owner=None, company=None):
    return env["cs.meeting"].create(
        [
            {
                "name": f"Complaints of week {next(_serial)}",
                "user_id": user_id(env, owner),
                "participant_ids": [(4, env.ref("base.user_admin").id)],
                "company_id": (company or env.company).id,
            }
            for _record in range(number)
        ]
    )


def meeting_lines(env, number, owner=None, company=None):
    meeting = meetings(env, 1, owner, company)
    return env["cs.meeting.line"].create(
        [
            {"meeting_id": meeting.id, "name": f"Topic {next(_serial)}"}
            for _record in range(number)
        ]
    )


def meeting_actions(env, number, owner=None, company=None):
    meeting = meetings(env, 1, owner, company)
    return env["cs.meeting.action"].create(
        [
            {
                "meeting_id": meeting.id,
                "name": f"Ask the supplier {next(_serial)}",
                "user_id": user_id(env, owner),
                "date_due": fields.Date.today() + timedelta(days=7),
            }
            for _record in range(number)
        ]
    )


def held_meeting(env):
    meeting = meetings(env, 1)
    meeting.state = "held"
    return meeting


def own_action(done=False):
    def make(env):
        action = meeting_actions(env(su=True), 1, env.user)
        if done:
            action.action_done()
        return action.with_env(env)

    return make


def severity_rules(env, number, owner=None, company=None):
    """Cells of the company's own matrix, which has twelve."""
    cells = [
        {"dimension": dimension, "level": level}
        for dimension in ("safety", "legal", "money", "image")
        for level in ("1", "2", "3")
    ]
    company = company or env.company
    rules = env["cs.severity.rule"]
    rules.sudo().search([("company_id", "=", company.id)]).unlink()
    return rules.create([{**cell, "company_id": company.id} for cell in cells[:number]])


def escalation_rules(env, number, owner=None, company=None):
    return env["cs.escalation.rule"].create(
        [
            {
                "name": f"Step {serial}",
                "hours": 1000 + serial,
                "company_id": (company or env.company).id,
            }
            for serial in (next(_serial) for _record in range(number))
        ]
    )


def escalations(env, number, owner=None, company=None):
    rule = escalation_rules(env(su=True), 1, company=company)
    found = tickets(env(su=True), number, owner, company)
    return (
        env["cs.escalation"]
        .sudo()
        .create(
            [
                {
                    "rule_id": rule.id,
                    "ticket_id": ticket.id,
                    "company_id": ticket.company_id.id,
                    "date": fields.Datetime.now(),
                }
                for ticket in found
            ]
        )
        .with_env(env)
    )


def pauses(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company)
    moment = fields.Datetime.now()
    return (
        env["cs.ticket.pause"]
        .sudo()
        .create(
            [
                {"ticket_id": ticket.id, "date_from": moment, "date_to": moment}
                for _record in range(number)
            ]
        )
        .with_env(env)
    )


def asked_department(env, company):
    """A department with somebody to write to."""
    serial = next(_serial)
    department = env["hr.department"].create(
        {"name": f"Department {serial}", "company_id": company.id}
    )
    env["hr.employee"].create(
        {
            "name": f"Employee {serial}",
            "work_email": f"employee{serial}@example.com",
            "company_id": company.id,
            "department_id": department.id,
        }
    )
    return department


def referrals(env, number, owner=None, company=None):
    """Of the owner's ticket; for a department's contact, to that department."""
    company = company or env.company
    department = department_of(env, owner) or asked_department(env(su=True), company)
    ticket = tickets(env(su=True), 1, owner, company)
    return (
        env["cs.referral"]
        .sudo()
        .create(
            [
                {
                    "ticket_id": ticket.id,
                    "department_id": department.id,
                    "question": f"Why does it creak? {next(_serial)}",
                    "answer": "A loose screw",
                }
                for _record in range(number)
            ]
        )
        .with_env(env)
    )


def closings(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company)
    return (
        env["cs.ticket.closing"]
        .sudo()
        .create(
            [
                {
                    "ticket_id": ticket.id,
                    "date": fields.Datetime.now(),
                    "owner_id": user_id(env, owner),
                    "signed_by": "Lin Yue",
                }
                for _record in range(number)
            ]
        )
        .with_env(env)
    )


def kept_closing(env):
    record = closings(env, 1).sudo()
    record.sheet_id = env["ir.attachment"].create({"name": "sheet.pdf", "raw": b"%PDF"})
    record.sheet_state = "done"
    return record


def recordings(env, number, owner=None, company=None):
    ticket = tickets(env(su=True), 1, owner, company)
    return (
        env["cs.recording"]
        .sudo()
        .create(
            [
                {
                    "name": f"call {next(_serial)}.mp3",
                    "audio": base64.b64encode(b"ID3" + bytes(50)),
                    "ticket_id": ticket.id,
                    "user_id": user_id(env, owner),
                }
                for _record in range(number)
            ]
        )
        .with_env(env)
    )


def of_ticket(model, **values):
    """A factory of a wizard that is opened on a ticket by the environment's user."""

    def make(env, number, owner=None, company=None):
        ticket = tickets(env(su=True), 1, owner, company)
        return env[model].create(
            [{"ticket_id": ticket.id, **values} for _record in range(number)]
        )

    return make


def merges(env, number, owner=None, company=None):
    """Wizards with two tickets of one customer."""
    wizards = env["cs.ticket.merge"]
    for _record in range(number):
        both = tickets(env(su=True), 1, owner, company)
        both |= both.copy()
        wizards |= wizards.create(
            {"ticket_id": both[0].id, "other_ids": [Command.set(both[1].ids)]}
        )
    return wizards


def answers(env, number, owner=None, company=None):
    """The customer answers to a remedy that the desk proposed."""
    wizards = env["cs.remedy.answer"]
    for _record in range(number):
        remedy = remedies(env(su=True), 1, owner, company)
        remedy.write({"state": "approved"})
        wizards |= wizards.create({"remedy_id": remedy.id, "name": "Lin Yue"})
    return wizards


def answered_referral(env):
    record = referrals(env, 1)
    record.sudo().state = "answered"
    return record


def service_reports(env, number, owner=None, company=None):
    company = company or env.company
    first = fields.Date.to_date("2020-01-06")
    mondays = [first + timedelta(weeks=next(_serial)) for _record in range(number)]
    reports = env["cs.service.report"].create(
        [
            {
                "company_id": company.id,
                "period": "week",
                "date_from": monday,
                "date_to": monday + timedelta(days=6),
            }
            for monday in mondays
        ]
    )
    reports._count()
    return reports


def service_prints(env, number, owner=None, company=None):
    return env["cs.service.print"].create(
        [
            {"form": "report", "company_id": (company or env.company).id}
            for _record in range(number)
        ]
    )


def suggestion_in(state):
    def make(env):
        ticket = tickets(env, 1)
        kind = env.ref("cs_department.request_type_suggestion")
        ticket.write(
            {
                "cs_request_type_id": kind.id,
                "cs_suggestion_finding": "We close at eight.",
                "cs_suggestion_assessment": "Two more hours.",
                "cs_suggestion_reason": "Many come after work.",
                "cs_suggestion_result": "Open until ten.",
            }
        )
        for step in ("examined", "assessed", "accepted"):
            if ticket.cs_suggestion_state == state:
                break
            ticket.cs_suggestion_state = step
        return ticket

    return make


def answered_ticket(env):
    return answered_referral(env).ticket_id


FACTORIES = {
    "cs.service.report": service_reports,
    "cs.service.report.plan": named("cs.service.report.plan"),
    "cs.service.print": service_prints,
    "cs.referral": referrals,
    "cs.severity.rule": severity_rules,
    "cs.escalation.rule": escalation_rules,
    "cs.escalation": escalations,
    "cs.ticket.pause": pauses,
    "cs.promise": promises,
    "cs.restricted.note": restricted_notes,
    "cs.restricted.note.read": restricted_note_reads,
    "cs.meeting": meetings,
    "cs.meeting.line": meeting_lines,
    "cs.meeting.action": meeting_actions,
    "cs.archive.item": archive_items,
    "cs.archive.kind": named("cs.archive.kind", rule="recent", days=30),
    "cs.home.style": named("cs.home.style"),
    "cs.request.type": named("cs.request.type"),
    "cs.cause": named("cs.cause", by_person=True),
    "cs.remedy.kind": named("cs.remedy.kind"),
    "cs.remedy": remedies,
    "cs.remedy.line": remedy_lines,
    "cs.defect.kind": named("cs.defect.kind"),
    "cs.return": returns,
    "cs.return.register": return_registers,
    "cs.goods.collect": goods_to_collect,
    "cs.goods.collect.line": goods_to_collect_lines,
    "cs.ticket.handover": handovers,
    "cs.ticket.close": ticket_closings,
    "cs.ticket.article": article_wizards,
    "cs.ticket.intake": intakes,
    "cs.ticket.intake.line": intake_lines,
    "cs.ticket.closing": closings,
    "cs.recording": recordings,
    "cs.remedy.answer": answers,
    "cs.ticket.merge": merges,
    "cs.ticket.contact": of_ticket("cs.ticket.contact", date="2099-03-04 04:00:00"),
    "cs.ticket.misconduct": of_ticket("cs.ticket.misconduct", reason="Shouted"),
    "cs.ticket.handover.ask": handover_questions,
    "cs.callback.plan": named("cs.callback.plan"),
    "cs.callback": callbacks,
    "cs.callback.attempt": attempts,
    "cs.feedback.topic": named("cs.feedback.topic"),
    "cs.feedback": feedback,
    "cs.crew": crews,
    "cs.visit": visits,
    "cs.visit.member": members,
    "cs.visit.check": checks,
    "cs.visit.checklist.item": named("cs.visit.checklist.item"),
    "cs.visit.schedule": visit_schedules,
    "helpdesk.ticket": tickets,
    "helpdesk.ticket.stage": stages,
}


def newest_ticket(env, owner):
    """Of the customer: the one that the route's other parameter names."""
    partner = owner.commercial_partner_id
    return env["helpdesk.ticket"].search(
        [("partner_id", "=", partner.id)], order="id desc", limit=1
    )


def sent_files(env, number, owner=None, company=None):
    return env["ir.attachment"].create(
        [
            {
                "name": f"photo {next(_serial)}.png",
                "raw": b"photo",
                "res_model": "helpdesk.ticket",
                "res_id": newest_ticket(env, owner).id,
            }
            for _record in range(number)
        ]
    )


def proposals(env, number, owner=None, company=None):
    """Remedies that wait for the customer's answer."""
    ticket = newest_ticket(env, owner)
    kind = named("cs.remedy.kind", needs_agreement=True)(
        env, 1, company=ticket.company_id
    )
    return env["cs.remedy"].create(
        [
            {"ticket_id": ticket.id, "kind_id": kind.id, "state": "approved"}
            for _record in range(number)
        ]
    )


# A complaint is not closed in the portal.
ROUTES = {
    ("/ticket/close", "ticket_id"): questions,
    ("/my/ticket/<int:ticket_id>/file/<int:attachment_id>", "attachment_id"): (
        sent_files
    ),
    ("/my/ticket/<int:ticket_id>/remedy/<int:remedy_id>", "remedy_id"): proposals,
}


def reached(env):
    callback = callbacks(env, 1)
    env["cs.callback.attempt"].create({"callback_id": callback.id, "result": "reached"})
    callback.write({"satisfaction": 4, "complaint": "The drawer sticks."})
    return callback


def plan_with_customers(env):
    vip.cards(env, 1)
    return named("cs.callback.plan", purpose="vip", is_standing=True)(env, 1)


def feedback_in(state):
    def make(env):
        record = feedback(env, 1)
        record.write({"summary": "Drawers", "proposal": "Wax", "outcome": "Waxed"})
        for step in ("summarised", "proposed", "approved"):
            if record.state == state:
                break
            record.state = step
        return record

    return make


def remedy_in(state):
    def make(env):
        record = remedies(env, 1)
        if state != record.state:
            record.write({"state": state})
        return record

    return make


def asked_ticket(env):
    ticket = tickets(env, 1)
    env["cs.ticket.handover"].create(
        {
            "ticket_id": ticket.id,
            "from_user_id": ticket.user_id.id,
            "to_user_id": env.uid,
            "reason": "End of the shift",
            "date": fields.Datetime.now(),
        }
    )
    return ticket


def visit_in(state, **values):
    return lambda env: visits(env, 1, state=state, **values)


def verified_file(env):
    partner = customers(env, 1)
    partner.cs_archive_state = "proposed"
    partner.cs_archive_state = "verified"
    return partner


ARGUMENTS = {
    ("helpdesk.ticket", "message_new"): [
        {"subject": "Sofa creaks", "body": "<p>It creaks</p>", "email_from": "a@b.cn"}
    ],
    ("cs.referral", "message_update"): [{"body": "<p>Glue</p>"}],
    ("cs.service.dashboard", "overview"): ["2026-01-01", "2026-03-31"],
    ("helpdesk.ticket", "rating_apply"): [5, "no-such-token"],
}

SITUATIONS = {
    ("cs.referral", "action_ask_again"): answered_referral,
    ("cs.promise", "action_break"): lambda env: promises(env, 1, outcome="Forgotten"),
    ("cs.promise", "action_release"): lambda env: promises(env, 1, outcome="Came by"),
    ("cs.promise", "action_reopen"): broken_promise,
    ("cs.meeting", "action_plan"): held_meeting,
    ("cs.meeting.action", "action_done"): own_action(),
    ("cs.meeting.action", "action_reopen"): own_action(done=True),
    ("cs.callback", "action_done"): reached,
    ("cs.callback", "action_raise_complaint"): reached,
    ("cs.callback.plan", "action_plan_calls"): plan_with_customers,
    ("cs.feedback", "action_summarise"): feedback_in("collected"),
    ("cs.feedback", "action_propose"): feedback_in("summarised"),
    ("cs.feedback", "action_approve"): feedback_in("proposed"),
    ("cs.feedback", "action_send_back"): feedback_in("proposed"),
    ("cs.feedback", "action_close"): feedback_in("approved"),
    ("cs.remedy", "action_deliver"): remedy_in("approved"),
    ("cs.remedy", "action_refuse"): remedy_in("sought"),
    ("cs.remedy", "action_carry_out"): remedy_to_carry_out,
    ("cs.remedy", "action_ask_approval"): remedy_above_limits,
    ("cs.return", "action_see"): return_in("return"),
    ("cs.return", "action_refuse_delivery"): return_in("damage", signed_for="no"),
    ("cs.return", "action_verify_photos"): damaged,
    ("cs.return", "action_waybill_checked"): return_in(
        "chase", waybill="SF1", waybill_result="In Suzhou"
    ),
    ("cs.return", "action_courier_called"): return_in("chase", call_result="Tomorrow"),
    ("cs.return", "action_reopen"): cancelled_return,
    ("helpdesk.ticket", "action_cs_collect"): ticket_with_goods,
    ("cs.remedy", "action_reset"): remedy_in("approved"),
    ("cs.visit", "action_arrive"): visit_in("confirmed"),
    ("cs.visit", "action_back_to_waiting"): visit_in("failed"),
    ("cs.visit", "action_done"): visit_in(
        "on_site", work_done="Put up", not_signed_reason="In a hurry"
    ),
    ("cs.visit", "action_fail"): visit_in("confirmed", fail_reason="Nobody at home"),
    ("cs.visit", "action_report_quarrel"): visit_in("on_site", quarrel="Loud words"),
    ("cs.ticket.close", "action_close"): lambda env: ticket_closings(env, 1),
    ("cs.ticket.closing", "action_open_sheet"): kept_closing,
    ("cs.ticket.merge", "action_merge"): lambda env: merges(env, 1),
    ("cs.remedy.answer", "action_record"): lambda env: answers(env, 1),
    ("cs.ticket.contact", "action_plan"): lambda env: FACTORIES["cs.ticket.contact"](
        env, 1
    ),
    ("cs.ticket.misconduct", "action_report"): lambda env: FACTORIES[
        "cs.ticket.misconduct"
    ](env, 1),
    ("cs.ticket.handover.ask", "action_ask"): lambda env: handover_questions(env, 1),
    ("cs.ticket.article", "action_make"): lambda env: article_wizards(env, 1),
    ("cs.ticket.intake", "action_register"): lambda env: intakes(env, 1),
    ("helpdesk.ticket", "action_cs_make_article"): closed_ticket,
    ("helpdesk.ticket", "action_cs_answer_noted"): answered_ticket,
    ("helpdesk.ticket", "action_cs_suggestion_examined"): suggestion_in("received"),
    ("helpdesk.ticket", "action_cs_suggestion_assessed"): suggestion_in("examined"),
    ("helpdesk.ticket", "action_cs_suggestion_accept"): suggestion_in("assessed"),
    ("helpdesk.ticket", "action_cs_suggestion_decline"): suggestion_in("assessed"),
    ("helpdesk.ticket", "action_cs_suggestion_done"): suggestion_in("accepted"),
    ("helpdesk.ticket", "action_cs_suggestion_again"): suggestion_in("accepted"),
    ("helpdesk.ticket", "action_cs_accept"): asked_ticket,
    ("helpdesk.ticket", "action_cs_decline"): asked_ticket,
    ("helpdesk.ticket", "action_cs_withdraw"): asked_ticket,
    ("res.partner", "action_cs_archive_file"): verified_file,
}


def bought_yesterday(env):
    order = vip.sale_orders(env, 1)
    order.date_order = fields.Datetime.now() - timedelta(days=1)


def overdue_ticket(env):
    ticket = tickets(env, 1)
    ticket.cs_date_received = fields.Datetime.now() - timedelta(days=30)


def waiting_ticket(env):
    ticket = tickets(env, 1)
    ticket.stage_id = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
    ticket.cs_pause_since = fields.Datetime.now() - timedelta(days=5)


DUE = {
    "cs_department.cron_keep_sheets": lambda env: closings(env, 2),
    "cs_department.cron_waiting": waiting_ticket,
    "cs_department.cron_escalate": overdue_ticket,
    "cs_department.cron_service_report": lambda env: tickets(env, 1),
    "cs_department.cron_archive_propose": bought_yesterday,
    "cs_department.cron_callback_plan": plan_with_customers,
    "cs_department.cron_callback_remind": lambda env: callbacks(env, 2),
}
