"""The shop goes on with the present release. Run in `odoo shell` after `life.py`."""

import json
from datetime import date

from tests.upgrade.life import buy, on


def go_on(env):
    """Another order, a return of it, the close of all years; what the proof says of
    before and after. A closed complaint is opened again."""
    Card = on(env["cs.vip.card"], "2027-12-31")
    before = Card._prove_ledger()
    card = Card.search([("state", "=", "active"), ("partner_id.name", "=", "Active")])
    balance = card.points_balance
    order = buy(env, "2025-08-01", card.partner_id, 1000)
    earned = card.points_balance - balance
    on(order, "2025-08-02")._action_cancel()
    card.with_context(tracking_disable=True)._close_year()
    program = env.ref("cs_vip.program_flagship")
    on(program, "2025-08-02")._end_day(date(2025, 8, 2))
    first, again, waiting = env["helpdesk.ticket"].search(
        [("name", "=", "Chair wobbles")], order="id"
    )
    closings = [
        [
            (str(row.date.date()), row.owner_id.id == env.uid, row.satisfied, row.words)
            for row in ticket.cs_closing_ids
        ]
        for ticket in (first, again, waiting)
    ]
    on(first, "2025-08-03").stage_id = waiting.stage_id
    env.flush_all()
    env.cr.commit()
    found = {
        "before": [fault.kind for fault in before],
        "after": [fault.kind for fault in Card._prove_ledger()],
        "earned": earned,
        "state": card.state,
        "balance": card.points_balance,
        "end": str(card.date_end),
        "closings": closings,
        "reopened": str(first.cs_closing_ids.date_reopened.date()),
    }
    print("ANSWER" + json.dumps(found))
