"""The arena: sessions that compete on a cloned database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Arena:
    """Client of `arena.py`."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("arena.py")), database],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        assert line, "the arena ended; its log is above"
        return json.loads(line)

    def run(self, module, scenario, contenders, **options):
        """Let contenders compete; the answer as `arena.py` describes it."""
        request = {
            "module": module,
            "scenario": scenario,
            "contenders": contenders,
            "options": options,
        }
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        assert "broken" not in answer, answer["broken"]
        for result in answer["results"]:
            assert result is None or "crashed" not in result, result
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def make_arena(module_clone_db):
    """`make_arena() -> Arena` on a new clone of the template `plain`."""
    arenas = []

    def make():
        arenas.append(Arena(module_clone_db("plain")))
        return arenas[-1]

    yield make
    for arena in arenas:
        arena.close()


@pytest.fixture(scope="module")
def arena(make_arena):
    """One arena for all tests of a module."""
    return make_arena()
