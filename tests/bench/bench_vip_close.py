"""The close of the year of 100,000 cards over 1,000,000 entries (V6).

Against the leanest hand-written SQL that does the same: one statement that knows
nothing of batches, rights, other modules or being interrupted. Both end with the same
cards, entries, records of the years and benefits (V10: begun anew with a renewed card,
ended with a void one), which is compared.

Each side has a clone of the same database; the cards end on four days, and the sides
take turns closing one day's cards. Wall time, because it is PostgreSQL that works. A
third clone closes everything in a process that is killed half-way and started again: it
must end where the others did.
"""

import os
import resource
import signal

from dev import say
from tests.bench import seed

NAME = "vip_close"
CARDS = 100_000
ENTRIES_PER_CARD = 10
DAYS = ("2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03")
RATIO_AT_MOST = 2
MEGABYTES_AT_MOST = 400


def run(ctx):
    ours = ctx.clone("plain")
    with ctx.worker(ours, __file__) as worker:
        worker.call("build")
    ctx.analyze(ours)
    lean, killed = ctx.clone(ours), ctx.clone(ours)
    with ctx.worker(ours, __file__) as us, ctx.worker(lean, __file__) as them:
        us.call("warm_up")
        them.call("warm_up")
        seconds = {"close": 0.0, "close_lean": 0.0}
        sides = [(us, "close"), (them, "close_lean")]
        for day in DAYS:
            for worker, function in sides:
                seconds[function] += worker.call(function, day=day).wall
            sides.reverse()
        peak = us.call("peak").result
        results = [us.call("digest").result, them.call("digest").result]
    with ctx.worker(killed, __file__) as worker:
        try:
            worker.call("close_and_die", day=DAYS[-1])
        except say.Refusal:
            pass
        else:
            raise AssertionError("the process should have died")
    with ctx.worker(killed, __file__) as worker:
        left = worker.call("left", day=DAYS[-1]).result
        if not 0 < left < CARDS:
            raise AssertionError(f"{left} cards were left: not killed half-way")
        worker.call("close", day=DAYS[-1])
        results.append(worker.call("digest").result)
    if len(set(results)) > 1:
        raise AssertionError(f"ours, by hand and resumed differ: {results}")
    return [
        ctx.row(
            f"{NAME}.seconds",
            seconds["close"],
            "s",
            seconds["close_lean"],
            RATIO_AT_MOST,
        ),
        ctx.row(
            f"{NAME}.memory",
            peak,
            "MB",
            MEGABYTES_AT_MOST,
            target=1,
        ),
    ]


# What follows runs in the workers.


def build(env):
    """70 of 100 cards bought something in their year; each tenth is in debt. Each has
    a benefit of 13 months, a month of it still to go."""
    card, order = seed.world(env)
    benefit = env["cs.vip.benefit"].create(
        {"name": "Cleaning", "tier_id": card.tier_id.id, "months": 13}
    )
    benefit.action_grant()
    with seed.bulk(
        env,
        "res.partner",
        "cs.vip.card",
        "cs.vip.entitlement",
        "sale.order",
        "cs.vip.points.entry",
    ):
        days = ", ".join(f"'{day}'" for day in DAYS)
        partners, cards = seed.holders(
            env,
            card,
            CARDS,
            date_end=f"(ARRAY[{days}])[1 + n %% 4]",
            date_start=f"(ARRAY[{days}])[1 + n %% 4]::date - 364",
            tier_date=f"(ARRAY[{days}])[1 + n %% 4]::date - 364",
            points_balance="0",
        )
        bought = f"{cards} + 1 + (n %% {CARDS * 7 // 10})"
        seed.multiply(
            env,
            order,
            2 * CARDS,
            name="'BENCH' || n",
            partner_id=f"{partners} + 1 + (n %% {CARDS * 7 // 10})",
            cs_vip_holder_id=f"{partners} + 1 + (n %% {CARDS * 7 // 10})",
            cs_vip_card_id=bought,
            cs_vip_day="'2025-06-01'::date + n %% 200",
            cs_vip_net_amount="500 + n %% 700",
        )
        seed.multiply(
            env,
            card.entitlement_ids,
            CARDS,
            card_id=f"{cards} + n",
            partner_id=f"{partners} + n",
            date_start=f"(ARRAY[{days}])[1 + n %% 4]::date - 364",
            date_end=f"(ARRAY[{days}])[1 + n %% 4]::date + 30",
        )
        first = card._post("opening", 10, card.create_date.date())
        seed.multiply(
            env,
            first,
            CARDS * ENTRIES_PER_CARD,
            card_id=f"{cards} + 1 + n %% {CARDS}",
            date="'2025-05-01'::date + n %% 300",
            points="CASE WHEN n %% 10 = 0 THEN -200 ELSE 10 + n %% 40 END",
            res_model="'sale.order'",
            res_id="n",
            purpose="'earned'",
            reference="'S' || n",
            kind="'order'",
        )
        env.cr.execute(
            """
            UPDATE cs_vip_card card SET points_balance = entry.points
              FROM (SELECT card_id, SUM(points) AS points
                      FROM cs_vip_points_entry GROUP BY card_id) entry
             WHERE entry.card_id = card.id
            """
        )
        env.cr.execute("UPDATE cs_vip_card SET state = 'draft' WHERE id = %s", card.ids)


def warm_up(env):
    """What a running server has in memory: nothing is due on this day."""
    env["cs.vip.card"]._cron_close_years("2020-01-01")
    env.cr.execute("SELECT count(points_balance) FROM cs_vip_card")
    env.cr.execute("SELECT count(cs_vip_net_amount) FROM sale_order")


def close(env, day):
    env["cs.vip.card"]._cron_close_years(day)


def close_lean(env, day):
    env.cr.execute(
        """
        WITH due AS MATERIALIZED (
            SELECT card.id, card.name, card.partner_id, card.company_id,
                   card.program_id, card.tier_id,
                   card.date_start, card.date_end, card.points_balance,
                   program.validity_months,
                   EXISTS (
                       SELECT FROM sale_order bought
                        WHERE bought.cs_vip_card_id = card.id
                          AND bought.state = 'sale' AND bought.cs_vip_net_amount > 0
                          AND bought.cs_vip_day
                              BETWEEN card.date_start AND card.date_end
                   ) AS renewed
              FROM cs_vip_card card
              JOIN cs_vip_program program ON program.id = card.program_id
             WHERE card.state IN ('active', 'suspended') AND card.date_end <= %(day)s
        ), card AS (
            UPDATE cs_vip_card card
               SET points_balance = LEAST(card.points_balance, 0),
                   state = CASE WHEN renewed THEN card.state ELSE 'void' END,
                   date_void = CASE WHEN renewed THEN NULL ELSE due.date_end END,
                   date_start = CASE WHEN renewed
                       THEN due.date_end + 1 ELSE card.date_start END,
                   date_end = CASE WHEN renewed
                       THEN (due.date_end + 1
                             + make_interval(months => validity_months))::date - 1
                       ELSE card.date_end END
              FROM due WHERE card.id = due.id
        ), entry AS (
            INSERT INTO cs_vip_points_entry
                   (card_id, company_id, date, points, kind, res_model, res_id,
                    purpose, revision, reference,
                    create_uid, write_uid, create_date, write_date)
            SELECT id, company_id, date_end, -points_balance, 'expiry',
                   'cs.vip.card', id, 'year:' || date_end, 0, name,
                   1, 1, now(), now()
              FROM due WHERE points_balance > 0
        ), ended AS (
            UPDATE cs_vip_entitlement entitlement SET date_closed = due.date_end
              FROM due
             WHERE due.id = entitlement.card_id AND NOT due.renewed
               AND entitlement.date_closed IS NULL
               AND entitlement.date_end >= due.date_end
        ), granted AS (
            INSERT INTO cs_vip_entitlement
                   (card_id, partner_id, company_id, benefit_id, kind,
                    date_start, date_end, count, used_count, used_up,
                    create_uid, write_uid, create_date, write_date)
            SELECT due.id, due.partner_id, due.company_id, benefit.id, benefit.kind,
                   due.date_end + 1,
                   (due.date_end + 1 + make_interval(months => benefit.months))::date
                   - 1,
                   benefit.count, 0, false, 1, 1, now(), now()
              FROM due
              JOIN cs_vip_benefit benefit ON benefit.tier_id = due.tier_id
             WHERE due.renewed AND benefit.active AND benefit.renew
               AND benefit.start = 'card'
        )
        INSERT INTO cs_vip_card_year
               (card_id, company_id, program_id, tier_id, date_start, date_end, outcome,
                points_lapsed, create_uid, write_uid, create_date, write_date)
        SELECT id, company_id, program_id, tier_id, date_start, date_end,
               CASE WHEN renewed THEN 'renewed' ELSE 'void' END,
               GREATEST(points_balance, 0), 1, 1, now(), now()
          FROM due
        """,
        {"day": day},
    )


def close_and_die(env, day):
    """End as in a power cut, with a batch half done."""
    Card = type(env["cs.vip.card"])
    book, batches = Card._year_void, []

    def die(cards):
        batches.append(cards)
        if len(batches) == 10:
            os.kill(os.getpid(), signal.SIGKILL)
        return book(cards)

    Card._year_void = die
    env["cs.vip.card"]._cron_close_years(day)


def left(env, day):
    return env["cs.vip.card"].search_count(
        [("state", "in", ("active", "suspended")), ("date_end", "<=", day)]
    )


def peak(_env):
    """Resident memory of this process at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def digest(env):
    """Fingerprint of what closing leaves behind, whatever ids it gave."""
    env.cr.execute(
        """
        SELECT md5(string_agg(row::text, ' ' ORDER BY row::text)) FROM (
            SELECT 'card', id, state, date_start, date_end, date_void, points_balance
              FROM cs_vip_card
         UNION ALL
            SELECT purpose, card_id, kind, date, NULL, NULL, points
              FROM cs_vip_points_entry WHERE kind = 'expiry'
         UNION ALL
            SELECT 'year', card_id, outcome, date_start, date_end, NULL, points_lapsed
              FROM cs_vip_card_year
         UNION ALL
            SELECT 'benefit', card_id, kind, date_start, date_end, date_closed, count
              FROM cs_vip_entitlement
        ) row
        """
    )
    return env.cr.fetchone()[0]
