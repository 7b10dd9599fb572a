"""One business day after the other: its orders, and what ends it."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytz

from . import world
from .purchases import Refusal

CLOSED = f"{world.MODULE}.closed_day"
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_automation_skip": True,
    "no_reset_password": True,
}
NOON, EVENING = time(12), time(23, 30)


def known_references(env):
    """The purchases that are orders already."""
    orders = env["sale.order"].search_fetch(
        [("client_order_ref", "=like", "cdnow:%")], ["client_order_ref"]
    )
    return set(orders.mapped("client_order_ref"))


def last_closed_day(env):
    closed = env["ir.config_parameter"].get_param(CLOSED)
    return date.fromisoformat(closed) if closed else None


def still_to_do(histories, known, closed):
    """{day: purchases without an order}; refuses those of days that are over."""
    todo = {}
    for day, bought in histories.items():
        missing = [purchase for purchase in bought if purchase.reference not in known]
        if missing and closed and day <= closed:
            raise Refusal(
                f"{missing[0].reference} is no order yet, but its day is over: this "
                f"database was replayed to {closed} from another file. Use another DB."
            )
        if missing:
            todo[day] = missing
    return todo


def calendar(first, last, closed):
    """Every day from the first purchase on, without those that are over."""
    day = max(first, closed + timedelta(days=1)) if closed else first
    while day <= last:
        yield day
        day += timedelta(days=1)


class Days:
    def __init__(self, registry):
        self.registry = registry

    @contextmanager
    def environment(self):
        """A transaction as superuser without mails; committed unless it fails."""
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, QUIET)

    def run(self, day, bought, customers):
        """A whole day and the mark that it is over, or nothing of it."""
        with self.environment() as env:
            if bought:
                self._sell(_at(env, day, NOON), bought, customers)
            self._end(_at(env, day, EVENING), day)
            env["ir.config_parameter"].set_param(CLOSED, day.isoformat())

    def _sell(self, env, bought, customers):
        salesperson = world.get(env, "salesperson")
        product, team = world.get(env, "product"), world.get(env, "team")
        orders = (
            env["sale.order"]
            .with_user(salesperson)
            .create(
                [
                    {
                        "partner_id": customers[purchase.customer],
                        "team_id": team.id,
                        "client_order_ref": purchase.reference,
                        "order_line": [
                            (
                                0,
                                0,
                                {
                                    "product_id": product.id,
                                    "name": f"{purchase.cds} CDs",
                                    "price_unit": purchase.dollars,
                                },
                            )
                        ],
                    }
                    for purchase in bought
                ]
            )
        )
        orders.action_confirm()


def _at(env, day, hour):
    """The environment at an hour of the company's place."""
    from odoo.addons.cs_vip.business_day import Clock

    zone = pytz.timezone(env.company.resource_calendar_id.tz or "UTC")
    moment = zone.localize(datetime.combine(day, hour)).astimezone(pytz.utc)
    return env(context=dict(env.context, cs_clock=Clock(moment.replace(tzinfo=None))))
