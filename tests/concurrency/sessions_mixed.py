"""Sessions that do what a shop does all day, on a few cards. See `arena.py`."""

import random
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.cs_vip import business_day
from odoo.addons.cs_vip.tests.factories import FACTORIES, stores

AGAIN = "Try again"
SHORT = ("points", "no longer active", "only an active card", "no VIP card")


class Mixed:
    """Each session spends, earns, cancels, takes goods back and corrects, on orders of
    its own; one closes the years that end. Each action is a request of its own."""

    @staticmethod
    def prepare(env, cards, actions, points):
        found = FACTORIES["cs.vip.card"](env, cards)
        program = found.program_id
        program.write({"amount_per_point": 50, "voucher_min_order": 1})
        env["cs.vip.band"].create(
            {"program_id": program.id, "points_from": 1, "rate": 0.3}
        )
        for card in found:
            card._post("opening", points, card.date_start)
        shop = {
            "cards": found.ids,
            "team": stores(env, program, found.company_id).id,
            "product": FACTORIES["product.template"](env, 1).product_variant_id.id,
            "actions": actions,
        }
        # The year of two cards is over, and closing it is due while they are used:
        # of one that bought something in it, and of one that did not.
        week_ago = business_day.Clock(business_day.now(env) - timedelta(days=7))
        then = env(context={**env.context, "cs_clock": week_ago})
        quotation(then, found[0], shop).action_confirm()
        found[:2].date_end = fields.Date.subtract(fields.Date.today(), days=1)
        return {"shop": shop}

    @staticmethod
    def contend(env, number, shop):
        session = Session(env.registry, number, shop)
        env.cr.commit()
        for _action in range(shop["actions"]):
            session.act()
        return session.told

    @staticmethod
    def examine(env, shop):
        cards = env["cs.vip.card"].browse(shop["cards"])
        orders = env["sale.order"].search([("cs_vip_card_id", "in", cards.ids)])
        return {
            "sums": [
                card.points_balance - sum(card.entry_ids.mapped("points"))
                for card in cards
            ],
            "overspent": [
                [card.id, entry.id] for card in cards for entry in overspending(card)
            ],
            "faults": [
                [fault.kind, fault.record.id, fault.says, fault.ledger]
                for fault in cards._prove_ledger()
            ],
            "half_done": half_done(orders),
            "kinds": sorted(set(cards.entry_ids.mapped("kind"))),
            "states": cards.mapped("state"),
        }


def quotation(env, card, shop):
    return env["sale.order"].create(
        {
            "partner_id": card.partner_id.id,
            "team_id": shop["team"],
            "order_line": [
                (0, 0, {"product_id": shop["product"], "product_uom_qty": 10})
            ],
        }
    )


def overspending(card):
    """Vouchers that took more than there was at their turn."""
    balance = 0
    for entry in card.entry_ids.sorted("id"):
        if entry.kind == "voucher" and balance < -entry.points:
            yield entry
        balance += entry.points


def half_done(orders):
    """Orders whose state and entries tell different stories."""
    found = []
    for order in orders:
        booked = order._cs_vip_booked().get((order.id, "voucher"), (0, 0))[0]
        spent = order.cs_vip_points_redeemed if order.state == "sale" else 0
        if booked != -spent:
            found.append([order.id, order.state, spent, booked])
    return found


class Session:
    def __init__(self, registry, number, shop):
        self.registry = registry
        self.number = number
        self.shop = shop
        self.confirmed = []
        self.random = random.Random(number)
        self.told = {"served": 0, "again": 0, "short": 0, "other": []}

    def act(self):
        doings = [self.spend] * 4 + [self.earn] * 2 + [self.cancel, self.take_back]
        doings += [self.correct, self.close if self.number == 0 else self.spend]
        self.request(self.random.choice(doings))

    def request(self, doing):
        """As the server runs it, and what the user is told."""
        state = self.random.getstate()

        def attempt(env):
            self.random.setstate(state)  # each try does the same
            return doing(env)

        try:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
                done = retrying(lambda: attempt(env), env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.told["again"] += 1  # the words are those of our ir.http
        except UserError as told:
            if AGAIN in str(told):
                self.told["again"] += 1
            elif any(word in str(told) for word in SHORT):
                self.told["short"] += 1
            else:
                self.told["other"].append(str(told))
        except Exception as error:  # nobody should see such a one
            self.told["other"].append(f"{type(error).__name__}: {error}")
        else:
            self.told["served"] += 1
            self.remember(*done)

    def remember(self, what=None, order=None):
        if what == "confirmed":
            self.confirmed.append(order)
        elif what == "cancelled":
            self.confirmed.remove(order)

    def card(self, env):
        return env["cs.vip.card"].browse(self.random.choice(self.shop["cards"]))

    def spend(self, env):
        order = quotation(env, self.card(env), self.shop)
        order.action_cs_vip_redeem(self.random.choice([50, 100, 200, 400]))
        order.action_confirm()
        return "confirmed", order.id

    def earn(self, env):
        order = quotation(env, self.card(env), self.shop)
        order.action_confirm()
        return "confirmed", order.id

    def cancel(self, env):
        if not self.confirmed:
            return ()
        order = env["sale.order"].browse(self.random.choice(self.confirmed))
        order._action_cancel()
        return "cancelled", order.id

    def take_back(self, env):
        """The customer gives part of it back."""
        if not self.confirmed:
            return ()
        order = env["sale.order"].browse(self.random.choice(self.confirmed))
        line = order.order_line.filtered(lambda line: not line.cs_vip_is_voucher)
        line.product_uom_qty = self.random.randint(1, 9)
        return ()

    def correct(self, env):
        card = self.card(env)
        serial = self.random.getrandbits(60)
        today = business_day.today(env, card.company_id)
        card._post("correction", 5, today, purpose=f"{self.number} {serial}")
        return ()

    def close(self, env):
        cards = env["cs.vip.card"]
        cards.search(cards._years_due())._close_year()
        return ()
