"""The greetings' job, killed in the middle. See `arena.py`."""

import re
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cs_vip.tests.factories import FACTORIES

from .arena import die

HOLDERS = 6
HANDED_OVER = re.compile(r'INSERT INTO\s+"?sms_sms')


class Greet:
    """Greet birthdays by SMS; optionally the process dies after some of the work."""

    @staticmethod
    def prepare(env, batch, holders=None):
        if holders is None:
            env["cs.vip.occasion"].search([]).active = False
            env.ref("cs_vip.occasion_birthday").active = True
            people = FACTORIES["cs.vip.card"](env, HOLDERS).partner_id
            people.write(
                {
                    "birthdate_date": fields.Date.today() + timedelta(days=4),
                    "cs_consent_sms": "given",
                }
            )
            env["sms.sms"].search([]).unlink()
            holders = people.ids
        return {"holders": holders, "batch": batch}

    @staticmethod
    def contend(env, number, holders, batch):
        """As the scheduler does it, in transactions of its own."""
        from odoo.sql_db import Cursor

        from odoo.addons.cs_vip.models import (
            cs_vip_greeting_send,
            cs_vip_occasion_due,
        )

        cs_vip_occasion_due.BATCH = cs_vip_greeting_send.BATCH = batch["size"]
        execute, handed_over = Cursor.execute, []

        def execute_and_die(cursor, query, *args, **kwargs):
            result = execute(cursor, query, *args, **kwargs)
            text = query.code if isinstance(query, SQL) else str(query)
            if HANDED_OVER.search(text):
                handed_over.append(1)
                if len(handed_over) == batch["dies_at"]:
                    die()
            return result

        Cursor.execute = execute_and_die
        env["cs.vip.greeting"].with_context(lang="en_US")._cron_greet(
            fields.Date.today()
        )
        env.cr.commit()
        return len(handed_over)

    @staticmethod
    def examine(env, holders, batch):
        greetings = env["cs.vip.greeting"].search([("partner_id", "in", holders)])
        messages = env["sms.sms"].search([("partner_id", "in", holders)])
        return {
            "states": sorted(greetings.mapped("state")),
            "people": len(set(greetings.partner_id.ids)),
            "messages": sorted(messages.partner_id.ids),
            "twice": len(messages) - len(messages.partner_id),
            "expected": sorted(holders),
        }
