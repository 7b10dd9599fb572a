"""make replay: real purchase histories, through the addons, in their own database."""

import os
import subprocess
import zipfile
from pathlib import Path

from . import databases, say, stack
from .paths import CACHE, PYTHON, ROOT, environment
from .postgres import Cluster

# A published data set of customer-base analysis; it stays in the wheel that carries it
WHEEL = "lifetimes==0.11.3"
MEMBER = "lifetimes/datasets/CDNOW_sample.txt"


def sample():
    """The file with the purchase histories, fetched once."""
    path = CACHE / Path(MEMBER).name
    if not path.exists():
        with say.step(f"purchase histories: {MEMBER} of {WHEEL}"):
            say.run(
                [str(PYTHON), "-m", "pip", "download", "-q", "--no-deps"]
                + [f"-d{CACHE}", WHEEL],
                CACHE / "pip-download.log",
                env=environment(),
            )
            wheel = next(CACHE.glob(f"{WHEEL.replace('==', '-')}-*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                path.write_bytes(archive.read(MEMBER))
            wheel.unlink()
    return path


def replay():
    stack.prepare(stack.RUN)
    data = Path(os.environ.get("DATA") or sample())
    if not data.is_file():
        raise say.Refusal(f"DATA={data} is no file.")
    name = os.environ.get("DB") or "replay"
    with say.step("PostgreSQL"):
        cluster = Cluster("run").start()
    databases.ensure(cluster, name, demo=False)
    command = [str(PYTHON), "-m", "dev.replay", "--database", name]
    command += ["--config", str(databases.configuration(cluster)), "--data", str(data)]
    return subprocess.run(
        command, cwd=ROOT, env=cluster.environment(), check=False
    ).returncode
