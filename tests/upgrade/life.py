"""What a shop did with an earlier release, through the methods of that release.

Run in `odoo shell` of each release in `releases.csv`: only what the first one had.
Cards in every state, orders with and without card, a voucher, a return, a correction, a
year that ended, points that lapsed; complaints, open and closed.
"""

from datetime import date, datetime

from odoo.addons.cs_vip.business_day import Clock


def on(record, day, hour=4):
    """The record with the clock at that time (UTC)."""
    moment = datetime.fromisoformat(day).replace(hour=hour)
    return record.with_context(cs_clock=Clock(moment))


def customer(env, name):
    return env["res.partner"].create(
        {
            "name": name,
            "birthdate_date": "1985-03-08",
            "street": "1 Long Street",
            "city": "Shanghai",
            "phone": "+86 138 0013 8000",
        }
    )


def buy(env, day, partner, price, **values):
    product = env["product.product"].search([("default_code", "=", "UPGRADE")])
    if not product:
        product = env["product.product"].create(
            {
                "name": "Chair",
                "default_code": "UPGRADE",
                "type": "service",
                "cs_vip_price_class": "special",
                "taxes_id": False,
            }
        )
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "team_id": env.ref("cs_vip.program_flagship").team_ids[:1].id,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_qty": 1,
                        "price_unit": price,
                    },
                )
            ],
            **values,
        }
    )
    if day:
        on(order, day).action_confirm()
    return order


def apply(env, partner, orders):
    return env["cs.vip.card"].create(
        {
            "partner_id": partner.id,
            "program_id": env.ref("cs_vip.program_flagship").id,
            "tier_id": env.ref("cs_vip.tier_flagship_silver").id,
            "application_order_ids": [(6, 0, orders.ids)],
            "declaration": True,
            "document_type": "passport",
            "document_number": f"E{partner.id:08d}",
        }
    )


def granted(env, name, day="2025-03-01"):
    partner = customer(env, name)
    card = apply(env, partner, buy(env, day, partner, 60000))
    on(card, day, 5).action_submit()
    on(card, day, 6).action_approve()
    return card


def complain(env, partner, day, **values):
    """A complaint with its cause, and what was given for it."""
    teams = env["helpdesk.ticket.team"]
    team = teams.search([], limit=1) or teams.create({"name": "Service"})
    ticket = on(env["helpdesk.ticket"], day).create(
        {
            "name": "Chair wobbles",
            "description": "It wobbles.",
            "partner_id": partner.id,
            "team_id": team.id,
            "user_id": env.uid,
            "cs_request_type_id": env.ref("cs_department.request_type_complaint").id,
            "cs_cause_id": env.ref("cs_department.cause_inspection").id,
            **values,
        }
    )
    remedy = env["cs.remedy"].create(
        {
            "ticket_id": ticket.id,
            "kind_id": env.ref("cs_department.remedy_kind_repair").id,
            "description": "Tightened",
        }
    )
    on(remedy, day, 5).action_approve()
    on(remedy, day, 6).action_deliver()
    return ticket


def settle(ticket, day, satisfied):
    """Closed through the dialog."""
    wizard = on(ticket.env["cs.ticket.close"], day).create(
        {
            "ticket_id": ticket.id,
            "stage_id": ticket.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
            "satisfied": satisfied,
            "note": "All right" if satisfied == "yes" else "Took too long",
        }
    )
    wizard.action_close()


def live(env):
    """Everything; committed."""
    program = env.ref("cs_vip.program_flagship")
    if not program.team_ids:
        env["crm.team"].create(
            {
                "name": "Store",
                "company_id": env.company.id,
                "cs_vip_program_id": program.id,
            }
        )
    active = granted(env, "Active")
    buy(env, "2025-04-01", active.partner_id, 5000)
    cancelled = buy(env, "2025-04-02", active.partner_id, 700)
    on(cancelled, "2025-04-03")._action_cancel()
    returned = buy(env, "2025-04-03", active.partner_id, 900)
    on(returned, "2025-04-04").order_line.write({"product_uom_qty": 0.5})
    voucher = buy(env, None, active.partner_id, 4000)
    voucher.action_cs_vip_redeem(300)
    on(voucher, "2025-04-05").action_confirm()
    wizard = env["cs.vip.points.correction"].create(
        {"card_id": active.id, "points": 12, "reason": "Forgotten"}
    )
    on(wizard, "2025-04-06").action_correct()
    buy(env, None, active.partner_id, 1234)  # a quotation
    renewed = granted(env, "Renewed")
    buy(env, "2025-05-01", renewed.partner_id, 2000)
    void = granted(env, "Void")
    (renewed + void)._close_year()
    suspended = granted(env, "Suspended", "2025-06-01")
    on(suspended, "2025-06-02").action_suspend()
    ended = granted(env, "Ended", "2025-06-01")
    on(ended, "2025-06-02")._void(date(2025, 6, 2))
    for name, step in (("Draft", 0), ("Submitted", 1), ("Refused", 2)):
        partner = customer(env, name)
        card = apply(env, partner, buy(env, "2025-07-01", partner, 60000))
        if step:
            on(card, "2025-07-02").action_submit()
        if step > 1:
            on(card, "2025-07-03").action_refuse("Not real")
    raised = granted(env, "Raised", "2024-01-15")
    buy(env, "2025-01-10", raised.partner_id, 210000)
    on(program, "2025-01-20")._end_day(datetime(2025, 1, 20).date())
    if raised.proposed_tier_id:
        on(raised, "2025-01-21").action_approve_upgrade()
    partner = active.partner_id
    settle(complain(env, partner, "2025-04-10"), "2025-04-12", "yes")
    again = complain(env, partner, "2025-04-14")
    settle(again, "2025-04-15", "no")
    on(again, "2025-04-16").stage_id = env.ref(
        "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
    )
    settle(again, "2025-04-18", "yes")
    complain(env, partner, "2025-04-20", priority="2")
    env.flush_all()
    env.cr.commit()
