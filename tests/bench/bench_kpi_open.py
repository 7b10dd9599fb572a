"""Opening the records behind one figure, in the world of `kpi_month` (P2).

The same number of queries for an item of a few records and for one of thousands, also
with what became of the records since.
"""

from tests.bench import kpi_world

NAME = "kpi_open"
FIELDS = ("date", "label", "kind", "value", "numerator", "denominator")


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        worker.call("build")
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        figures = {}
        for code in ("conduct", "callback_completion"):
            worker.call("open_item", code=code)  # warms the caches
            figures[code] = worker.call("open_item", code=code).result
    few, many = figures["conduct"], figures["callback_completion"]
    if not 0 < few["records"] < 10 or many["records"] < 100:
        raise AssertionError(f"items of {few} and {many} records")
    return [
        ctx.row(f"{NAME}.queries", many["queries"], "queries", few["queries"], 1),
        ctx.row(f"{NAME}.wall", many["wall"] * 1e3, "ms", few["wall"] * 1e3),
    ]


# What follows runs in the workers.


def build(env):
    kpi_world.build(env)
    env["cs.kpi.appraisal"]._compute_month(env.company, kpi_world.MONTH)


def open_item(env, code):
    """As the manager opens it: the action, then its list."""
    import time

    manager = env.ref("base.user_admin")
    manager.group_ids |= env.ref("cs_department.group_manager")
    employee = kpi_world.everybody(env)[0]
    line = env["cs.kpi.appraisal.line"].search(
        [
            ("employee_id", "=", employee.id),
            ("date_from", "=", kpi_world.MONTH),
            ("indicator_id.code", "=", code),
        ]
    )
    env.flush_all()
    env.invalidate_all()
    line = line.with_user(manager)
    before, clock = env.cr.sql_log_count, time.perf_counter()
    action = line.action_open_evidence()
    names = {name: {} for name in (*FIELDS, "value_now", "difference")}
    evidence = line.env["cs.kpi.evidence"].with_context(**action["context"])
    found = evidence.web_search_read(action["domain"], names, limit=1000)
    return {
        "queries": env.cr.sql_log_count - before,
        "wall": time.perf_counter() - clock,
        "records": found["length"],
    }
