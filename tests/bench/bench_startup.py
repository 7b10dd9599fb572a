"""The second `make run`, and the web client of a user who logs in after it.

Both beside Odoo alone: a bare server process on a database of the third-party addons.
The sides take turns. Wall time, since starting is the work of several processes; and
`make run` must serve within 15 seconds, whatever Odoo alone takes.
"""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from dev import say, serve
from dev.browser import Browser
from dev.paths import ODOO_BIN, ROOT

NAME = "startup"
ROUNDS = 3
SECONDS_AT_MOST = 15
RATIO_AT_MOST = 2


def run(ctx):
    ours, bare = ctx.clone("demo"), ctx.clone("third_party")
    serving = {_ours: [], _bare: []}
    client = {_ours: [], _bare: []}
    for _round in range(ROUNDS):
        for side, database in ((_ours, ours), (_bare, bare)):
            begin = time.perf_counter()
            with side(ctx, database) as url:
                serving[side].append(time.perf_counter() - begin)
                client[side].append(_web_client(url))
    return [_row(ctx, "make_run", serving), _row(ctx, "web_client", client)]


def _row(ctx, name, seconds):
    ours, bare = median(seconds[_ours]), median(seconds[_bare])
    met = ours <= SECONDS_AT_MOST and ours / bare <= RATIO_AT_MOST
    return ctx.row(f"{NAME}.{name}", ours, "s", bare, target=RATIO_AT_MOST, met=met)


@contextmanager
def _ours(ctx, database):
    """`make run` on a database that is up to date, its server not running."""
    port = _free_port()
    environment = ctx.environment | {"CS_CLUSTER": "test", "DB": database}
    subprocess.run(
        [sys.executable, "-m", "dev", "run"],
        cwd=ROOT,
        env=environment | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        serve.Server(ctx.cluster).stop()


@contextmanager
def _bare(ctx, database):
    """An Odoo process that none of our tools started, until it answers."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(ODOO_BIN), "-c", ctx.environment["CS_ODOO_CONF"], "-d", database]
    process = subprocess.Popen(
        [*command, f"-p{port}", f"--db-filter=^{database}$", "--max-cron-threads=1"],
        env=ctx.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(url):
            if process.poll() is not None:
                raise say.Refusal(f"odoo ended with {process.returncode}")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _answers(url):
    try:
        with urlopen(f"{url}/web/login", timeout=60):
            return True
    except (URLError, OSError):
        return False


def _web_client(url):
    """Seconds from the login form sent to an application drawn in the browser."""
    with Browser() as browser:
        begin = time.perf_counter()
        browser.log_in(url, "admin")
        browser.wait("document.querySelector('.o_web_client .o_action_manager > *')")
        return time.perf_counter() - begin


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
