"""Sessions that meet on points and pieces of gifts. Scenarios of `arena.py`."""

from odoo.addons.cs_vip.tests.factories import FACTORIES

from .sessions_vip import card_with_points, ledger


def gift_order(env, card, gift):
    return env["cs.vip.gift.order"].create(
        {"card_id": card.id, "line_ids": [(0, 0, {"gift_id": gift.id})]}
    )


class LastPiece:
    """Each session exchanges points of a card of its own for the same gift, of which
    there are `pieces`."""

    @staticmethod
    def prepare(env, pieces, sessions):
        gift = FACTORIES["cs.vip.gift"](env, 1)
        warehouse = env.user._get_default_warehouse_id()
        env["stock.quant"]._update_available_quantity(
            gift.product_id, warehouse.lot_stock_id, pieces - 10
        )
        cards = FACTORIES["cs.vip.card"](env, sessions)
        for card in cards:
            card._post("opening", 100, card.date_start)
        orders = [gift_order(env, card, gift).id for card in cards]
        return {"gift": gift.id, "orders": orders}

    @staticmethod
    def contend(env, number, gift, orders):
        env["cs.vip.gift.order"].browse(orders[number]).action_confirm()
        return number

    @staticmethod
    def examine(env, gift, orders):
        orders = env["cs.vip.gift.order"].browse(orders)
        quants = env["stock.quant"].search(
            [
                ("product_id", "=", env["cs.vip.gift"].browse(gift).product_id.id),
                ("location_id.usage", "=", "internal"),
            ]
        )
        return {
            "states": orders.mapped("state"),
            "left": orders.card_id.mapped("points_balance"),
            "reserved": sum(quants.mapped("reserved_quantity")),
        }


class SamePoints:
    """Two sessions exchange the same points for gifts."""

    @staticmethod
    def prepare(env):
        gift = FACTORIES["cs.vip.gift"](env, 1)
        card = card_with_points(env, 150)
        orders = [gift_order(env, card, gift).id for _session in range(2)]
        return {"card": card.id, "orders": orders}

    @staticmethod
    def contend(env, number, card, orders):
        env["cs.vip.gift.order"].browse(orders[number]).action_confirm()
        return number

    @staticmethod
    def examine(env, card, orders):
        states = env["cs.vip.gift.order"].browse(orders).mapped("state")
        return {**ledger(env["cs.vip.card"].browse(card)), "states": states}
