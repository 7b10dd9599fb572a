"""The service reports' job, killed in the middle. See `arena.py`."""

import re

from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.cs_department.tests.factories import FACTORIES

from .arena import die

QUEUED = re.compile(r'INSERT INTO\s+"?mail_mail"?\s')


class Report:
    """Count and send the reports of two companies; the process may die after some of
    the messages."""

    @staticmethod
    def prepare(env, dies_at, companies=None):
        if companies is None:
            found = env["res.company"].create(
                [{"name": "Store East"}, {"name": "Store West"}]
            )
            for company in found:
                FACTORIES["helpdesk.ticket"](env, 1, company=company)
            reader = new_test_user(
                env,
                "report_reader",
                groups="cs_department.group_supervisor",
                email="reader@example.com",
                company_id=found[0].id,
                company_ids=[(6, 0, found.ids)],
            )
            env["cs.service.report.plan"].search([]).write(
                {"group_ids": [(5,)], "user_ids": [(6, 0, reader.ids)]}
            )
            companies = found.ids
        return {"companies": companies, "dies_at": dies_at}

    @staticmethod
    def contend(env, number, companies, dies_at):
        """As the scheduler does it, in transactions of its own."""
        from odoo.sql_db import Cursor

        from odoo.addons.base.models.ir_actions_report import IrActionsReport

        IrActionsReport._render_qweb_pdf = lambda *args, **kwargs: (b"%PDF", "pdf")
        execute, queued = Cursor.execute, []

        def execute_and_die(cursor, query, *args, **kwargs):
            result = execute(cursor, query, *args, **kwargs)
            if QUEUED.search(query.code if isinstance(query, SQL) else str(query)):
                queued.append(1)
                if len(queued) == dies_at:
                    die()
            return result

        Cursor.execute = execute_and_die
        env["cs.service.report"]._cron_report()
        env.cr.commit()
        return len(queued)

    @staticmethod
    def examine(env, companies, dies_at):
        reports = env["cs.service.report"].search([("company_id", "in", companies)])
        messages = env["mail.mail"].search(
            [("model", "=", reports._name), ("res_id", "in", reports.ids)]
        )
        return {
            "sent": len(reports.filtered("date_sent")),
            "unsent": len(reports.filtered(lambda report: not report.date_sent)),
            "messages": len(messages),
            "files": sorted(len(message.attachment_ids) for message in messages),
            "reported": len(set(messages.mapped("res_id"))),
        }
