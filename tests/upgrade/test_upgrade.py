"""A database made with an earlier release and upgraded to this one keeps what it holds.

Each release is a line of `releases.csv`: its name and its commit. The addons are taken
from the history of this repository.
"""

import configparser
import csv
import json
import os
import subprocess
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from . import schema

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
ADDONS = ("cs_vip", "cs_department", "cs_kpi")
RELEASES = {
    row["release"]: row["commit"]
    for row in csv.DictReader((HERE / "releases.csv").open(encoding="utf-8"))
}
# Columns that a migration put elsewhere: its own test says where to.
MOVED = {
    (row["table"], row["column"])
    for row in csv.DictReader((HERE / "moved.csv").open(encoding="utf-8"))
}
# Filling the columns of new computed fields is a write, too.
STAMPS = {"write_date", "write_uid"}
LIVE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.upgrade.life import live
live(env)
"""
GO_ON = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.upgrade.after import go_on
go_on(env)
"""


def take_out(commit, folder):
    """The addons as they were at a commit."""
    known = subprocess.run(
        ["git", "-C", ROOT, "cat-file", "-e", f"{commit}^{{commit}}"],
        capture_output=True,
        check=False,
    )
    if known.returncode:
        pytest.fail(
            f"Commit {commit} is not in this checkout's history, so that the release "
            "made from it cannot be built. Fetch the whole history: "
            "git fetch --unshallow"
        )
    archive = subprocess.run(
        ["git", "-C", ROOT, "archive", commit, *ADDONS],
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)


def configured(addons, target):
    """Odoo's configuration with other addons in the place of this checkout's."""
    config = configparser.RawConfigParser()
    config.read(os.environ["CS_ODOO_CONF"])
    paths = config["options"]["addons_path"].split(",")
    ours = [path for path in paths if Path(path.strip()).resolve() == ROOT]
    assert ours, f"{ROOT} is not on the addons_path: {paths}"
    config["options"]["addons_path"] = ",".join(
        str(addons) if path in ours else path for path in paths
    )
    with target.open("w") as file:
        config.write(file)
    return str(target)


def ask(database, function):
    with (
        closing(psycopg2.connect(dbname=database)) as connection,
        connection.cursor() as cursor,
    ):
        return function(cursor)


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request, tmp_path_factory, module_clone_db, odoo_cmd, odoo_shell):
    """(database, content before the upgrade) of a release."""
    folder = tmp_path_factory.mktemp("release")
    take_out(RELEASES[request.param], folder)
    database = module_clone_db("third_party")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CS_ODOO_CONF", configured(folder, folder / "odoo.conf"))
        odoo_cmd(database, "-i", ",".join(ADDONS))
        odoo_shell(database, LIVE)
    before = ask(database, schema.rows)
    odoo_cmd(database, "-u", ",".join(ADDONS))
    return database, before


def test_everything_is_kept(upgraded):
    database, before = upgraded
    after = ask(database, schema.rows)
    assert len(before["cs_vip_points_entry"]) >= 12
    states = {row["state"] for row in before["cs_vip_card"]}
    assert states == {"draft", "submitted", "refused", "active", "suspended", "void"}
    changed = defaultdict(list)
    for table, rows in before.items():
        kept = {row.get("id"): row for row in after.get(table, ())}
        for row in rows:
            if "id" not in row:  # a relation
                if row not in after.get(table, ()):
                    changed[table].append(row)
                continue
            now = kept.get(row["id"], {})
            changed[table] += [
                (row["id"], column, value, now.get(column, "no such column"))
                for column, value in row.items()
                if column not in STAMPS and (table, column) not in MOVED
                if column not in now or now[column] != value
            ]
    changed = {table: rows for table, rows in changed.items() if rows}
    assert not changed, f"the upgrade changed: {changed}"


def test_schema_is_that_of_a_new_installation(upgraded):
    database, _before = upgraded
    now = ask(database, schema.of)
    fresh = ask(os.environ["CS_TEMPLATE_PLAIN"], schema.of)
    differences = {
        key: (now.get(key), fresh.get(key))
        for key in now.keys() | fresh.keys()
        if now.get(key) != fresh.get(key)
    }
    assert not differences, f"upgraded and new differ (upgraded, new): {differences}"


def test_the_shop_goes_on(upgraded, odoo_shell):
    """The ledger proves right, the next order earns, years close; complaints closed
    before have their closing on record, and can be opened again."""
    database, _before = upgraded
    output = odoo_shell(database, GO_ON)
    found = json.loads(output.rpartition("ANSWER")[2].splitlines()[0])
    assert found["before"] == found["after"] == []
    assert found["earned"] == 20
    assert (found["state"], found["balance"]) == ("active", 0)
    assert found["end"] == "2027-02-28"
    assert found["closings"] == [
        [["2025-04-12", True, "yes", "All right"]],
        [["2025-04-18", True, "yes", "All right"]],
        [],
    ]
    assert found["reopened"] == "2025-08-03"
