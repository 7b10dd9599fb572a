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

from . import databases, postgres, say, stack
from .paths import BUILD, ODOO_BIN, ROOT, VAR
from .postgres import Cluster

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


class Server:
    """An Odoo server process that outlives the command which started it."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.record = VAR / f"server-{cluster.name}.json"
        self.log = VAR / f"server-{cluster.name}.log"

    def asked(self):
        """Port, host and database it was started with; None if it does not run."""
        with contextlib.suppress(OSError, ValueError):
            record = json.loads(self.record.read_text())
            with open(f"/proc/{record.pop('pid')}/cmdline") as stream:
                return record if str(ODOO_BIN) in stream.read() else None
        return None

    def start(self, asked):
        config = databases.configuration(self.cluster)
        command = [str(ODOO_BIN), "-c", str(config), "-d", asked["database"]]
        command += [f"--db-filter=^{asked['database']}$", f"-p{asked['port']}"]
        command += [f"--http-interface={asked['host']}", "--max-cron-threads=1"]
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [*command, "--log-level=info"],
                cwd=ROOT,
                env=self.cluster.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.record.write_text(json.dumps({"pid": process.pid, **asked}))
        end = time.monotonic() + 120
        while not self._answers(asked["port"]):
            if process.poll() is not None or time.monotonic() > end:
                raise say.Refusal(f"Odoo does not answer: see {self.log}")
            time.sleep(0.1)

    def _answers(self, port):
        try:
            with urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60):
                return True
        except HTTPError as error:
            raise say.Refusal(f"Odoo answers {error}: see {self.log}") from error
        except (URLError, OSError):
            return False

    def stop(self):
        if self.asked():
            say.line("stopping the server")
            pid = json.loads(self.record.read_text())["pid"]
            os.kill(pid, signal.SIGTERM)
            end = time.monotonic() + 20
            while self.asked():
                if time.monotonic() > end:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.1)
        self.record.unlink(missing_ok=True)


def _database():
    return os.environ.get("DB") or "cs"


def run():
    asked = {
        "port": int(os.environ.get("PORT") or 8069),
        "host": os.environ.get("HOST") or "127.0.0.1",
        "database": _database(),
    }
    # a benchmark serves from the cluster of the tests
    cluster = Cluster(os.environ.get("CS_CLUSTER") or "run")
    server = Server(cluster)
    running = server.asked()
    if not running or running["port"] != asked["port"]:
        _refuse_busy(asked)
    stack.prepare(stack.RUN)
    with say.step("PostgreSQL"):
        cluster.start()
    if databases.outdated(cluster, asked["database"]) != [] or running != asked:
        server.stop()
        databases.ensure(cluster, asked["database"], demo=True)
    if not server.asked():
        with say.step("Odoo"):
            server.start(asked)
    _print_logins(cluster, asked["database"])
    address = f"http://localhost:{asked['port']}"
    say.line(f"Odoo serves database {asked['database']}: {address}")
    return 0


def _refuse_busy(asked):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((asked["host"], asked["port"]))
        except OSError as error:
            port = asked["port"]
            raise say.Refusal(
                f"Port {port} is in use: choose another, `make run PORT={port + 1}`."
            ) from error


def _print_logins(cluster, database):
    logins = ", ".join(f"'{login}'" for login in ROLES)
    people = dict(
        cluster.query(
            database,
            "SELECT u.login, p.name FROM res_users u JOIN res_partner p"
            f" ON p.id = u.partner_id WHERE u.active AND u.login IN ({logins})",
        )
    )
    print(f"\n  {'login':<14}{'person':<18}role (the password is the login)")
    for login, role in ROLES.items():
        if login in people:
            print(f"  {login:<14}{people[login]:<18}{role}")
    print()


def stop():
    for name in ("run", "test"):
        cluster = Cluster(name)
        Server(cluster).stop()
        cluster.stop()


def clean():
    stop()
    for name in ("run", "test"):
        Cluster(name).remove()
    for folder in (postgres.home(), VAR, BUILD):
        shutil.rmtree(folder, ignore_errors=True)


def logs():
    log = Server(Cluster("run")).log
    if not log.exists():
        raise say.Refusal("There is no log yet: `make run` first.")
    os.execvp("tail", ["tail", "-n", "100", "-F", str(log)])


def shell():
    stack.prepare(stack.RUN)
    cluster, name = Cluster("run").start(), _database()
    if name not in cluster.databases():
        raise say.Refusal(f"There is no database {name}: `make run` first.")
    command = [str(ODOO_BIN), "shell", "-c", str(databases.configuration(cluster))]
    os.execve(command[0], [*command, "-d", name, "--no-http"], cluster.environment())
