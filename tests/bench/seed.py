"""Hundreds of thousands of records for benchmarks, in seconds.

One record is made as users make it; `multiply` copies its row with SQL, column by
column, so that columns added later need no change here.
"""

from contextlib import contextmanager

CASTS = {"integer": "::integer", "date": "::date", "numeric": "::numeric"}


def take_turns(worker, ours, lean, rounds):
    """Two functions of a benchmark take turns on one database and must find the same;
    returns ({function: [seconds]}, what they found). The first turn reads the tables
    into memory and is not counted."""
    sides = [ours, lean]
    seconds = {side: [] for side in sides}
    for number in range(rounds + 1):
        answers = {side: worker.call(side) for side in sides}
        if answers[ours].result != answers[lean].result:
            raise AssertionError(f"they differ: {answers}")
        if number:
            for side, answer in answers.items():
                seconds[side].append(answer.wall)
        sides.reverse()
    return seconds, answers[ours].result


def world(env, **program_values):
    """A store with a programme of two levels, a product and a customer with a card."""
    program = env["cs.vip.program"].create({"name": "Bench", **program_values})
    silver, gold = env["cs.vip.tier"].create(
        [
            {
                "program_id": program.id,
                "name": name,
                "sequence": rank,
                "min_single_purchase": single,
                "min_yearly_purchase": together,
            }
            for rank, name, single, together in (
                (1, "Silver", 60_000.0, 150_000.0),
                (2, "Gold", 0.0, 200_000.0),
            )
        ]
    )
    gold.write({"previous_tier_id": silver.id, "previous_tier_months": 12})
    team = env["crm.team"].create(
        {
            "name": "Bench store",
            "company_id": env.company.id,
            "cs_vip_program_id": program.id,
        }
    )
    product = env["product.product"].create(
        {
            "name": "Bench product",
            "type": "service",
            "list_price": 100.0,
            "taxes_id": False,
        }
    )
    partner = env["res.partner"].create({"name": "Bench holder"})
    card = env["cs.vip.card"].create(
        {"partner_id": partner.id, "program_id": program.id, "tier_id": silver.id}
    )
    year = {"date_start": "2026-01-01", "date_end": "2099-12-31"}
    card.write({"name": "BENCH", "state": "active", "tier_date": "2026-01-01", **year})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "team_id": team.id,
            "order_line": [(0, 0, {"product_id": product.id})],
        }
    )
    order.action_confirm()
    env.flush_all()
    return card, order


def customers(env, partner, number):
    """`number` customers like `partner`; the id before the first one's."""
    return multiply(
        env,
        partner,
        number,
        name="'Customer ' || n",
        complete_name="'Customer ' || n",
        commercial_partner_id="copy.id",
    )


def holders(env, card, number, **columns):
    """`number` customers with a card like `card` each; the ids before the first ones'
    of the customers and of the cards."""
    partners = customers(env, card.partner_id, number)
    cards = multiply(
        env,
        card,
        number,
        name="'B' || lpad(n::text, 7, '0')",
        partner_id=f"{partners} + n",
        **columns,
    )
    return partners, cards


@contextmanager
def bulk(env, *models):
    """No foreign keys checked and no index kept while rows pour in."""
    tables = [env[model]._table for model in models]
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(
        """
        SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
          FROM pg_index index
         WHERE index.indrelid = ANY(%s::regclass[]) AND NOT index.indisprimary
           AND NOT EXISTS (
               SELECT FROM pg_constraint WHERE conindid = index.indexrelid
           )
        """,
        [tables],
    )
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        env.cr.execute(definition)
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.invalidate_all()


def multiply(env, record, number, /, **columns):
    """Copy a record's row `number` times; returns the id before the first copy's.

    `columns` are SQL expressions of `n` (1 … number) and `copy.id`.
    """
    table = record._table
    env.flush_all()
    env.cr.execute(
        """
        SELECT column_name, data_type FROM information_schema.columns
         WHERE table_name = %s AND column_name <> 'id'
        """,
        [table],
    )
    types = dict(env.cr.fetchall())
    names = ", ".join(f'"{name}"' for name in types)
    values = ", ".join(
        f"({columns[name]}){CASTS.get(kind, '')}"
        if name in columns
        else f'model."{name}"'
        for name, kind in types.items()
    )
    env.cr.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")
    (base,) = env.cr.fetchone()
    env.cr.execute(
        f"""
        INSERT INTO {table} (id, {names})
        SELECT copy.id, {values}
          FROM (SELECT * FROM {table} WHERE id = %s) model,
               LATERAL (SELECT n, {base} + n AS id
                          FROM generate_series(1, %s) n) copy
        """,
        [record.id, number],
    )
    env.cr.execute(f"SELECT setval('{table}_id_seq', {base} + %s)", [number])
    return base
