"""Marks in the context that only our own Python code can set.

An RPC caller sends JSON values; he can never send these very objects, so code may trust
a context key that `is` one of them.
"""

from dataclasses import dataclass
from datetime import date

# Lines are being changed together: book and recompute once, after the last.
DEFER = object()
# The voucher's own lines are being written.
VOUCHER = object()
# Core loyalty counts what was paid, the voucher taken off.
PAID = object()
# A person is being erased: nobody writes to them about it.
ERASING = object()


def deferred(env):
    return env.context.get("cs_vip_defer") is DEFER


def writes_voucher(env):
    return env.context.get("cs_vip_voucher") is VOUCHER


def counts_what_is_paid(env):
    return env.context.get("cs_vip_paid") is PAID


def erases(env):
    return env.context.get("cs_vip_erasing") is ERASING


@dataclass(frozen=True)
class AsOf:
    """In the context as `cs_vip_as_of`: report balances at the end of that day."""

    day: date
