"""Sends real purchase histories through the card models, day by day.

    python -m dev.replay -c odoo.conf -d DB [--data FILE] [--wheels DIR] [--until DAY]

The database has `cs_vip` installed and is used for nothing else. Each purchase is a
confirmed order, known by its `client_order_ref`; a day ends with the steps that end it
in a shop (docs/decisions/0005-replay.md). It may be stopped at any moment: the next
start runs the day again that was broken off, which leaves alone what is done.
"""

import argparse
import signal
import sys
from datetime import date
from pathlib import Path

from .replay_lib import days, purchases, world
from .replay_lib.progress import Progress

ROOT = Path(__file__).resolve().parent.parent


def arguments(argv=None):
    parser = argparse.ArgumentParser(prog="replay", description=__doc__.split("\n")[0])
    parser.add_argument("-c", "--config", required=True, help="Odoo's configuration")
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--data", type=Path, help="a file of the form of the sample")
    parser.add_argument("--wheels", type=Path, default=ROOT / "var" / "wheels")
    parser.add_argument(
        "--until",
        type=date.fromisoformat,
        help="last day (default: the day of the last purchase)",
    )
    return parser.parse_args(argv)


def registry(config_file, database):
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", config_file, "-d", database, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    found = Registry(database)
    if "cs.vip.card" not in found:
        raise purchases.Refusal(f"cs_vip is not installed in the database {database}.")
    return found


def lines(options):
    if not options.data:
        return purchases.sample_lines(options.wheels)
    if not options.data.is_file():
        raise purchases.Refusal(f"DATA={options.data} is no file.")
    return options.data.read_text().splitlines()


def replay(options):
    """Runs to the end; returns how many orders this run made, and in what time."""
    histories = purchases.read(lines(options))
    until = options.until or max(histories)
    histories = {day: bought for day, bought in histories.items() if day <= until}
    runner = days.Days(registry(options.config, options.database))
    everybody = {item.customer for bought in histories.values() for item in bought}
    with runner.environment() as env:
        world.set_up(env, everybody)
    with runner.environment() as env:
        known = days.known_references(env)
        closed = days.last_closed_day(env)
        customers = world.customer_ids(env)
    todo = days.still_to_do(histories, known, closed)
    total = sum(map(len, histories.values()))
    progress = Progress(total, total - sum(map(len, todo.values())))
    for day in days.calendar(min(histories), until, closed):
        bought = todo.get(day, [])
        runner.run(day, bought, customers)
        progress.show(day, len(bought))
    progress.end()
    return progress


def main(argv=None):
    options = arguments(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        progress = replay(options)
    except purchases.Refusal as refusal:
        print(f"replay: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on where it was.", file=sys.stderr)
        return 130
    print(
        f"{progress.done:,} orders in {options.database}; this run: "
        f"{progress.done - progress.before:,} in {progress.seconds:.0f} s "
        f"({progress.rate:.1f} orders/s)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
