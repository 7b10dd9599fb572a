"""Several sessions at once on one database, each a process of its own with its own
connection.

Started as a script by the `arena` fixture: loads the registry once, then reads one JSON
request a line from standard input and answers each with one line. For each request it
runs, as scenario functions of a module of this folder:

- `prepare(env) -> dict`, committed; its result is given to the others as keyword
  arguments;
- `contend(env, number, **prepared)` in as many forked processes as asked for, each in a
  transaction under Odoo's `retrying`, as a request of the web client would be; all have
  read the database before any of them begins;
- `examine(env, **prepared) -> anything JSON` afterwards.

The answer has `prepared`, `results` (for each contender what it returned, or the class
and text of the error its user would see) and `found` (what `examine` returned).
"""

import contextlib
import importlib
import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from functools import partial
from pathlib import Path
from types import SimpleNamespace

PACKAGE = "tests.concurrency"
HASTE = 0.05
PATIENCE = 60  # seconds one contender waits for the others to be ready


def transaction(registry, function):
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        result = function(env)
        env.cr.commit()
        return result


def contender(registry, function, number, prepared, barrier, channel):
    """One session: ready, wait for the others, go."""
    from odoo import SUPERUSER_ID, api
    from odoo.exceptions import UserError
    from odoo.service.model import retrying

    waited = []

    def attempt(env):
        if not waited:
            waited.append(True)
            env.cr.execute("SELECT count(*) FROM res_users")  # its snapshot begins here
            barrier.wait(PATIENCE)
        return function(env, number, **prepared)

    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            outcome = {"result": retrying(partial(attempt, env), env)}
    except UserError as error:
        outcome = {"refused": str(error), "kind": type(error).__name__}
    except Exception as error:  # reported to the test
        outcome = {
            "crashed": f"{type(error).__name__}: {error}",
            "trace": traceback.format_exc()[-3000:],
        }
    channel.send(outcome)
    channel.close()


def drop_connections():
    """No connection may be shared between processes."""
    from odoo import sql_db

    sql_db.close_all()


def compete(registry, scenario, prepared, contenders):
    """Run the contenders; None where a process died without an answer."""
    drop_connections()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(contenders)
    started = []
    for number in range(contenders):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(
            target=contender,
            args=(registry, scenario.contend, number, prepared, barrier, sender),
        )
        process.start()
        sender.close()
        started.append((process, receiver))
    results = []
    for process, receiver in started:
        try:
            results.append(receiver.recv())
        except EOFError:
            results.append(None)
        process.join()
    return results


class Scenario:
    """The three functions of one scenario: attributes of a class in a module of this
    folder.
    """

    def __init__(self, module, name):
        self.functions = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)

    def prepare(self, env, **options):
        return self.functions.prepare(env, **options) or {}

    def contend(self, env, number, **prepared):
        return self.functions.contend(env, number, **prepared)

    def examine(self, env, **prepared):
        return self.functions.examine(env, **prepared)


def say(answers, what):
    answers.write(json.dumps(what, default=str) + "\n")
    answers.flush()


def serve(database):
    from odoo.modules.registry import Registry
    from odoo.service import model as service
    from odoo.tools import config

    # Odoo waits up to 2, 4, 8, 16 seconds between its tries; so long is not needed.
    service.time = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds * HASTE))
    config.parse_config(["-c", os.environ["CS_ODOO_CONF"], "-d", database])
    registry = Registry(database)
    answers, sys.stdout = sys.stdout, sys.stderr
    say(answers, "ready")
    for line in sys.stdin:
        request = json.loads(line)
        registry.check_signaling()
        scenario = Scenario(request["module"], request["scenario"])
        answer = {}
        try:
            prepare = partial(scenario.prepare, **request.get("options", {}))
            prepared = answer["prepared"] = transaction(registry, prepare)
            answer["results"] = compete(
                registry, scenario, prepared, request["contenders"]
            )
            answer["found"] = transaction(
                registry, partial(scenario.examine, **prepared)
            )
        except Exception:  # the test fails with it
            answer["broken"] = traceback.format_exc()
        say(answers, answer)


def die():
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    with contextlib.suppress(BrokenPipeError):
        serve(sys.argv[1])
