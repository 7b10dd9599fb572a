"""What the person at the terminal reads: steps with their time, and refusals."""

import subprocess
import sys
import time
from contextlib import contextmanager

START = time.monotonic()


class Refusal(Exception):
    """Ends the command with one line."""


def line(text):
    print(f"[{time.monotonic() - START:5.1f}s] {text}", flush=True)


@contextmanager
def step(text):
    """Says the step when it begins and its time when it ends."""
    line(f"{text} …")
    begin = time.monotonic()
    yield
    spent = time.monotonic() - begin
    if spent >= 1:
        line(f"{text}: {spent:.1f} s")


def run(command, log, **options):
    """Runs a command silently; on failure shows the end of its log and refuses."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as stream:
        result = subprocess.run(
            command, stdout=stream, stderr=subprocess.STDOUT, check=False, **options
        )
    if result.returncode:
        sys.stderr.write(log.read_text(errors="replace")[-6000:])
        raise Refusal(f"{command[0]} ended with {result.returncode}: see {log}")
