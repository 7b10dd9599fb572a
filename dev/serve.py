"""make run, stop, logs, shell, clean: this checkout's server, in the background."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from . import databases, say, stack
from .paths import BUILD, ODOO_BIN, ROOT, VAR
from .postgres import Cluster

RECORD = VAR / "server.json"
LOG = VAR / "server.log"
# login → role; the password is the login
ROLES = {
    "sales": "salesperson, Flagship store",
    "sales2": "salesperson, Modern store",
    "salesmanager": "sales manager",
    "clerk": "CS clerk",
    "agent": "online agent",
    "specialist": "customer information specialist",
    "aftersales": "after-sales specialist",
    "supervisor": "CS supervisor",
    "manager": "CS manager",
    "installer": "installer",
    "lead": "installation lead",
    "quality": "quality department (answers what is routed to it)",
    "gm": "general manager",
    "hr": "HR",
    "customer": "customer (portal)",
    "admin": "administrator",
}


def database():
    return os.environ.get("DB") or "cs"


def cluster():
    """`run` unless a benchmark asks for the one of the tests."""
    return Cluster(os.environ.get("CS_CLUSTER") or "run")


def run():
    name, port = database(), int(os.environ.get("PORT") or 8069)
    host = os.environ.get("HOST") or "127.0.0.1"
    _refuse_busy(host, port)
    stack.prepare(stack.RUN)
    with say.step("PostgreSQL"):
        server = cluster().start()
    pending = databases.outdated(server, name)
    asked = {"port": port, "host": host, "database": name}
    if pending != [] or _recorded() != asked:
        stop_server()
        databases.ensure(server, name, demo=True)
    if not _alive():
        with say.step("Odoo"):
            _serve(server, asked)
    _print_logins(server, name)
    say.line(f"Odoo serves database {name}: http://localhost:{port}")
    return 0


def _refuse_busy(host, port):
    if _alive() and _recorded()["port"] == port:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise say.Refusal(
                f"Port {port} is in use: choose another, `make run PORT={port + 1}`."
            ) from error


def _serve(server, asked):
    config = databases.configuration(server)
    command = [str(ODOO_BIN), "-c", str(config), "-d", asked["database"]]
    command += [f"--db-filter=^{asked['database']}$", f"-p{asked['port']}"]
    command += [f"--http-interface={asked['host']}", "--max-cron-threads=1"]
    command += ["--log-level=info"]
    with LOG.open("a") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=server.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    RECORD.write_text(json.dumps({"pid": process.pid, **asked}))
    end = time.monotonic() + 120
    while not _answers(asked["port"]):
        if process.poll() is not None or time.monotonic() > end:
            raise say.Refusal(f"Odoo does not answer: see {LOG}")
        time.sleep(0.1)


def _answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60):
            return True
    except HTTPError as error:
        raise say.Refusal(f"Odoo answers with {error}: see {LOG}") from error
    except (URLError, OSError):
        return False


def _recorded():
    """What the server was started with, without its process id."""
    if not _alive():
        return None
    record = json.loads(RECORD.read_text())
    return {key: record[key] for key in ("port", "host", "database")}


def _alive():
    """The process id of our server, if it runs."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        pid = json.loads(RECORD.read_text())["pid"]
        with open(f"/proc/{pid}/cmdline") as stream:
            if str(ODOO_BIN) in stream.read():
                return pid
    return None


def _print_logins(server, name):
    logins = ", ".join(f"'{login}'" for login in ROLES)
    rows = server.query(
        name,
        "SELECT u.login, p.name FROM res_users u JOIN res_partner p"
        f" ON p.id = u.partner_id WHERE u.active AND u.login IN ({logins})",
    )
    people = dict(rows)
    print(f"\n  {'login':<14}{'person':<18}role (the password is the login)")
    for login, role in ROLES.items():
        if login in people:
            print(f"  {login:<14}{people[login]:<18}{role}")
    print()


def stop_server():
    pid = _alive()
    if pid:
        say.line("stopping the server")
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + 20
        while _alive():
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
    RECORD.unlink(missing_ok=True)


def stop():
    stop_server()
    for name in ("run", "test"):
        folder = Cluster(name)
        with contextlib.suppress(say.Refusal):
            folder.stop()


def clean():
    stop()
    for name in ("run", "test"):
        Cluster(name).remove()
    for folder in (VAR, BUILD):
        shutil.rmtree(folder, ignore_errors=True)


def logs():
    if not LOG.exists():
        raise say.Refusal("There is no log yet: `make run` first.")
    os.execvp("tail", ["tail", "-n", "100", "-F", str(LOG)])


def shell():
    stack.prepare(stack.RUN)
    server, name = cluster().start(), database()
    if name not in server.databases():
        raise say.Refusal(f"There is no database {name}: `make run` first.")
    command = [str(ODOO_BIN), "shell", "-c", str(databases.configuration(server))]
    os.execve(command[0], [*command, "-d", name, "--no-http"], server.environment())
