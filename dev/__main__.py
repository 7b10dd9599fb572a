"""`python3 -m dev COMMAND`: what `make` runs. Needs nothing but Python."""

import argparse
import os
import sys

from . import say

COMMANDS = {
    "run": ("serve", "run"),
    "stop": ("serve", "stop"),
    "logs": ("serve", "logs"),
    "shell": ("serve", "shell"),
    "clean": ("serve", "clean"),
    "test": ("testing", "test"),
    "lint": ("lint", "lint"),
    "format": ("lint", "repair"),
    "i18n": ("i18n", "update"),
    "readme": ("readme", "update"),
    "bench": ("bench", "bench"),
    "shots": ("shots", "shots"),
    "replay": ("history", "replay"),
}


def main():
    parser = argparse.ArgumentParser(prog="dev", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args().command
    module, function = COMMANDS[command]
    os.umask(0o022)
    try:
        chosen = getattr(__import__(f"dev.{module}", fromlist=[function]), function)
        return chosen()
    except say.Refusal as refusal:
        print(f"make {command}: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
