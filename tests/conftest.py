"""Fixtures for tests that need a database, a process or a server of their own.

`make test` sets the environment these read; tests/README.md says how to set it by
hand and when to use which fixture.
"""

import itertools
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ("plain", "demo", "third_party")


class Databases:
    """Clones template databases with their files; drops what it made."""

    def __init__(self, prefix):
        self._names = (f"{prefix}_{number}" for number in itertools.count(1))

    def clone(self, template="plain"):
        if template not in TEMPLATES:
            raise ValueError(f"template is one of {TEMPLATES}, not {template!r}")
        source = os.environ[f"CS_TEMPLATE_{template.upper()}"]
        name = next(self._names)
        self.drop(name)
        subprocess.run(["createdb", "-T", source, name], check=True)
        files = self._filestore(source)
        if files.is_dir():
            shutil.copytree(files, self._filestore(name), copy_function=os.link)
        return name

    def create(self):
        """An empty database, for installations from nothing."""
        name = next(self._names)
        self.drop(name)
        subprocess.run(["createdb", "-T", "template0", name], check=True)
        return name

    def drop(self, name):
        subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    @staticmethod
    def _filestore(name):
        from odoo.tools import config

        return Path(config["data_dir"]) / "filestore" / name


@pytest.fixture(scope="session")
def databases():
    """Low level: `clone(template)`, `create()`, `drop(name)`; the caller drops."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Databases(f"test_{os.getpid()}_{worker}")


def _cloning(databases):
    made = []

    def clone(template="plain"):
        made.append(databases.clone(template))
        return made[-1]

    yield clone
    for name in made:
        databases.drop(name)


@pytest.fixture
def clone_db(databases):
    """`clone_db("plain" | "demo" | "third_party") -> name`, dropped after the test."""
    yield from _cloning(databases)


@pytest.fixture(scope="module")
def module_clone_db(databases):
    """As `clone_db`, dropped after the last test of the module."""
    yield from _cloning(databases)


@pytest.fixture(scope="session")
def odoo_bin():
    return os.environ["CS_ODOO_BIN"]


@pytest.fixture(scope="session")
def odoo_cmd(odoo_bin):
    """`odoo_cmd(db, *args)`: one `odoo` process without a server, to its end.

    Returns the CompletedProcess (text, stdout and stderr captured); raises
    AssertionError with its log unless it ends with 0 (or `check=False`).
    """

    def run(db, *args, check=True, timeout=600):
        command = [odoo_bin, "-c", os.environ["CS_ODOO_CONF"], "-d", db]
        command += ["--no-http", "--stop-after-init", *args]
        return _finished(command, check=check, timeout=timeout)

    return run


@pytest.fixture(scope="session")
def odoo_shell(odoo_bin):
    """`odoo_shell(db, code) -> stdout`: runs code in `odoo shell` as a process."""

    def run(db, code, timeout=600):
        command = [odoo_bin, "shell", "-c", os.environ["CS_ODOO_CONF"], "-d", db]
        command += ["--no-http", "--shell-interface=python"]
        return _finished(command, stdin=code, timeout=timeout).stdout

    return run


def _finished(command, stdin=None, check=True, timeout=600):
    result = subprocess.run(
        command,
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if check and result.returncode:
        raise AssertionError(
            f"{' '.join(command)} ended with {result.returncode}:\n"
            f"{result.stdout[-4000:]}\n{result.stderr[-8000:]}"
        )
    return result


@pytest.fixture
def registry_for():
    """`registry_for(db)`: the registry of another database, in this process.

    For tests that commit and run threads; the connections close afterwards.
    """
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    opened = []

    def registry(db):
        # with test_enable, loading a registry would run the addons' own tests
        enabled, config["test_enable"] = config["test_enable"], False
        try:
            opened.append(db)
            return Registry(db)
        finally:
            config["test_enable"] = enabled

    yield registry
    for db in opened:
        Registry.delete(db)
        sql_db.close_db(db)


@pytest.fixture
def odoo_server(odoo_bin, tmp_path):
    """`odoo_server(db) -> base_url`: a server process on a free port, ended after.

    Its log is `odoo_server.log` in the test's tmp_path.
    """
    processes = []

    def start(db, timeout=60):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        command = [odoo_bin, "-c", os.environ["CS_ODOO_CONF"], "-d", db]
        command += [f"--db-filter=^{db}$", f"-p{port}", "--http-interface=127.0.0.1"]
        with (tmp_path / "odoo_server.log").open("a") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        processes.append(process)
        end = time.monotonic() + timeout
        while time.monotonic() < end and process.poll() is None:
            try:
                with urlopen(f"{url}/web/health", timeout=5):
                    return url
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError((tmp_path / "odoo_server.log").read_text()[-8000:])

    yield start
    for process in processes:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
