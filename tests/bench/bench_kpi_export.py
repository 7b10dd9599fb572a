"""The spreadsheet of 2,000 appraisals, beside xlsxwriter writing the same cells from a
list (P4).

Ours reads the appraisals from the database, with the rights of HR, and writes the same
file; the other side has all cells in memory. CPU time of the process.
"""

import base64
import gc
import io
import time
from datetime import date

from tests.bench import kpi_world, seed

NAME = "kpi_export"
PEOPLE = 2_000
DEPARTMENTS = 10
ROUNDS = 3
RATIO_AT_MOST = 1.5


def run(ctx):
    database = ctx.clone("plain")
    with ctx.worker(database, __file__) as worker:
        worker.call("build")
    ctx.analyze(database)
    with ctx.worker(database, __file__) as worker:
        worker.call("export")
        ours, lean = [], []
        for _round in range(ROUNDS):
            ours.append(worker.call("export").result)
            lean.append(worker.call("write_cells").result)
        cells = worker.call("count_cells").result
    if cells < PEOPLE * 100:
        raise AssertionError(f"only {cells} cells")
    return [ctx.row(f"{NAME}.cpu", min(ours), "s", min(lean), RATIO_AT_MOST)]


# What follows runs in the workers.

_cells: list = []


def build(env):
    """Staff in ten departments whose month is confirmed; one is made, the others are
    copied from that one."""
    departments = env["hr.department"].create(
        [{"name": f"Bench desk {number}"} for number in range(DEPARTMENTS)]
    )
    employee = env["hr.employee"].create(
        {"name": "Bench employee", "department_id": departments[0].id}
    )
    appraisal = env["cs.kpi.appraisal"]._compute_month(
        env.company, kpi_world.MONTH, employee
    )
    first = departments[0].id
    with seed.bulk(env, "hr.employee", "cs.kpi.appraisal", "cs.kpi.appraisal.line"):
        employees = seed.multiply(
            env, employee, PEOPLE - 1, name="'Bench employee ' || n"
        )
        appraisals = seed.multiply(
            env,
            appraisal,
            PEOPLE - 1,
            employee_id=f"{employees} + n",
            employee_name="'Bench employee ' || n",
            department_id=f"{first} + n %% {DEPARTMENTS}",
        )
        for line in appraisal.line_ids:
            seed.multiply(env, line, PEOPLE - 1, appraisal_id=f"{appraisals} + n")
    for table in ("cs_kpi_appraisal", "cs_kpi_appraisal_line"):
        env.cr.execute(f"UPDATE {table} SET state = 'confirmed'")
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Bench HR",
            "login": "bench-hr",
            "group_ids": [(6, 0, env.ref("cs_kpi.group_hr").ids)],
        }
    )


def _export(env):
    user = env["res.users"].search([("login", "=", "bench-hr")])
    wizard = env["cs.kpi.export.wizard"].with_user(user)
    wizard = wizard.create({"date_from": date(2026, 10, 1)})
    wizard.action_export()
    return base64.b64decode(wizard.file)


def _timed(function, *arguments):
    gc.collect()
    gc.disable()
    cpu = time.process_time()
    try:
        function(*arguments)
        return time.process_time() - cpu
    finally:
        gc.enable()


def export(env):
    return _timed(_export, env)


def _read_cells(env):
    """All cells of our file: sheet, row, column, value, result of a formula."""
    import openpyxl

    content = _export(env)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    results = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in formulas:
        rows = [
            [
                (cell.row - 1, cell.column - 1, cell.value, result.value)
                for cell, result in zip(row, found, strict=True)
                if cell.value is not None
            ]
            for row, found in zip(
                sheet.iter_rows(), results[sheet.title].iter_rows(), strict=True
            )
        ]
        _cells.append((sheet.title, [cell for row in rows for cell in row]))


def count_cells(env):
    return sum(len(cells) for _title, cells in _cells)


def write_cells(env):
    if not _cells:
        _read_cells(env)
    return _timed(_write)


def _write():
    """The same cells with the same kinds of value, and a number format."""
    import xlsxwriter

    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    number = workbook.add_format({"num_format": "0.00"})
    for title, cells in _cells:
        sheet = workbook.add_worksheet(title)
        for row, column, value, result in cells:
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, number, result)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write_number(row, column, value, number)
    workbook.close()
    return len(output.getvalue())
