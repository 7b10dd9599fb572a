"""Opening kanban, list and form of 200,000 tickets, beside Odoo without our addons.

The calls of the web client with what the views ask for at this moment, as a service
clerk, in a transaction of its own on cold record caches, as a request is: the kanban
grouped by stage with its counts, the list with its length, one ticket's form. The sides
take turns. Of the third-party side all addons are installed on which ours depend.
"""

import gc
import time
from statistics import median

from tests.bench import ticket_world, web_calls

NAME = "ticket_open"
MODEL = "helpdesk.ticket"
VIEWS = ("kanban", "list", "form")
ROUNDS = 15
RATIO_AT_MOST = 1.15
FEW, MANY = 20, 80


def run(ctx):
    databases = {"ours": ctx.clone("plain"), "third_party": ctx.clone("third_party")}
    known = {}
    for side, database in databases.items():
        with ctx.worker(database, __file__) as worker:
            known[side] = worker.call("build").result
        ctx.analyze(database)
    with (
        ctx.worker(databases["ours"], __file__) as ours,
        ctx.worker(databases["third_party"], __file__) as third_party,
    ):
        sides = {"ours": ours, "third_party": third_party}
        for side, worker in sides.items():
            worker.call("remember", known=known[side])
        return _rows(ctx, _measure(sides), _queries(ours))


def _measure(sides):
    """{(view, side): {"wall": [ms], "cpu": [ms], "queries": [n]}}."""
    figures = {}
    names = list(sides)
    for number in range(ROUNDS + 2):
        for view in VIEWS:
            for side in names:
                result = sides[side].call("open_view", view=view, rows=MANY).result
                if number >= 2:  # the first rounds warm up
                    spent = figures.setdefault((view, side), {})
                    for figure, value in result.items():
                        spent.setdefault(figure, []).append(value)
        names.reverse()
    return figures


def _queries(worker):
    """{view: (queries with few rows, with many)} of ours."""
    found = {}
    for view in VIEWS[:2]:
        for rows in (FEW, MANY):  # of both, the second time
            worker.call("open_view", view=view, rows=rows)
        found[view] = [
            worker.call("open_view", view=view, rows=rows).result["queries"]
            for rows in (FEW, MANY)
        ]
    return found


def _rows(ctx, figures, queries):
    middle = {
        key: {figure: median(values) for figure, values in spent.items()}
        for key, spent in figures.items()
    }
    rows = []
    for figure in ("wall", "cpu"):
        ours, theirs = (
            sum(middle[view, side][figure] for view in VIEWS)
            for side in ("ours", "third_party")
        )
        target = RATIO_AT_MOST if figure == "wall" else None
        rows.append(ctx.row(f"{NAME}.{figure}", ours, "ms", theirs, target))
        rows += [
            ctx.row(
                f"{NAME}.{view}.{figure}",
                middle[view, "ours"][figure],
                "ms",
                middle[view, "third_party"][figure],
            )
            for view in VIEWS
        ]
    rows += [
        ctx.row(
            f"{NAME}.{view}.queries",
            middle[view, "ours"]["queries"],
            "queries",
            middle[view, "third_party"]["queries"],
        )
        for view in VIEWS
    ]
    rows += [
        ctx.row(f"{NAME}.{view}.queries_{MANY}_rows", many, "queries", few, 1)
        for view, (few, many) in queries.items()
    ]
    return rows


# What follows runs in the workers.

build, remember = ticket_world.build, ticket_world.remember
_specifications: dict[str, dict] = {}


def open_view(env, view, rows):
    """The calls that the web client makes to open the view; what they take."""
    env = ticket_world.clerk(env)
    if view not in _specifications:
        _specifications[view] = web_calls.specification(env, MODEL, view)
    function = {"kanban": _kanban, "list": _list, "form": _form}[view]
    env.transaction.clear()
    gc.collect()
    gc.disable()
    queries = env.cr.sql_log_count
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        function(env[MODEL], _specifications[view], rows)
        return {
            "wall": (time.perf_counter() - wall) * 1000,
            "cpu": (time.process_time() - cpu) * 1000,
            "queries": env.cr.sql_log_count - queries,
        }
    finally:
        gc.enable()


def _kanban(tickets, read, rows):
    found = tickets.web_read_group(
        [],
        ["stage_id"],
        web_calls.aggregates(tickets.env, MODEL, read),
        auto_unfold=True,
        unfold_read_specification=read,
        unfold_read_default_limit=rows,
    )
    if sum(len(group.get("__records", ())) for group in found["groups"]) < rows:
        raise AssertionError("the kanban is empty")


def _list(tickets, read, rows):
    found = tickets.web_search_read([], read, limit=rows, count_limit=10_001)
    if len(found["records"]) != rows:
        raise AssertionError(f"{len(found['records'])} rows in the list")


def _form(tickets, read, _rows):
    ticket = tickets.browse(ticket_world.world["ticket"])
    if not ticket.web_read(read)[0]["name"]:
        raise AssertionError("the form is empty")
