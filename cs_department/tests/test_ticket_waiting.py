from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCase

PROGRESS = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"


@tagged("post_install", "-at_install")
class TestTicketWaiting(PortalCase):
    """Silence: a reminder, then a proposal to the owner, never a closing."""

    def setUp(self):
        super().setUp()
        self.ticket.stage_id = self.awaiting
        self.since = self.ticket.cs_pause_since

    def _run(self, days):
        with patch(PROGRESS, return_value=1.0):
            self.env["helpdesk.ticket"]._cron_waiting(self.since + timedelta(days=days))

    def _reminders(self):
        return self.env["mail.mail"].search_count(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", self.ticket.id),
                ("subject", "like", "we wait for your answer"),
            ]
        )

    def test_reminder_once(self):
        self._run(2.9)
        self.assertEqual(self._reminders(), 0)
        self._run(3)
        self._run(4)
        self.assertEqual(self._reminders(), 1)
        self.assertTrue(self.ticket.cs_date_reminded)
        self.assertEqual(self.ticket.stage_id, self.awaiting)  # not its own answer

    def test_proposal_to_the_owner_once(self):
        self._run(10)
        self._run(11)
        proposal = [text for text in self.tasks() if "does not answer" in text]
        self.assertEqual(len(proposal), 1)
        self.assertFalse(self.ticket.closed)

    def test_another_wait_begins_anew(self):
        self._run(10)
        self.ticket.stage_id = self.in_progress
        self.ticket.stage_id = self.awaiting
        self.assertFalse(self.ticket.cs_date_reminded)
        self.assertFalse(self.ticket.cs_date_close_proposed)

    def test_switched_off(self):
        self.company.write({"cs_reminder_days": 0, "cs_close_proposal_days": 0})
        self._run(100)
        self.assertEqual(self._reminders(), 0)
        self.assertEqual(self.tasks(), [])

    def test_customer_without_address_is_called(self):
        self.customer.email = False
        self.ticket.partner_email = False
        self._run(3)
        self.assertIn("no e-mail address", "".join(self.tasks()))

    def test_confirmation_waits_too(self):
        self.ticket.stage_id = self.in_progress
        self.ticket.stage_id = self.confirmation
        self.assertTrue(self.ticket.cs_pause_since)

    def test_set_based(self):
        others = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Waits {number}",
                    "description": "x",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": self.owner.id,
                    "stage_id": self.awaiting.id,
                }
                for number in range(3)
            ]
        )
        others.write({"cs_pause_since": Datetime.now() - timedelta(days=4)})
        self._run(3)
        self.assertTrue(all(others.mapped("cs_date_reminded")))

    @mute_logger("odoo.sql_db")
    def test_limits(self):
        for name in ("cs_reminder_days", "cs_reopen_days", "cs_close_proposal_days"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.company.write({name: -1})
                self.company.flush_recordset()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.company.cs_upload_mb = 0
            self.company.flush_recordset()

    def test_tasks_are_in_the_language_of_the_owner(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self.assertEqual(self.ticket.env.lang, "en_US")
        self.ticket._cs_customer_answered()
        self.assertEqual(self.tasks(), ["客户已答复"])
        self.ticket.activity_ids.unlink()
        self._propose()._accept("Lin Yue", "phone")
        self.ticket._cs_confirm(True, "portal")
        accepted, missing = self.tasks()
        for words in ("accepts", "Refund", "Still", "missing", "remedies", "cause"):
            self.assertNotIn(words, accepted + missing)

    def test_stage_after_the_answer_is_data(self):
        stage = self.env.ref("cs_department.stage_remedy")
        self.awaiting.cs_next_stage_id = stage
        self.ticket._cs_back_to_work()
        self.assertEqual(self.ticket.stage_id, stage)
        self.ticket.stage_id = self.awaiting
        self.awaiting.cs_next_stage_id = self.done  # closed: nothing closes itself
        self.ticket._cs_back_to_work()
        self.assertFalse(self.ticket.closed)
