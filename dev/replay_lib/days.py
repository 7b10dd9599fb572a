"""One business day after the other: its orders, and what ends it."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

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
        """A whole day and, last, the mark that it is over.

        The scheduled jobs commit on their way. Every step leaves alone what it finds
        done, so a day that was broken off is simply run again.
        """
        with self.environment() as env:
            if bought:
                _sell(_at(env, day, NOON), bought, customers)
            evening = _at(env, day, EVENING)
            evening["cs.vip.program"]._cron_day_end(day)
            _apply(evening)
            _decide(evening)
            evening["cs.vip.card"]._cron_close_years(day)
            env["ir.config_parameter"].set_param(CLOSED, day.isoformat())


def _sell(env, bought, customers):
    """One order a purchase, made and confirmed by the salesperson."""
    salesperson = world.get(env, "salesperson")
    product, team = world.get(env, "product"), world.get(env, "team")
    orders = env["sale.order"].with_user(salesperson)
    orders = orders.create(
        [
            {
                "partner_id": customers[purchase.customer],
                "team_id": team.id,
                "client_order_ref": purchase.reference,
                "order_line": [
                    (0, 0, _line(product, purchase)),
                ],
            }
            for purchase in bought
        ]
    )
    orders.action_confirm()


def _line(product, purchase):
    return {
        "product_id": product.id,
        "name": f"{purchase.cds} × {product.name}",
        "price_unit": purchase.dollars,
    }


def _apply(env):
    """The salesperson completes the applications that the evening proposed."""
    drafts = env["cs.vip.card"].search([("state", "=", "draft")])
    if not drafts:
        return
    for card in drafts.with_user(world.get(env, "salesperson")):
        card.write(
            {
                "document_type": "passport",
                "document_number": f"REPLAY{card.partner_id.id:06d}",
                "declaration": True,
            }
        )
        card.action_submit()


def _decide(env):
    """The card desk approves whatever waits for it."""
    waiting = env["cs.vip.card"].search(
        ["|", ("state", "=", "submitted"), ("proposed_tier_id", "!=", False)]
    )
    if waiting:
        waiting = waiting.with_user(world.get(env, "card_desk"))
        waiting.filtered(lambda card: card.state == "submitted").action_approve()
        waiting.filtered("proposed_tier_id").action_approve_upgrade()


def _at(env, day, hour):
    """The environment at an hour of the company's place."""
    from odoo.addons.cs_vip.business_day import Clock, to_utc

    moment = to_utc(env.company, datetime.combine(day, hour))
    return env(context=dict(env.context, cs_clock=Clock(moment)))
