"""A month of 200 people appraised from 200,000 tickets, 500,000 callbacks and 100,000
ratings (P1, P2).

Against plain SQL that does the same and nothing else: for each item one statement that
stores the records that count, into a table like that of the evidence, and one that
aggregates them per person. Ours does that, scores, rounds, and leaves alone what is
confirmed. Wall time, because PostgreSQL does most of it; the sides take turns on
different months of the same database.
"""

import resource
from datetime import date

from tests.bench import kpi_world

NAME = "kpi_month"
RATIO_AT_MOST = 4
MEGABYTES_AT_MOST = 400
OURS = ("2026-10-01", "2026-08-01")
LEAN = ("2026-09-01", "2026-07-01")


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        worker.call("build")
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        worker.call("appraise_some", day="2026-03-01", people=1)  # warms the caches
        few, many = (
            [
                worker.call("appraise_some", day=day, people=people).queries
                for _again in range(2)
            ]
            for day, people in (
                ("2026-02-01", kpi_world.FEW),
                ("2026-01-01", kpi_world.PEOPLE),
            )
        )
        ours = lean = 0.0
        for day, other in zip(OURS, LEAN, strict=True):
            ours += worker.call("appraise", day=day).wall
            lean += worker.call("aggregate", day=other).wall
        before = worker.call("digest").result
        again = worker.call("appraise", day=OURS[0])
        if worker.call("digest").result != before:
            raise AssertionError("the second computation of a month changed something")
        peak = worker.call("peak").result
        worker.call("check", day=OURS[0])
    return [
        ctx.row(f"{NAME}.seconds", ours, "s", lean, RATIO_AT_MOST),
        ctx.row(f"{NAME}.again", again.wall, "s", ours / len(OURS)),
        # new appraisals are inserted by the framework a hundred at a time
        ctx.row(f"{NAME}.queries_first", many[0], "queries", few[0]),
        ctx.row(f"{NAME}.queries", many[1], "queries", few[1], target=1),
        ctx.row(f"{NAME}.memory", peak, "MB", MEGABYTES_AT_MOST, target=1),
    ]


# What follows runs in the workers.


def build(env):
    kpi_world.build(env)


def appraise(env, day):
    env["cs.kpi.appraisal"]._compute_month(env.company, date.fromisoformat(day))


def appraise_some(env, day, people):
    some = kpi_world.everybody(env)[:people]
    env["cs.kpi.appraisal"]._compute_month(env.company, date.fromisoformat(day), some)


def aggregate(env, day):
    """What it takes at least: the records stored, and their sums per person."""
    day = date.fromisoformat(day)
    employees = kpi_world.everybody(env)
    scheme = env["cs.kpi.scheme"]._for_month(env.company, day)
    measures = env["cs.kpi.measure"]
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS bench_evidence (LIKE cs_kpi_evidence INCLUDING ALL)"
    )
    env.cr.execute("TRUNCATE bench_evidence")
    env.cr.execute(
        "CREATE TEMP TABLE IF NOT EXISTS bench_sum (a int, b int, c numeric)"
    )
    for line in scheme.line_ids:
        scope = measures._scope(
            env.company, line.indicator_id, day, employees.user_id, employees
        )
        rows = measures._rows(scope)
        code, params = rows.select.code, rows.select.params
        # each person's line would be another number; the person's will do
        env.cr.execute(
            f"""
            INSERT INTO bench_evidence (
                line_id, company_id, res_model, res_id, label, date, kind,
                value, numerator, denominator)
            SELECT owner_id * 100 + {line.id}, {env.company.id}, res_model, res_id,
                   label, date, kind, value, numerator, denominator
              FROM ({code}) r
            """,
            params,
        )
    env.cr.execute(
        """
        INSERT INTO bench_sum
        SELECT line_id, count(*), sum(numerator) FROM bench_evidence GROUP BY line_id
        """
    )


def digest(env):
    """Where every row is and what it holds: an update would move it."""
    found = []
    for table in ("cs_kpi_appraisal", "cs_kpi_appraisal_line", "cs_kpi_evidence"):
        env.cr.execute(
            f"SELECT count(*), sum(hashtext(t.ctid::text || t::text)) FROM {table} t"
        )
        found.append([str(figure) for figure in env.cr.fetchone()])
    return found


def peak(env):
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def check(env, day):
    """The figures are those of the seed."""
    appraisals = env["cs.kpi.appraisal"].search([("date_from", "=", day)])
    if len(appraisals) < kpi_world.PEOPLE:
        raise AssertionError(f"{len(appraisals)} people were appraised")
    lines = appraisals.line_ids
    calls = lines.filtered(lambda ln: ln.indicator_id.code == "callback_completion")
    made, planned = sum(calls.mapped("numerator")), sum(calls.mapped("denominator"))
    if not planned or abs(made / planned - 0.95) > 0.01:
        raise AssertionError(f"{made} calls of {planned} were made")
