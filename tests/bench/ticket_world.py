"""A helpdesk of 200,000 tickets of 5,000 customers, with our addons or without."""

from tests.bench import seed

TICKETS = 200_000
CUSTOMERS = 5_000
PRODUCTS = 20
OPEN = 50  # one ticket in so many
NOW = "2026-11-21 08:00:00"
RECEIVED = f"'{NOW}'::timestamp - ((n * 7919) %% 730) * interval '1 day'"
CONTEXT = {"lang": "en_US", "tz": "Asia/Shanghai"}

world: dict[str, int] = {}


def build(env):
    """One ticket and one customer as users make them, the others copied from these."""
    user = env["res.users"].create(
        {
            "name": "Bench clerk",
            "login": "bench",
            "group_ids": [(6, 0, env.ref(_group(env)).ids)],
        }
    )
    team = env["helpdesk.ticket.team"].create(
        {"name": "Bench team", "user_ids": [(6, 0, user.ids)]}
    )
    products = env["product.product"].create(
        [{"name": f"Bench product {number}"} for number in range(PRODUCTS)]
    )
    customer = env["res.partner"].create(
        {"name": "Bench customer", "phone": "+86 138 0000 0000"}
    )
    ticket = env["helpdesk.ticket"].create(_ticket(env, team, user, customer))
    stages = team._get_applicable_stages()
    closed = stages.filtered("closed")[0]
    # without foreign keys checked and indexes kept
    with seed.bulk(env, "res.partner", "helpdesk.ticket"):
        first = seed.customers(env, customer, CUSTOMERS)
        own = f"{first} + 1 + (n * 31) %% {CUSTOMERS}"
        last = TICKETS + seed.multiply(
            env,
            ticket,
            TICKETS,
            number="'BENCH' || lpad(n::text, 6, '0')",
            name="'Bench ticket ' || n",
            partner_id=own,
            commercial_partner_id=own,
            stage_id=f"""CASE WHEN n %% {OPEN} = 0 THEN {stages[0].id}
                              ELSE {closed.id} END""",
            closed_date=f"CASE WHEN n %% {OPEN} > 0 THEN {RECEIVED} END",
            cs_date_received=RECEIVED,
            cs_product_id=f"{products[0].id} + n %% {PRODUCTS}",
        )
    world.update(user=user.id, team=team.id, customer=first + 1)
    world.update(product=products[0].id, ticket=last)
    world.update(complaint=_complaint(env).id)
    return world


def remember(env, known):
    """What another process built."""
    world.update(known)


def clerk(env):
    return env(user=world["user"], context=CONTEXT)


def _group(env):
    """The service clerk; without our addons, who sees all tickets."""
    if "cs.cause" in env:
        return "cs_department.group_clerk"
    return "helpdesk_mgmt.group_helpdesk_user"


def _ticket(env, team, user, customer):
    values = {
        "name": "Bench",
        "description": "Bench",
        "partner_id": customer.id,
        "partner_name": customer.name,
        "team_id": team.id,
        "user_id": user.id,
    }
    if kind := _complaint(env):
        values["cs_request_type_id"] = kind.id
    return values


def _complaint(env):
    """The kind of request; without our addons, nothing."""
    if "cs.request.type" in env:
        return env.ref("cs_department.request_type_complaint")
    return env["helpdesk.ticket"]
