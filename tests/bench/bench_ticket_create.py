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
SECONDS_AT_MOST = 300
FEW = 500


def run(ctx):
    databases = {"ours": ctx.clone("plain"), "third_party": ctx.clone("third_party")}
    rows, created, imported = [], {}, {}
    for side, database in databases.items():
        with ctx.worker(database, __file__) as worker:
            known = worker.call("build").result
        ctx.analyze(database)
        with ctx.worker(database, __file__) as worker:
            worker.call("remember", known=known)
            worker.call("create", tickets=10, first=0)  # warms the caches
            created[side] = worker.call("create", tickets=BATCH, first=10)
            few = worker.call("load", tickets=FEW, first=20_000)
            imported[side] = worker.call("load", tickets=IMPORTED, first=30_000)
            if side == "ours":
                per_ticket = [imported[side].queries / IMPORTED, few.queries / FEW]
    ours, theirs = created["ours"], created["third_party"]

    def row(figure, unit, value, reference, target=None, met=None):
        return ctx.row(f"{NAME}.{figure}", value, unit, reference, target, met)

    rows = [
        row(
            "queries",
            "per ticket",
            ours.queries / BATCH,
            theirs.queries / BATCH,
            RATIO_AT_MOST,
        ),
        row("cpu", "ms", ours.cpu / BATCH * 1e3, theirs.cpu / BATCH * 1e3),
    ]
    ours, theirs = imported["ours"], imported["third_party"]
    rows += [
        row(
            "import.seconds",
            "s",
            ours.wall,
            theirs.wall,
            met=ours.wall <= SECONDS_AT_MOST,
        ),
        # a batch of ten thousand takes no more queries per ticket than a small one
        row("import.queries", "per ticket", *per_ticket, 1),
    ]
    return rows


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
