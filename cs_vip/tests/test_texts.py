"""Texts due for renewal (V10b)."""

from datetime import date

from odoo.tests import tagged

from .greeting_common import GreetingCommon

RENEWAL = "cs_vip.activity_renew_texts"


@tagged("post_install", "-at_install")
class TestTexts(GreetingCommon):
    def tasks(self, occasion):
        return occasion.activity_search([RENEWAL])

    def remind(self, day):
        self.on(self.env["cs.vip.occasion"], day)._cron_renewals(
            date.fromisoformat(day)
        )

    def test_every_three_months(self):
        self.birthday.text_renewed_on = "2026-01-15"
        self.assertEqual(self.birthday.text_due_on, date(2026, 4, 15))
        self.remind("2026-04-14")
        self.assertFalse(self.tasks(self.birthday))
        self.remind("2026-04-15")
        self.remind("2026-04-16")
        self.assertEqual(len(self.tasks(self.birthday)), 1)
        self.on(self.birthday, "2026-04-20").with_user(
            self.manager
        ).action_renew_texts()
        self.assertFalse(self.tasks(self.birthday))
        self.assertEqual(self.birthday.text_renewed_by_id, self.manager)
        self.assertEqual(self.birthday.text_due_on, date(2026, 7, 20))

    def test_responsible_gets_the_task(self):
        self.birthday.write(
            {"user_id": self.manager.id, "text_renewed_on": "2026-01-01"}
        )
        self.remind("2026-05-01")
        self.assertEqual(self.tasks(self.birthday).user_id, self.manager)

    def test_call_script_with_each_festival(self):
        """Renewed for Mid-Autumn 2026, it is due again before that of 2027."""
        festival = self.only("festival_mid_autumn")
        festival.write({"text_renewal_months": 0, "text_renewed_on": "2026-09-01"})
        # 15 September 2027, less 3 days before, less 14 days' notice
        self.assertEqual(festival.text_due_on, date(2027, 8, 29))
        festival.text_renewed_on = "2026-09-26"
        self.assertEqual(festival.text_due_on.year, 2028, "for that of 2027 already")
        festival.channel_third = False
        self.assertFalse(festival.text_due_on)

    def test_never_due(self):
        self.birthday.text_renewal_months = 0
        self.assertFalse(self.birthday.text_due_on)
        self.assertFalse(self.birthday.is_text_due)

    def test_search(self):
        self.birthday.text_renewed_on = "2020-01-01"
        Occasion = self.env["cs.vip.occasion"]
        self.assertIn(self.birthday, Occasion.search([("is_text_due", "=", True)]))
        self.assertNotIn(self.birthday, Occasion.search([("is_text_due", "=", False)]))
