"""Nightly jobs of the cards, killed in the middle. See `arena.py`."""

import re
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cs_vip.tests.factories import FACTORIES

from .arena import die

CARDS = 6
BOOKING = re.compile(r'INSERT INTO\s+"?cs_vip_points_entry')
PROPOSING = re.compile(r'INSERT INTO\s+"?cs_vip_card"')
REPORTING = re.compile(r'INSERT INTO\s+"?mail_activity"')


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


def run(env, job, writing, dies_at):
    """Run a scheduled action as the scheduler does, in transactions of its own; the
    process dies before it writes for the `dies_at`th time. How often it wrote."""
    from odoo.sql_db import Cursor

    execute, written = Cursor.execute, []

    def execute_and_die(cursor, query, *args, **kwargs):
        if writing.search(query.code if isinstance(query, SQL) else str(query)):
            written.append(1)
            if len(written) == dies_at:
                die()
        return execute(cursor, query, *args, **kwargs)

    Cursor.execute = execute_and_die
    cron = env.ref(job)
    env.cr.commit()
    cron.method_direct_trigger()
    return len(written)


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
        from odoo.addons.cs_vip.models import cs_vip_card_close

        cs_vip_card_close.BATCH = batch["size"]
        return run(env, "cs_vip.cron_close_years", BOOKING, batch["dies_at"])

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


class DayEnd:
    """Customers of three stores qualify on one day; the process dies with the second
    application."""

    @staticmethod
    def prepare(env, dies_at, holders=None):
        if holders is None:
            env["cs.vip.program"].search([]).last_evaluated = fields.Date.today()
            yesterday = fields.Datetime.now() - timedelta(days=1)
            bought = env["sale.order"]
            for _store in range(3):
                bought += FACTORIES["sale.order"](env, 1, holder=False)
            bought.write({"date_order": yesterday, "cs_vip_day": yesterday.date()})
            bought.team_id.cs_vip_program_id.last_evaluated = (
                yesterday.date() - timedelta(days=1)
            )
            holders = bought.cs_vip_holder_id.ids
        return {"holders": holders, "dies_at": dies_at}

    @staticmethod
    def contend(env, number, holders, dies_at):
        return run(env, "cs_vip.cron_day_end", PROPOSING, dies_at)

    @staticmethod
    def examine(env, holders, dies_at):
        cards = env["cs.vip.card"].search([("partner_id", "in", holders)])
        return {
            "cards": [[card.state, card.application_amount] for card in cards],
            "holders": len(cards.partner_id),
        }


class Proof:
    """Balances of three programmes are wrong; the process dies while it tells the
    second manager."""

    @staticmethod
    def prepare(env, dies_at, cards=None):
        if cards is None:
            made = env["cs.vip.card"]
            for _program in range(3):
                made += FACTORIES["cs.vip.card"](env, 1)
            env.flush_all()
            env.cr.execute(
                "UPDATE cs_vip_card SET points_balance = 7 WHERE id = ANY(%s)",
                [made.ids],
            )
            cards = made.ids
        return {"cards": cards, "dies_at": dies_at}

    @staticmethod
    def contend(env, number, cards, dies_at):
        return run(env, "cs_vip.cron_prove_ledger", REPORTING, dies_at)

    @staticmethod
    def examine(env, cards, dies_at):
        programs = env["cs.vip.card"].browse(cards).program_id
        return {
            "faults": [program.fault_count for program in programs],
            "tasks": [
                len(program.activity_search(["cs_vip.activity_ledger_exception"]))
                for program in programs
            ],
        }
