"""Private PostgreSQL clusters: a socket each, no TCP, everything in one directory.

`run` keeps its promises to the disk, for somebody's data; `test` does not, for speed.
"""

import fcntl
import functools
import os
import pwd
import shlex
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
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
)


def installed():
    """The bin directory of the newest PostgreSQL on the machine, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max(
        (path.parent for path in found),
        key=lambda path: int(path.parent.name),
        default=None,
    )


def account():
    """Who runs PostgreSQL when we are root, which it refuses."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def step_down():
    """The beginning of a command that root runs as that account."""
    if os.getuid():
        return []
    ids = account()
    return ["setpriv", f"--reuid={ids.pw_uid}", f"--regid={ids.pw_gid}"] + [
        "--clear-groups"
    ]


@functools.cache
def home():
    """var/; as root /var/lib/…, where that account cannot reach the checkout."""
    VAR.mkdir(exist_ok=True)
    enter = [*step_down(), "test", "-x", str(VAR)]
    if subprocess.run(enter, check=False).returncode == 0:
        return VAR
    return Path("/var/lib") / f"cs-{CHECKOUT}"


def system():
    """Where unpacked programs are; a copy, if they are out of reach in var/."""
    reachable = home() / SYSTEM.name
    if not (reachable / ".done").exists():
        shutil.copytree(
            SYSTEM,
            reachable,
            symlinks=True,
            ignore=shutil.ignore_patterns("fonts"),
            dirs_exist_ok=True,
        )
    return reachable


def binaries():
    """The bin directory in use: installed, else unpacked."""
    unpacked = installed() or next(system().glob("usr/lib/postgresql/*/bin"), None)
    if not unpacked:
        raise say.Refusal("No PostgreSQL: run `make clean`, then the command again.")
    return unpacked


def libraries():
    """LD_LIBRARY_PATH of those programs."""
    return (
        os.environ.get("LD_LIBRARY_PATH", "") if installed() else library_path(system())
    )


def packaged_major(source):
    """The major version of this Debian's PostgreSQL."""
    version = source.candidate("postgresql", source.own)
    return version.split("+")[0].split(".")[0]


class Cluster:
    """One PostgreSQL server of this checkout, started when it is needed."""

    def __init__(self, name):
        self.name = name
        self.fast = name == "test"
        self.folder = home() / "pg" / name
        self.data = self.folder / "data"
        self.socket = self._socket()

    def _socket(self):
        if len(f"{self.folder}/.s.PGSQL.{PORT}") <= SOCKET_LIMIT:
            return self.folder
        return Path(tempfile.gettempdir()) / f"cs-{CHECKOUT}-{self.name}"

    def _run(self, program, *arguments, check=True):
        settings = [f"LD_LIBRARY_PATH={libraries()}", "LC_ALL=C.UTF-8"]
        result = subprocess.run(
            [*step_down(), "env", *settings, str(binaries() / program), *arguments],
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
                    os.chown(folder, account().pw_uid, account().pw_gid)
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
            options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
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

    def environment(self, **extra):
        """The environment in which psql, createdb and Odoo reach this cluster."""
        env = environment(PGHOST=self.socket, PGPORT=PORT, PGUSER=USER, **extra)
        env["PATH"] = f"{env['PATH']}:{binaries()}"
        env["LD_LIBRARY_PATH"] = libraries()
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
