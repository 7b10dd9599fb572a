"""Private PostgreSQL clusters: a socket each, no TCP, everything in one directory.

`run` keeps its promises to the disk, for somebody's data; `test` does not, for speed.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import say
from .paths import CHECKOUT, SYSTEM, VAR, environment, library_path

PORT = 5432
USER = "odoo"
SOCKET_LIMIT = 100  # a unix socket's path has at most 107 bytes
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def installed():
    """The bin directory of the newest PostgreSQL on the machine, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max(
        (path.parent for path in found),
        key=lambda path: int(path.parent.name),
        default=None,
    )


def binaries():
    """The bin directory in use: installed, else unpacked."""
    found = installed()
    if found:
        return found
    unpacked = list(SYSTEM.glob("usr/lib/postgresql/*/bin"))
    if not unpacked:
        raise say.Refusal("No PostgreSQL: run `make clean`, then the command again.")
    return unpacked[0]


def packaged_major(source):
    """The major version of this Debian's PostgreSQL."""
    version = source.candidate("postgresql", source.own)
    return version.split("+")[0].split(".")[0]


class Cluster:
    """One PostgreSQL server of this checkout, started when it is needed."""

    def __init__(self, name):
        self.name = name
        self.fast = name == "test"
        self.folder = self._folder()
        self.data = self.folder / "data"
        self.socket = self._socket()

    def _folder(self):
        """var/pg/<name>; as root, where the account that runs it can reach it."""
        folder = VAR / "pg" / self.name
        if os.getuid() == 0:
            folder.mkdir(parents=True, exist_ok=True)
            enter = [*self._as(), "test", "-x", str(folder)]
            if subprocess.run(enter, check=False).returncode:
                return Path("/var/lib") / f"cs-{CHECKOUT}" / self.name
        return folder

    def _socket(self):
        if len(f"{self.folder}/.s.PGSQL.{PORT}") <= SOCKET_LIMIT:
            return self.folder
        return Path(tempfile.gettempdir()) / f"cs-{CHECKOUT}-{self.name}"

    def _account(self):
        try:
            return pwd.getpwnam("postgres")
        except KeyError:
            return pwd.getpwnam("nobody")

    def _as(self):
        """PostgreSQL refuses root: step down to postgres, else nobody."""
        if os.getuid():
            return []
        account = self._account()
        return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"] + [
            "--clear-groups"
        ]

    def _run(self, program, *arguments, check=True):
        libraries = ":".join(library_path())
        if installed():
            libraries = os.environ.get("LD_LIBRARY_PATH", "")
        result = subprocess.run(
            [*self._as(), "env", f"LD_LIBRARY_PATH={libraries}", "LC_ALL=C.UTF-8"]
            + [str(binaries() / program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and result.returncode:
            raise say.Refusal(f"{program}: {result.stderr.strip() or result.stdout}")
        return result

    def start(self):
        """Makes the cluster if it is new, starts it if it is down."""
        with lock(f"pg-{self.name}"):
            for folder in {self.folder, self.socket}:
                folder.mkdir(parents=True, exist_ok=True)
                if os.getuid() == 0:
                    account = self._account()
                    os.chown(folder, account.pw_uid, account.pw_gid)
            if not (self.data / "PG_VERSION").exists():
                shutil.rmtree(self.data, ignore_errors=True)
                self._run(
                    "initdb",
                    *("-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8"),
                    *("--locale=C.UTF-8", *(["-N"] if self.fast else [])),
                )
            if self.running():
                return self
            settings = [
                "listen_addresses=",
                f"unix_socket_directories={self.socket}",
                # only the account that runs it and root may connect
                "unix_socket_permissions=0700",
                f"port={PORT}",
                "max_connections=100",
                "jit=off",
                *(FAST if self.fast else ()),
            ]
            log = self.folder / "log"
            options = " ".join(f"-c {setting}" for setting in settings)
            self._run(
                "pg_ctl",
                *("-D", str(self.data), "-s", "-w", "-l", str(log)),
                *("-o", options, "start"),
            )
        return self

    def running(self):
        status = self._run("pg_ctl", "-D", str(self.data), "status", check=False)
        return status.returncode == 0

    def stop(self):
        if (self.data / "PG_VERSION").exists() and self.running():
            self._run("pg_ctl", "-D", str(self.data), "-s", "-w", "-m", "fast", "stop")

    def remove(self):
        self.stop()
        for folder in (self.folder, self.socket):
            shutil.rmtree(folder, ignore_errors=True)
        if self.folder.parent.name == f"cs-{CHECKOUT}":
            shutil.rmtree(self.folder.parent, ignore_errors=True)

    def environment(self, **extra):
        """The environment in which psql, createdb and Odoo reach this cluster."""
        env = environment(PGHOST=self.socket, PGPORT=PORT, PGUSER=USER, **extra)
        env["PATH"] = f"{env['PATH']}:{binaries()}"
        if not installed():
            env["LD_LIBRARY_PATH"] = ":".join(library_path())
        return env

    def client(self, program, *arguments):
        """Runs psql, createdb or dropdb; returns what it printed."""
        result = subprocess.run(
            [str(binaries() / program), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise say.Refusal(f"{program}: {result.stderr.strip()}")
        return result.stdout

    def query(self, database, sql):
        """Rows of a query, as lists of text."""
        printed = self.client("psql", "-XAtq", "-F\t", "-d", database, "-c", sql)
        return [row.split("\t") for row in printed.splitlines()]

    def databases(self):
        rows = self.query("template1", "SELECT datname FROM pg_database")
        return {row[0] for row in rows}


@contextmanager
def lock(name):
    """One process of this checkout at a time."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{name}.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
