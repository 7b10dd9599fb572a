"""1,000 tickets created in one batch, and 10,000 imported in one go.

Queries per ticket beside Odoo without our addons: complaints of different customers, as
a service clerk. Imported as the import dialog does it: through `load`, with rights and
constraints, into a table that holds 200,000, no history of changes written.
"""

from tests.bench import ticket_world

NAME = "ticket_create"
BATCH = 1_000
IMPORTED = 10_000
RATIO_AT_MOST = 1.5
FEW = 500


def run(ctx):
    databases = {"ours": ctx.clone("plain"), "third_party": ctx.clone("third_party")}
    created, few = {}, {}
    for side, database in databases.items():
        with ctx.worker(database, __file__) as worker:
            known = worker.call("build").result
        ctx.analyze(database)
        with ctx.worker(database, __file__) as worker:
            worker.call("remember", known=known)
            worker.call("create", tickets=10, first=0)  # warms the caches
            created[side] = worker.call("create", tickets=BATCH, first=10)
            few[side] = worker.call("load", tickets=FEW, first=20_000)
            if side == "ours":
                many = worker.call("load", tickets=IMPORTED, first=30_000)

    def row(figure, unit, value, reference, target=None):
        return ctx.row(f"{NAME}.{figure}", value, unit, reference, target)

    ours, theirs = created["ours"], created["third_party"]
    return [
        row(
            "queries",
            "per ticket",
            ours.queries / BATCH,
            theirs.queries / BATCH,
            RATIO_AT_MOST,
        ),
        row("cpu", "ms per ticket", ours.cpu / BATCH * 1e3, theirs.cpu / BATCH * 1e3),
        row(
            "import.wall",
            "ms per ticket",
            many.wall / IMPORTED * 1e3,
            few["third_party"].wall / FEW * 1e3,
        ),
        # ten thousand at once take no more queries each than a few
        row(
            "import.queries",
            "per ticket",
            many.queries / IMPORTED,
            few["ours"].queries / FEW,
            1,
        ),
    ]


# What follows runs in the workers.

build, remember = ticket_world.build, ticket_world.remember


def create(env, tickets, first):
    env = ticket_world.clerk(env)
    env["helpdesk.ticket"].create(
        [_values(first + number) for number in range(tickets)]
    )


def load(env, tickets, first):
    env = ticket_world.clerk(env)
    env = env(context={**env.context, "import_file": True, "tracking_disable": True})
    values = [_values(first + number) for number in range(tickets)]
    names = list(values[0])
    found = env["helpdesk.ticket"].load(
        [f"{name}/.id" if name.endswith("_id") else name for name in names],
        [[str(row[name]) for name in names] for row in values],
    )
    if not found["ids"] or len(found["ids"]) != tickets:
        raise AssertionError(found["messages"][:3])


def _values(number):
    known = ticket_world.world
    values = {
        "name": f"Bench {number}",
        "description": "The door does not close.",
        "partner_id": known["customer"] + number % ticket_world.CUSTOMERS,
        "team_id": known["team"],
        "user_id": known["user"],
    }
    if known["complaint"]:
        values["cs_product_id"] = known["product"]
        values["cs_request_type_id"] = known["complaint"]
    return values
