"""Is this complaint a repeat? Among 200,000 tickets (C8).

Against a hand-written query on the same index that knows the rules of this one database
and nothing of tickets that are not saved yet. Asked for a thousand complaints at once,
as an import does; reported also for one after another, as while registering. The sides
take turns on one database and must find the same.
"""

from statistics import median
from unittest.mock import patch

from tests.bench import seed, ticket_world

NAME = "repeat_find"
ASKED = 1_000
FEW = 100
ROUNDS = 7
RATIO_AT_MOST = 1.3


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        known = worker.call("build").result
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        worker.call("remember", known=known)
        seconds, found = seed.take_turns(worker, "find", "find_lean", ROUNDS)
        alone = [
            worker.call(side).wall / FEW * 1e3
            for side in ("find_one_by_one", "find_one_by_one_lean")
        ]
        plan = worker.call("explain").result
    if found[0] < ASKED / 20:
        raise AssertionError(f"hardly any repeats: {found}")
    indexed = bool(plan) and not any("Seq Scan on helpdesk" in line for line in plan)
    ours, lean = (median(seconds[side]) * 1e3 for side in ("find", "find_lean"))
    return [
        ctx.row(f"{NAME}.wall", ours, "ms", lean, RATIO_AT_MOST),
        ctx.row(f"{NAME}.uses_index", int(indexed), "", None, met=indexed),
        ctx.row(f"{NAME}.one", alone[0], "ms", alone[1]),
    ]


# What follows runs in the workers.

build, remember = ticket_world.build, ticket_world.remember


def _asked(env):
    """Tickets of as many customers, spread over the two years."""
    first = ticket_world.world["ticket"] - ticket_world.TICKETS + 1
    step = ticket_world.TICKETS // ASKED
    return env["helpdesk.ticket"].browse(range(first, first + ASKED * step, step))


def find(env):
    return _digest(_asked(env)._cs_find_repeats().items())


def find_lean(env):
    env.cr.execute(LEAN, [env.company.cs_repeat_days, tuple(_asked(env).ids)])
    return _digest(env.cr.fetchall())


def find_one_by_one(env):
    for ticket in _asked(env)[:FEW]:
        env.invalidate_all()
        ticket._cs_find_repeats()


def find_one_by_one_lean(env):
    for ticket in _asked(env)[:FEW]:
        env.cr.execute(LEAN, [env.company.cs_repeat_days, (ticket.id,)])


def _digest(rows):
    return [sum(column) for column in zip(*((1, *row) for row in rows), strict=True)]


def explain(env):
    """How PostgreSQL finds the repeats of one ticket."""
    plan = []

    def explained(self, query):
        self.cr.execute(f"EXPLAIN {query.code}", query.params)
        plan.extend(line for (line,) in self.cr.fetchall())
        return []

    ticket = _asked(env)[0]
    with patch.object(type(env), "execute_query", explained):
        ticket._cs_find_repeats()
    return plan


LEAN = """
    SELECT asked.id, earlier.id
      FROM helpdesk_ticket asked,
           LATERAL (
               SELECT t.id
                 FROM helpdesk_ticket t
                WHERE t.commercial_partner_id = asked.commercial_partner_id
                  AND t.cs_is_complaint AND t.active
                  AND t.company_id = asked.company_id
                  AND t.cs_date_received <= asked.cs_date_received
                  AND t.cs_date_received
                      >= asked.cs_date_received - make_interval(days => %s)
                  AND (t.cs_product_id = asked.cs_product_id
                       OR t.cs_cause_id = asked.cs_cause_id)
                  AND (t.id < asked.id OR t.cs_date_received < asked.cs_date_received)
                ORDER BY t.cs_date_received DESC, t.id DESC
                LIMIT 1
           ) earlier
     WHERE asked.id IN %s
"""
