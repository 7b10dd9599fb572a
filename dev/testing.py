"""make test: template databases, a clone of them, one pytest run."""

import os
import subprocess

from . import databases, history, say, stack
from .paths import ADDONS, BUILD, ODOO_BIN, PYTHON, ROOT
from .postgres import Cluster


def environment_for(cluster, names):
    """What tests/conftest.py reads."""
    return cluster.environment(
        CS_ODOO_CONF=databases.configuration(cluster),
        CS_ODOO_BIN=ODOO_BIN,
        CS_TEMPLATE_PLAIN=names["plain"],
        CS_TEMPLATE_DEMO=names["demo"],
        CS_TEMPLATE_THIRD_PARTY=names["third_party"],
    )


def test():
    paths = _paths()
    stack.prepare(stack.TEST, browser=True)
    history.fetch()
    with say.step("PostgreSQL for tests"):
        cluster = Cluster("test").start()
    names = databases.templates(cluster)
    database = f"run_{os.getpid()}"
    databases.clone(cluster, names["plain"], database)
    BUILD.mkdir(exist_ok=True)
    cover = bool(os.environ.get("COVER"))
    command = [str(PYTHON), *(["-m", "coverage", "run"] if cover else []), "-m"]
    command += ["pytest", "-p", "dev.pytest_strict"]
    command += ["--odoo-config", str(databases.configuration(cluster))]
    command += ["--odoo-database", database, "--odoo-http"]
    # coverage sees one process only
    workers = "0" if cover else os.environ.get("WORKERS", "2")
    command += ["-n", workers, "--dist", "loadfile"]
    command += [f"--junitxml={BUILD / 'tests.xml'}"]
    if os.environ.get("K"):
        command += ["-k", os.environ["K"]]
    say.line("pytest")
    try:
        return subprocess.run(
            [*command, *paths],
            cwd=ROOT,
            env=environment_for(cluster, names),
            check=False,
        ).returncode
    finally:
        databases.drop(cluster, database)


def _paths():
    if os.environ.get("T"):
        return os.environ["T"].split()
    addon = os.environ.get("A")
    if not addon:
        return [*(f"{name}/tests" for name in ADDONS), "tests"]
    if addon not in ADDONS:
        raise say.Refusal(f"A={addon}: the addons are {', '.join(ADDONS)}.")
    return [f"{addon}/tests"]
