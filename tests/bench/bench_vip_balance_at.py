"""Balances of 100,000 cards at the end of a past day, through the ORM (V9).

Against the SQL that sums 1,000,000 entries up to that day by card. The sides take turns
on one database, and must give the same; wall time.
"""

from statistics import median

from tests.bench import seed

NAME = "vip_balance_at"
CARDS = 100_000
ENTRIES_PER_CARD = 10
ROUNDS = 7
DAY = "2025-09-30"
RATIO_AT_MOST = 2


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        worker.call("build")
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        seconds, _found = seed.take_turns(worker, "balances", "balances_lean", ROUNDS)
    return [
        ctx.row(
            f"{NAME}.seconds",
            median(seconds["balances"]),
            "s",
            median(seconds["balances_lean"]),
            RATIO_AT_MOST,
        )
    ]


# What follows runs in the workers.


def build(env):
    card, _order = seed.world(env)
    with seed.bulk(env, "res.partner", "cs.vip.card", "cs.vip.points.entry"):
        _partners, cards = seed.holders(env, card, CARDS)
        entry = card._post("opening", 10, card.date_start)
        seed.multiply(
            env,
            entry,
            CARDS * ENTRIES_PER_CARD,
            card_id=f"{cards} + 1 + n %% {CARDS}",
            date="'2025-05-01'::date + n %% 300",
            points="10 + n %% 40",
            res_model="'sale.order'",
            res_id="n",
            purpose="'earned'",
            kind="'order'",
        )


def balances(env):
    """All cards there are: found by a search, as a report does."""
    found = env["cs.vip.card"].search([], order="id").balances_at(DAY)
    return [len(list(filter(None, found.values()))), sum(found.values())]


def balances_lean(env):
    env.cr.execute(
        """
        SELECT card_id, SUM(points) FROM cs_vip_points_entry
         WHERE date <= %s GROUP BY card_id
        """,
        [DAY],
    )
    found = dict(env.cr.fetchall())
    return [len(found), sum(found.values())]
