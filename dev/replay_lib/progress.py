"""How far the replay is: a bar on a terminal, else a line every ten per cent."""

import sys
import time

WIDTH = 30


class Progress:
    def __init__(self, total, done, stream=None):
        self.stream = stream or sys.stderr
        self.total, self.done, self.before = total, done, done
        self.begin = time.monotonic()
        self.said = None

    @property
    def seconds(self):
        return time.monotonic() - self.begin

    @property
    def rate(self):
        """Orders per second of this run."""
        return (self.done - self.before) / max(self.seconds, 1e-9)

    def show(self, day, orders):
        self.done += orders
        share = self.done / self.total if self.total else 1.0
        text = (
            f"[{'#' * int(share * WIDTH):<{WIDTH}}] {day}  "
            f"{self.done:,} of {self.total:,} orders  {self.rate:.1f} orders/s"
        )
        if self.stream.isatty():
            print(f"\r{text}", end="", file=self.stream, flush=True)
        elif self.said is None or int(share * 10) != self.said:
            self.said = int(share * 10)
            print(text, file=self.stream, flush=True)

    def end(self):
        if self.stream.isatty():
            print(file=self.stream)
