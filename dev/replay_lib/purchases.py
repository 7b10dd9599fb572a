"""The purchase histories: CDNOW_sample.txt of the PyPI wheel `lifetimes`, or a file of
the same form (master id, id, date yyyymmdd, number of CDs, dollars).

A standard data set of customer-base analysis. It is read from the wheel and never
becomes part of this project.
"""

import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

WHEEL = "lifetimes==0.11.3"
WHEEL_FILE = "Lifetimes-0.11.3-py3-none-any.whl"
MEMBER = "lifetimes/datasets/CDNOW_sample.txt"


class Refusal(Exception):
    """Ends the replay with one line."""


class Purchase(NamedTuple):
    customer: str
    number: int  # among the customer's purchases of that day, from 1
    day: date
    cds: int
    dollars: float

    @property
    def reference(self):
        """What identifies a purchase: some customers bought the same twice a day."""
        return f"cdnow:{self.customer}:{self.day:%Y%m%d}:{self.number}"


def sample_lines(folder):
    """The rows of the sample; the wheel is downloaded to `folder` once."""
    wheel = Path(folder) / WHEEL_FILE
    if not wheel.exists():
        download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        result = subprocess.run(
            [*download, f"--dest={folder}", WHEEL],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode or not wheel.exists():
            raise Refusal(
                f"The wheel {WHEEL} could not be had; DATA=FILE names another file: "
                f"{result.stderr.strip()[-300:]}"
            )
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(MEMBER).decode().splitlines()


def read(lines):
    """{day: purchases}, days in their order, purchases in the order of the file."""
    days = {}
    seen = {}
    for position, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _master, customer, day, cds, dollars = line.split()
            day = datetime.strptime(day, "%Y%m%d").date()
            cds, dollars = int(cds), float(dollars)
        except ValueError as error:
            raise Refusal(
                f"Line {position} is not of the form 'master id, id, date yyyymmdd, "
                f"CDs, dollars': {line.strip()!r}"
            ) from error
        number = seen[customer, day] = seen.get((customer, day), 0) + 1
        days.setdefault(day, []).append(Purchase(customer, number, day, cds, dollars))
    if not days:
        raise Refusal("The file holds no purchase.")
    return dict(sorted(days.items()))
