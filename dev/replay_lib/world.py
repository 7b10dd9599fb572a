"""What a replay needs before its first day: programme, store, staff, customers.

Made through the ORM, found again by external ids and references, so that a second
start finds what the first one made.
"""

from datetime import date, timedelta

MODULE = "__replay__"
PROGRAM = {
    "name": "Purchase history",
    "amount_per_point": 1.0,
    "enrolment_rate": 0.3,
    "validity_months": 12,
}
FIRST = {
    "name": "First",
    "sequence": 1,
    "min_single_purchase": 150.0,
    "min_yearly_purchase": 300.0,
}
SECOND = {
    "name": "Second",
    "sequence": 2,
    "min_single_purchase": 0.0,
    "min_yearly_purchase": 600.0,
    "previous_tier_months": 6,
}


def set_up(env, customers):
    """Makes what is missing; `customers` are the ids in the file."""
    program = _once(env, "program", "cs.vip.program", PROGRAM)
    # no store here runs the others: their evenings need not be evaluated
    (env["cs.vip.program"].search([]) - program).active = False
    first = _once(env, "tier_1", "cs.vip.tier", {"program_id": program.id, **FIRST})
    below = {"program_id": program.id, "previous_tier_id": first.id}
    _once(env, "tier_2", "cs.vip.tier", {**below, **SECOND})
    store = {"cs_vip_program_id": program.id, "company_id": program.company_id.id}
    _once(env, "team", "crm.team", {"name": "Purchase history", **store})
    product = {"name": "Compact discs", "type": "service", "taxes_id": [(5, 0, 0)]}
    _once(env, "product", "product.product", product)
    _user(env, "salesperson", "sales_team.group_sale_salesman")
    _user(env, "card_desk", "cs_vip.group_user")
    _customers(env, customers)


def get(env, name):
    return env.ref(f"{MODULE}.{name}")


def customer_ids(env):
    """{id in the file: id of the partner}"""
    partners = env["res.partner"].search_fetch([("ref", "=like", "cdnow:%")], ["ref"])
    return {partner.ref.split(":", 1)[1]: partner.id for partner in partners}


def _once(env, name, model, values):
    record = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
    if not record:
        record = env[model].create(values)
        env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": name,
                "model": model,
                "res_id": record.id,
                "noupdate": True,
            }
        )
    return record


def _user(env, name, group):
    """A person with one role, as the web client's user would be."""
    values = {
        "name": name.replace("_", " ").capitalize(),
        "login": f"replay_{name}",
        "group_ids": [(6, 0, [env.ref(group).id])],
    }
    return _once(env, name, "res.users", values)


def _customers(env, customers):
    """Made-up people: the histories know nobody's name."""
    known = customer_ids(env)
    country = env.company.country_id or env.ref("base.us")
    salesperson = get(env, "salesperson")
    env["res.partner"].create(
        [
            {
                "name": f"Customer {customer}",
                "ref": f"cdnow:{customer}",
                "user_id": salesperson.id,
                "birthdate_date": date(1940, 1, 1) + timedelta(days=37 * position),
                "street": f"{position + 1} Record Street",
                "city": "Philadelphia",
                "country_id": country.id,
                "phone": f"+1 215 555 {position % 10_000:04d}",
            }
            for position, customer in enumerate(sorted(customers))
            if customer not in known
        ]
    )
