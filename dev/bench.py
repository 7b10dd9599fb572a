"""make bench: runs tests/bench/bench_*.py, prints a table, writes build/bench.json.

How a benchmark is written: tests/README.md.
"""

import importlib
import itertools
import json
import os
import subprocess
from contextlib import suppress
from types import SimpleNamespace

from . import databases, say, stack, testing
from .paths import BUILD, PYTHON, ROOT
from .postgres import Cluster

COLUMNS = ("name", "value", "unit", "reference", "ratio", "target", "met")


class Context:
    """What a benchmark gets: databases, processes, rows."""

    def __init__(self, cluster, names):
        self.cluster = cluster
        self.names = names
        self.environment = testing.environment_for(cluster, names)
        self.made = []
        self._numbers = itertools.count(1)

    def clone(self, template):
        """A clone of `plain`, `demo` or `third_party`, or of such a clone; dropped at
        the end."""
        name = f"bench_{os.getpid()}_{next(self._numbers)}"
        self.made.append(name)
        databases.clone(self.cluster, self.names.get(template, template), name)
        return name

    def analyze(self, database):
        """What autovacuum would have done by now, after a lot was written."""
        self.cluster.client("vacuumdb", "-q", "-z", "-d", database)

    def odoo(self, database, *arguments):
        """One `odoo --stop-after-init` process."""
        databases.odoo(self.cluster, database, *arguments)

    def worker(self, database, module):
        """A process with the registry of a database that imports a benchmark."""
        return Worker(self.environment, database, module)

    def row(self, name, value, unit, reference, target=None, met=None):
        """One figure; `met` is ratio ≤ target unless said otherwise."""
        ratio = value / reference if reference else None
        if met is None and target is not None:
            met = ratio is not None and ratio <= target
        figures = (name, value, unit, reference, ratio, target, met)
        return dict(zip(COLUMNS, figures, strict=True))

    def close(self):
        for name in self.made:
            databases.drop(self.cluster, name)


class Worker:
    """The near end of dev/bench_worker.py: one request and one answer a line."""

    def __init__(self, environment, database, module):
        self.log = BUILD / f"bench-{database}.log"
        self._stream = self.log.open("w")
        self._process = subprocess.Popen(
            [str(PYTHON), "-m", "dev.bench_worker"]
            + [environment["CS_ODOO_CONF"], database, str(module)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stream,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
        self._stream.close()

    def call(self, function, **arguments):
        """Runs `function(env, **arguments)` of the benchmark's module over there."""
        request = json.dumps({"function": function, "arguments": arguments})
        self._process.stdin.write(f"{request}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise say.Refusal(f"{function}: {self.log.read_text()[-6000:]}")
        return SimpleNamespace(**json.loads(answer))


def bench():
    asked = os.environ.get("BENCH")
    paths = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))
    known = [path.stem.removeprefix("bench_") for path in paths]
    if asked and asked not in known:
        raise say.Refusal(f"BENCH={asked}: there are {', '.join(known)}.")
    stack.prepare(stack.TEST, browser=True)
    stack.enter()
    cluster = Cluster("test").start()
    context = Context(cluster, databases.templates(cluster))
    BUILD.mkdir(exist_ok=True)
    rows = []
    try:
        for name in [asked] if asked else known:
            with say.step(f"benchmark {name}"):
                module = importlib.import_module(f"tests.bench.bench_{name}")
                rows += module.run(context)
    finally:
        context.close()
    (BUILD / "bench.json").write_text(f"{json.dumps(rows, indent=2)}\n")
    _print(rows)
    return 0 if all(row["met"] is not False for row in rows) else 1


def _print(rows):
    table = [COLUMNS, *([_shown(row[column]) for column in COLUMNS] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    print()
    for line in table:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line, widths, strict=True)][
            1:
        ]
        print("  ".join(cells))
    print("\nbuild/bench.json has the same figures, unrounded.")


def _shown(value):
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
