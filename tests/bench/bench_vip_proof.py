"""The nightly proof over 1,000,000 entries with 50 faults of every kind (V9).

Against hand-written SQL that looks for the same faults with what it knows of this
database: one currency, one company, nothing returned. Both must find every fault that
was planted and invent none. The sides take turns on one database; wall time, because it
is PostgreSQL that works.
"""

from collections import Counter
from datetime import date
from statistics import median

from tests.bench import seed

NAME = "vip_proof"
ROUNDS = 3
CARDS = 100_000
ORDERS = 150_000
YEARS = 4
FAULTS = 50
RATIO_AT_MOST = 1.5


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        entries = worker.call("build").result
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        before = worker.call("prove").result
        if before:
            raise AssertionError(f"faults where nothing is wrong: {before}")
        planted = worker.call("plant").result
    ctx.analyze(database)
    seconds = {"prove": [], "prove_lean": []}
    with ctx.worker(database, __file__) as worker:
        sides = list(seconds)
        for _round in range(ROUNDS):
            for function in sides:
                answer = worker.call(function)
                seconds[function].append(answer.wall)
                if answer.result != planted:
                    raise AssertionError(
                        f"{function} found {answer.result}, planted {planted}"
                    )
            sides.reverse()
    return [
        ctx.row(
            f"{NAME}.seconds",
            median(seconds["prove"]),
            "s",
            median(seconds["prove_lean"]),
            RATIO_AT_MOST,
        ),
        ctx.row(f"{NAME}.entries", entries, "entries", 1_000_000, met=entries >= 10**6),
    ]


# What follows runs in the workers.


def _factories():
    """Loaded there only: the harness has no Odoo."""
    from odoo.addons.cs_vip.tests.factories import FACTORIES

    return FACTORIES


def build(env):
    """Each card: first points, orders of one line (some with a voucher, some confirmed
    anew), four years that ended."""
    card, order = seed.world(env)
    day = "'2020-01-01'::date"
    with seed.bulk(
        env,
        "res.partner",
        "cs.vip.card",
        "cs.vip.card.year",
        "sale.order",
        "sale.order.line",
        "cs.vip.points.entry",
    ):
        partners, cards = seed.holders(
            env,
            card,
            CARDS,
            date_start=f"{day} + {YEARS} * 365",
            date_end=f"{day} + {YEARS + 1} * 365 - 1",
            enrolment_base="60000",
            enrolment_points="360",
        )
        own = f"1 + n %% {CARDS}"
        orders = seed.multiply(
            env,
            order,
            ORDERS,
            name="'BENCH' || n",
            partner_id=f"{partners} + {own}",
            cs_vip_holder_id=f"{partners} + {own}",
            cs_vip_card_id=f"{cards} + {own}",
            cs_vip_day=f"{day} + n %% 300",
            cs_vip_amount_per_point="50",
            cs_vip_net_amount="500 + n %% 700",
            cs_vip_points_earned="(500 + n %% 700) / 50",
            cs_vip_points_redeemed="CASE WHEN n %% 5 = 0 THEN 5 ELSE 0 END",
        )
        seed.multiply(
            env,
            order.order_line,
            ORDERS,
            order_id=f"{orders} + n",
            price_total="500 + n %% 700",
        )
        # whom a card was granted for: an order that earns nothing itself
        first = seed.multiply(
            env,
            order,
            1,
            cs_vip_net_amount="60000",
            cs_vip_card_id="NULL",
            cs_vip_points_earned="0",
        )
        env.cr.execute(
            """
            INSERT INTO cs_vip_card_application_order_rel (card_id, order_id)
            SELECT id, %s FROM cs_vip_card WHERE id > %s
            """,
            [first + 1, cards],
        )
        entry = card._post("opening", 10, card.date_start)

        def book(number, kind, points, date, purpose, **columns):
            values = {
                "card_id": f"{cards} + {own}",
                "res_model": "'cs.vip.card'",
                "res_id": f"{cards} + {own}",
                "revision": "0",
                **columns,
            }
            seed.multiply(
                env,
                entry,
                number,
                kind=f"'{kind}'",
                points=points,
                date=date,
                purpose=purpose,
                **values,
            )

        of_order = {"res_model": "'sale.order'", "res_id": f"{orders} + n"}
        earned = "(500 + n %% 700) / 50"
        bought = f"{day} + n %% 300"
        book(CARDS, "enrolment", "360", day, "'enrolment'")
        book(ORDERS, "order", earned, bought, "'earned'", **of_order)
        # confirmed anew: half of the orders were cancelled once
        half = ORDERS // 2
        for kind, sign, revision in (("reversal", "-", "1"), ("order", "", "2")):
            book(
                half,
                kind,
                f"{sign}({earned})",
                bought,
                "'earned'",
                **of_order | {"revision": revision},
            )
        env.cr.execute(
            """
            INSERT INTO cs_vip_points_entry
                   (card_id, company_id, date, points, kind, res_model, res_id, purpose,
                    revision, reference, create_date, write_date)
            SELECT cs_vip_card_id, company_id, cs_vip_day, -cs_vip_points_redeemed,
                   'voucher', 'sale.order', id, 'voucher', 0, name, now(), now()
              FROM sale_order WHERE cs_vip_points_redeemed <> 0;

            INSERT INTO cs_vip_card_year
                   (card_id, company_id, program_id, tier_id, date_start, date_end,
                    outcome, points_lapsed)
            SELECT card.id, card.company_id, program_id, tier_id,
                   card.date_start - 365 * (5 - year),
                   card.date_start - 365 * (4 - year) - 1,
                   'renewed', CASE year WHEN 1 THEN entry.points ELSE year * 7 END
              FROM cs_vip_card card
              JOIN (SELECT card_id, SUM(points) AS points
                      FROM cs_vip_points_entry GROUP BY card_id) entry
                ON entry.card_id = card.id
             CROSS JOIN generate_series(1, 4) year
             WHERE card.id > %(cards)s;

            INSERT INTO cs_vip_points_entry
                   (card_id, company_id, date, points, kind, res_model, res_id, purpose,
                    revision, reference, create_date, write_date)
            SELECT year.card_id, year.company_id, year.date_end, -year.points_lapsed,
                   'expiry', 'cs.vip.card', year.card_id, 'year:' || year.date_end,
                   0, 'B', now(), now()
              FROM cs_vip_card_year year WHERE year.card_id > %(cards)s
         UNION ALL
            SELECT year.card_id, year.company_id, year.date_start + 30,
                   year.points_lapsed, 'compensation', 'res.partner', card.partner_id,
                   'thanks', year.id, 'B', now(), now()
              FROM cs_vip_card_year year
              JOIN cs_vip_card card ON card.id = year.card_id
             WHERE year.card_id > %(cards)s
               AND year.date_start > card.date_start - 365 * 4;

            UPDATE cs_vip_card card SET points_balance = entry.points
              FROM (SELECT card_id, SUM(points) AS points
                      FROM cs_vip_points_entry GROUP BY card_id) entry
             WHERE entry.card_id = card.id;
            """,
            {"cards": cards},
        )
    env.cr.execute("SELECT count(*) FROM cs_vip_points_entry")
    return env.cr.fetchone()[0]


# Kind -> (table the victims are of, statement); columns of a victim: n, id, card.
LATER = "'2024-06-01'"
BOOK = """
    INSERT INTO cs_vip_points_entry
           (card_id, company_id, date, points, kind, res_model, res_id, purpose,
            revision, reference)
    SELECT card, %(company)s, {date}, {points}, '{kind}', '{model}', {source},
           '{purpose}', 99, '2023-12-30'
      FROM plant
"""


def _book(points, kind, model, source, purpose, date=LATER):
    return BOOK.format(
        points=points, kind=kind, model=model, source=source, purpose=purpose, date=date
    )


LAST_YEAR = "year.card_id = plant.card AND year.date_end = '2023-12-30'"
PLANTS = {
    "balance": (
        "victim",
        """UPDATE cs_vip_card card SET points_balance = points_balance + 11
             FROM plant WHERE card.id = plant.card""",
    ),
    "earned": ("bought", _book(7, "order", "sale.order", "id", "earned")),
    "voucher": ("bought", _book(-3, "voucher", "sale.order", "id", "voucher")),
    "enrolment": ("victim", _book(4, "enrolment", "cs.vip.card", "card", "enrolment")),
    "transfer": ("victim", _book(9, "transfer", "cs.vip.card", "card", "absorbed")),
    "double": (
        "victim",
        _book(6, "compensation", "res.partner", 1, "twice")
        + ";"
        + _book(6, "compensation", "res.partner", 1, "twice"),
    ),
    "company": (
        "victim",
        _book(6, "compensation", "res.partner", 1, "foreign").replace(
            "%(company)s", "%(other)s"
        ),
    ),
    "card": (
        "bought",
        _book(5, "order", "sale.order", "id", "elsewhere").replace(
            "SELECT card,", "SELECT card + 1,"
        ),
    ),
    "orphan": ("victim", _book(8, "order", "sale.order", "1000000000 + n", "earned")),
    "future": (
        "victim",
        _book(6, "compensation", "res.partner", 1, "ahead", "'2099-01-01'"),
    ),
    "expiry": (
        "victim",
        f"""UPDATE cs_vip_points_entry entry SET points = points + 2
              FROM plant WHERE entry.card_id = plant.card
               AND entry.purpose = 'year:2023-12-30';
            UPDATE cs_vip_card_year year SET points_lapsed = points_lapsed - 2
              FROM plant WHERE {LAST_YEAR}""",
    ),
    "year": (
        "victim",
        f"""UPDATE cs_vip_card_year year SET points_lapsed = points_lapsed + 3
              FROM plant WHERE {LAST_YEAR}""",
    ),
    "given_back": (
        "victim",
        _book(1000, "expiry", "res.partner", 1, "lapsed:earned"),
    ),
    # Says to have booked what is not there.
    "gift": (
        "victim",
        """UPDATE cs_vip_gift_order gift SET points_booked = 20, card_id = plant.card
             FROM plant WHERE gift.name = 'BENCH' || (plant.n %% %(faults)s)""",
    ),
    "correction": (
        "victim",
        """UPDATE cs_vip_correction asked SET state = 'booked', card_id = plant.card
             FROM plant WHERE asked.reason = 'BENCH' || (plant.n %% %(faults)s)""",
    ),
}


def plant(env):
    """50 faults of each kind, each on cards and orders of its own."""
    other = env["res.company"].create({"name": "Other"})
    gift = _factories()["cs.vip.gift.order"](env, 1)
    asked = _factories()["cs.vip.correction"](env, 1)
    seed.multiply(env, gift, FAULTS, name="'BENCH' || (n - 1)")
    seed.multiply(env, asked, FAULTS, reason="'BENCH' || (n - 1)", state="'refused'")
    env.cr.execute(
        """
        SET LOCAL cs_vip.ledger_open = 'on';
        ALTER TABLE cs_vip_points_entry DROP CONSTRAINT cs_vip_points_entry_key_unique;
        CREATE TEMP TABLE victim AS
            SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, id AS card
              FROM cs_vip_card WHERE name LIKE 'B0%%';
        CREATE TEMP TABLE bought AS
            SELECT victim.n, MIN(sale.id) AS id, victim.card
              FROM victim JOIN sale_order sale ON sale.cs_vip_card_id = victim.card
             GROUP BY victim.n, victim.card;
        """
    )
    values = {"faults": FAULTS, "company": env.company.id, "other": other.id}
    # two apart, so that "the next card" is nobody's victim
    for skip, (table, statement) in enumerate(PLANTS.values()):
        env.cr.execute(
            f"""
            CREATE TEMP TABLE plant ON COMMIT DROP AS
                SELECT n / 2 AS n, id, card FROM {table}
                 WHERE n %% 2 = 0 AND n / 2 / %(faults)s = {skip};
            {statement};
            DROP TABLE plant;
            """,
            values,
        )
    env.cr.execute(
        """
        UPDATE cs_vip_card card SET points_balance = entry.points
          FROM (SELECT card_id, SUM(points) AS points
                  FROM cs_vip_points_entry GROUP BY card_id) entry
         WHERE entry.card_id = card.id AND card.points_balance <> entry.points
           AND card.id NOT IN (SELECT card FROM victim WHERE n < 2 * %(faults)s);
        DROP TABLE victim, bought
        """,
        values,
    )
    return dict.fromkeys(sorted(PLANTS), FAULTS)


def prove(env):
    found = Counter(fault.kind for fault in env["cs.vip.card"]._prove_ledger())
    found.pop("guard", None)  # the key was dropped: found too, once
    return dict(sorted(found.items()))


def prove_lean(env):
    env.cr.execute(LEAN, {"company": env.company.id, "today": date.today()})
    return {kind: number for kind, number in env.cr.fetchall() if number}


LEAN = """
    WITH of_card AS (
        SELECT card_id, SUM(points) AS points FROM cs_vip_points_entry GROUP BY card_id
    ), of_source AS MATERIALIZED (
        SELECT res_model, res_id,
               SUM(points) FILTER (WHERE purpose = 'earned') AS earned,
               SUM(points) FILTER (WHERE purpose = 'voucher') AS voucher,
               SUM(points) FILTER (WHERE purpose = 'enrolment') AS enrolment,
               SUM(points) FILTER (WHERE purpose = 'absorbed') AS absorbed,
               SUM(points) FILTER (WHERE purpose = 'gift') AS gift,
               SUM(points) FILTER (WHERE purpose = 'correction') AS correction
          FROM cs_vip_points_entry
         WHERE purpose IN ('earned', 'voucher', 'enrolment', 'absorbed', 'gift',
                           'correction')
         GROUP BY res_model, res_id
    ), of_order AS MATERIALIZED (
        SELECT sale.id, floor(SUM(line.price_total) / 50) AS due,
               sale.cs_vip_points_redeemed AS redeemed, booked.earned, booked.voucher
          FROM sale_order sale
          JOIN sale_order_line line ON line.order_id = sale.id
          LEFT JOIN of_source booked
            ON booked.res_id = sale.id AND booked.res_model = 'sale.order'
         WHERE sale.state = 'sale' AND sale.cs_vip_card_id IS NOT NULL
         GROUP BY sale.id, booked.earned, booked.voucher
    ), of_day AS (
        SELECT kind, purpose, date,
               SUM(points) OVER (PARTITION BY card_id ORDER BY date) AS balance
          FROM cs_vip_points_entry
    )
    SELECT 'balance', count(*) FROM cs_vip_card card
      LEFT JOIN of_card ON of_card.card_id = card.id
     WHERE card.points_balance <> COALESCE(of_card.points, 0)
 UNION ALL
    SELECT 'card', count(*) FROM cs_vip_points_entry entry
      JOIN sale_order sale ON sale.id = entry.res_id
     WHERE entry.res_model = 'sale.order' AND sale.cs_vip_card_id <> entry.card_id
 UNION ALL
    SELECT 'company', count(*) FROM cs_vip_points_entry entry
      JOIN cs_vip_card card ON card.id = entry.card_id
     WHERE entry.company_id <> card.company_id
 UNION ALL
    SELECT 'correction', count(*) FROM cs_vip_correction asked
      LEFT JOIN of_source booked ON booked.res_id = asked.id
       AND booked.res_model = 'cs.vip.correction'
     WHERE CASE asked.state WHEN 'booked' THEN points ELSE 0 END
           <> COALESCE(booked.correction, 0)
 UNION ALL
    SELECT 'double', count(*) FROM (
        SELECT FROM cs_vip_points_entry
         GROUP BY card_id, res_model, res_id, purpose, revision HAVING count(*) > 1
    ) twice
 UNION ALL
    SELECT 'earned', count(*) FROM of_order WHERE due <> COALESCE(earned, 0)
 UNION ALL
    SELECT 'enrolment', count(*) FROM cs_vip_card card
      LEFT JOIN (
          SELECT rel.card_id, SUM(sale.cs_vip_net_amount) AS net
            FROM cs_vip_card_application_order_rel rel
            JOIN sale_order sale ON sale.id = rel.order_id
           GROUP BY rel.card_id
      ) paid ON paid.card_id = card.id
      LEFT JOIN of_source booked
        ON booked.res_id = card.id AND booked.res_model = 'cs.vip.card'
     WHERE COALESCE(floor(card.enrolment_points * LEAST(paid.net, card.enrolment_base)
                          / NULLIF(card.enrolment_base, 0)), 0)
           <> COALESCE(booked.enrolment, 0)
 UNION ALL
    SELECT 'expiry', count(*) FROM of_day
     WHERE kind = 'expiry' AND purpose LIKE 'year:%%'
       AND (balance <> 0 OR purpose <> 'year:' || date)
 UNION ALL
    SELECT 'future', count(*) FROM cs_vip_points_entry WHERE date > %(today)s
 UNION ALL
    SELECT 'gift', count(*) FROM cs_vip_gift_order gift
      LEFT JOIN of_source booked ON booked.res_id = gift.id
       AND booked.res_model = 'cs.vip.gift.order'
     WHERE gift.points_booked <> -COALESCE(booked.gift, 0)
 UNION ALL
    SELECT 'given_back', count(*) FROM (
        SELECT card_id, reference, SUM(points) AS points FROM cs_vip_points_entry
         WHERE kind = 'expiry' AND purpose LIKE 'lapsed:%%'
         GROUP BY card_id, reference
    ) given
     WHERE points > (SELECT -SUM(points) FROM cs_vip_points_entry lapsed
                      WHERE lapsed.card_id = given.card_id AND lapsed.kind = 'expiry'
                        AND lapsed.date::text = given.reference)
 UNION ALL
    SELECT 'orphan', count(*) FROM cs_vip_points_entry entry
     WHERE CASE res_model
           WHEN 'sale.order' THEN NOT EXISTS (
               SELECT FROM sale_order source WHERE source.id = entry.res_id)
           WHEN 'cs.vip.card' THEN NOT EXISTS (
               SELECT FROM cs_vip_card source WHERE source.id = entry.res_id)
           ELSE NOT EXISTS (
               SELECT FROM res_partner source WHERE source.id = entry.res_id) END
 UNION ALL
    SELECT 'transfer', count(*) FROM of_source WHERE absorbed <> 0
 UNION ALL
    SELECT 'voucher', count(*) FROM of_order WHERE redeemed <> -COALESCE(voucher, 0)
 UNION ALL
    SELECT 'year', count(*) FROM cs_vip_card_year year
      LEFT JOIN cs_vip_points_entry entry
        ON entry.card_id = year.card_id AND entry.purpose = 'year:' || year.date_end
     WHERE year.points_lapsed <> -COALESCE(entry.points, 0)
"""
