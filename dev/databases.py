"""Databases of our addons: made, updated to the state of the files, kept as templates.

A database knows the state it was made from (parameter `cs_dev.state`), so that an
update touches only addons whose files changed.
"""

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import addons, say, stack
from .paths import ADDONS, BIN, CACHE, LANGUAGES, ODOO_BIN, ROOT, VAR
from .postgres import USER, lock

PARAMETER = "cs_dev.state"
CONFIGURATION = """\
[options]
db_host = {socket}
db_port = 5432
db_user = {user}
db_maxconn = 32
addons_path = {addons_path}
data_dir = {data}
bin_path = {bin}
http_interface = {interface}
workers = 0
max_cron_threads = {cron_threads}
without_demo = True
log_level = warn
"""
# Asset bundles built into the templates: a tour then takes 3 s instead of 10
BUNDLES = """
for bundle in ("web.assets_web", "web.assets_frontend", "web.assets_tests",
               "web.assets_frontend_lazy", "web.assets_frontend_minimal"):
    for kind in ("js", "css"):
        asset = env["ir.qweb"]._get_asset_bundle(
            bundle, css=kind == "css", js=kind == "js"
        )
        getattr(asset, kind)()
env.cr.commit()
"""


def data_dir(cluster):
    return VAR / "data" / cluster.name


def configuration(cluster, interface="127.0.0.1", cron_threads=0):
    """Writes the configuration file of a cluster's databases; returns its path."""
    path = VAR / f"odoo-{cluster.name}.conf"
    text = CONFIGURATION.format(
        socket=cluster.socket,
        user=USER,
        addons_path=stack.addons_path(ROOT),
        data=data_dir(cluster),
        bin=BIN,
        interface=interface,
        cron_threads=cron_threads,
    )
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    return path


def odoo(cluster, database, *arguments, code=None):
    """One `odoo` process to its end, or `odoo shell` with code to run."""
    command = [str(ODOO_BIN), *(["shell"] if code else []), "-c"]
    command += [str(configuration(cluster)), "-d", database, "--no-http"]
    command += ["--shell-interface=python"] if code else ["--stop-after-init"]
    log = CACHE / f"odoo-{database}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as stream:
        result = subprocess.run(
            [*command, *arguments],
            cwd=ROOT,
            env=cluster.environment(),
            input=code,
            text=True,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    text = log.read_text(errors="replace")
    if result.returncode or "Traceback (most recent" in text:
        raise say.Refusal(f"odoo {' '.join(arguments)} on {database}:\n{text[-6000:]}")


def install(cluster, database, modules, demo=False):
    # The first one becomes the database's own language.
    languages = f"--load-language={','.join(('en_US', *LANGUAGES))}"
    options = ["--with-demo"] if demo else []
    odoo(cluster, database, "-i", ",".join(modules), languages, *options)


def wanted_state():
    """What a database of the present files is made from: part → digest."""
    return {"third_party": addons.third_party_state(), **addons.states()}


def outdated(cluster, database):
    """The addons to update, or None if there is no such database."""
    if database not in cluster.databases():
        return None
    known, wanted = recorded(cluster, database), wanted_state()
    if known.get("third_party") != wanted["third_party"]:
        return ["base"]
    return [addon for addon in ADDONS if known.get(addon) != wanted[addon]]


def ensure(cluster, database, demo):
    """Makes a database with our addons, or updates those whose files changed."""
    changed, wanted = outdated(cluster, database), wanted_state()
    if changed == []:
        return
    if changed is None:
        making = f"making_{database}"
        drop(cluster, making)
        cluster.client("createdb", "-T", "template0", making)
        kind = "with demo data" if demo else "without demo data"
        with say.step(f"database {database}: Odoo and third-party addons, {kind}"):
            install(cluster, making, addons.third_party(), demo)
        with say.step(f"database {database}: {', '.join(ADDONS)}"):
            install(cluster, making, ADDONS, demo)
            odoo(cluster, making, code=BUNDLES)
        _remember(cluster, making, wanted)
        _rename(cluster, making, database)
    else:
        known = recorded(cluster, database)
        new = [addon for addon in ADDONS if addon not in known]
        with say.step(f"database {database}: updating {', '.join(changed)}"):
            more = ["-i", ",".join(new)] if new else []
            odoo(cluster, database, "-u", ",".join(changed), *more)
            odoo(cluster, database, code=BUNDLES)
        _remember(cluster, database, wanted)


def recorded(cluster, database):
    """The state a database was made from: addon → digest."""
    rows = cluster.query(
        database,
        "SELECT value FROM ir_config_parameter"
        f" WHERE key = '{PARAMETER}' AND value IS NOT NULL",
    )
    return json.loads(rows[0][0]) if rows else {}


def _remember(cluster, database, wanted):
    cluster.query(
        database,
        "INSERT INTO ir_config_parameter (key, value)"
        f" VALUES ('{PARAMETER}', '{json.dumps(wanted)}')"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )


def clone(cluster, source, target):
    """Copies a database and its files (as hard links: Odoo never rewrites them)."""
    drop(cluster, target)
    cluster.client("createdb", "-T", source, target)
    files = data_dir(cluster) / "filestore"
    if (files / source).is_dir():
        shutil.copytree(files / source, files / target, copy_function=os.link)


def drop(cluster, database):
    cluster.client("dropdb", "--if-exists", "--force", database)
    shutil.rmtree(data_dir(cluster) / "filestore" / database, ignore_errors=True)


def templates(cluster):
    """Makes the template databases of the present state; returns kind → name.

    third_party and its twin with demo data are kept while only our addons change.
    """
    with lock("templates"):
        base, ours = addons.third_party_state(), addons.state()
        names = {
            "third_party": f"third_party_{base}",
            "third_party_demo": f"third_party_demo_{base}",
            "plain": f"plain_{ours}",
            "demo": f"demo_{ours}",
        }
        there = cluster.databases()
        for name in there - set(names.values()):
            if _left_over(name):
                drop(cluster, name)
        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda demo: _template_chain(cluster, names, there, demo),
                    (False, True),
                )
            )
    return names


def _left_over(name):
    """Templates of an earlier state, and clones whose process is gone."""
    if name.startswith(("third_party_", "plain_", "demo_", "making_")):
        return True
    clone = re.match(r"(?:run|test|bench|shots)_(\d+)", name)
    return bool(clone) and not Path("/proc", clone[1]).exists()


def _template_chain(cluster, names, there, demo):
    base = names["third_party_demo" if demo else "third_party"]
    ours = names["demo" if demo else "plain"]
    suffix = "with demo data" if demo else "without demo data"
    if base not in there:
        with say.step(f"template database: third-party addons, {suffix}"):
            making = f"making_{base}"
            cluster.client("createdb", "-T", "template0", making)
            install(cluster, making, addons.third_party(), demo)
            _rename(cluster, making, base)
    if ours not in there:
        with say.step(f"template database: our addons, {suffix}"):
            making = f"making_{ours}"
            clone(cluster, base, making)
            install(cluster, making, ADDONS, demo)
            odoo(cluster, making, code=BUNDLES)
            _remember(cluster, making, wanted_state())
            _rename(cluster, making, ours)


def _rename(cluster, old, new):
    """A template has its name only when it is complete."""
    cluster.query(old, "ANALYZE")
    files = data_dir(cluster) / "filestore"
    if (files / old).is_dir():
        shutil.rmtree(files / new, ignore_errors=True)
        (files / old).rename(files / new)
    cluster.query("template1", f'ALTER DATABASE "{old}" RENAME TO "{new}"')
