"""A server that dies while somebody pays with points. See `arena.py`."""

import re

from odoo.tools import SQL

from .arena import die
from .sessions_vip import card_with_points, ledger, quotations

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH booking)")


class Killed:
    """Redeem and confirm in one request; the process dies after so many writes."""

    @staticmethod
    def prepare(env, dies_after, card=None, order=None):
        if card is None:
            card = card_with_points(env, 1000)
            card.program_id.amount_per_point = 50
            order = quotations(env, card, 1).id
            card = card.id
        return {"card": card, "order": order, "dies_after": dies_after}

    @staticmethod
    def contend(env, number, card, order, dies_after):
        from odoo.sql_db import Cursor

        execute, written = Cursor.execute, []

        def execute_and_die(cursor, query, *args, **kwargs):
            execute(cursor, query, *args, **kwargs)
            if WRITES.match(query.code if isinstance(query, SQL) else str(query)):
                written.append(1)
                if len(written) == dies_after:
                    die()

        Cursor.execute = execute_and_die
        order = env["sale.order"].browse(order)
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        env.flush_all()
        return len(written)

    @staticmethod
    def examine(env, card, order, dies_after):
        order = env["sale.order"].browse(order)
        return {
            **ledger(env["cs.vip.card"].browse(card)),
            "state": order.state,
            "redeemed": order.cs_vip_points_redeemed,
            "lines": len(order.order_line),
        }
