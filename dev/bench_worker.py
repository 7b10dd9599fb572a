"""The far end of a benchmark: a process with one registry, answering calls.

    python -m dev.bench_worker CONFIGURATION DATABASE MODULE

A request is a line {"function", "arguments"}; the answer is a line {"result", "cpu",
"wall", "queries"}. CPU time is of this process alone.
"""

import importlib.util
import json
import sys
import time


def load(path):
    specification = importlib.util.spec_from_file_location("benchmark", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def call(registry, function, arguments):
    """Runs one function in a transaction of its own, as superuser, and commits."""
    from odoo.api import SUPERUSER_ID, Environment

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        queries, wall, cpu = cr.sql_log_count, time.perf_counter(), time.process_time()
        result = function(env, **arguments)
        env.flush_all()
        cr.commit()
        return {
            "result": result,
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - wall,
            "queries": cr.sql_log_count - queries,
        }


def main(configuration, database, path):
    answers, sys.stdout = sys.stdout, sys.stderr
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", configuration, "-d", database], setup_logging=True)
    registry = Registry(database)
    module = load(path)
    for line in sys.stdin:
        request = json.loads(line)
        function = getattr(module, request["function"])
        answer = call(registry, function, request["arguments"])
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
