"""The yearly close of cards, killed in the middle. See `arena.py`."""

import re
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cs_vip.tests.factories import FACTORIES

from .arena import die

CARDS = 6
BOOKING = re.compile(r'INSERT INTO\s+"?cs_vip_points_entry')


def state_of(cards):
    """What the close leaves behind, without ids and numbers."""
    return [
        {
            "state": card.state,
            "balance": card.points_balance,
            "end": str(card.date_end),
            "entries": [
                [entry.kind, entry.points, str(entry.date)]
                for entry in card.entry_ids.sorted("id")
            ],
        }
        for card in cards.sorted("id")
    ]


class Close:
    """Run the close; optionally the process dies after some of the work."""

    @staticmethod
    def prepare(env, batch, cards=None):
        if cards is None:
            end = fields.Date.today() - timedelta(days=10)
            made = FACTORIES["cs.vip.card"](env, CARDS)
            for number, card in enumerate(made):
                card._post("opening", 100 + number, card.date_start)
            made.write({"date_end": end})
            cards = made.ids
        return {"cards": cards, "batch": batch}

    @staticmethod
    def contend(env, number, cards, batch):
        """As the scheduler does it, in transactions of its own."""
        from odoo.sql_db import Cursor

        from odoo.addons.cs_vip.models import cs_vip_card_close

        cs_vip_card_close.BATCH = batch["size"]
        execute, booked = Cursor.execute, []

        def execute_and_die(cursor, query, *args, **kwargs):
            if BOOKING.search(query.code if isinstance(query, SQL) else str(query)):
                booked.append(1)
                if len(booked) == batch["dies_at"]:
                    die()
            return execute(cursor, query, *args, **kwargs)

        Cursor.execute = execute_and_die
        cron = env.ref("cs_vip.cron_close_years")
        env.cr.commit()
        cron.method_direct_trigger()
        return len(booked)

    @staticmethod
    def examine(env, cards, batch):
        cards = env["cs.vip.card"].browse(cards)
        return {
            "cards": state_of(cards),
            "sums": [
                card.points_balance - sum(card.entry_ids.mapped("points"))
                for card in cards
            ],
        }
