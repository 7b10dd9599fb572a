"""The points ledger (V9)."""

from datetime import date
from unittest.mock import patch

from psycopg2.errors import RaiseException, SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestLedger(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01", points=100)
        cls.entry = cls.card.entry_ids

    def test_same_source_counts_once(self):
        again = self.card._post("opening", 100, date(2026, 4, 1), purpose="opening")
        self.assertEqual(again, self.entry)
        self.assertEqual(self.card.points_balance, 100)
        more = self.card._post(
            "opening", 50, date(2026, 4, 1), purpose="opening", revision=1
        )
        self.assertEqual(self.card.points_balance, 150)
        self.assertEqual(self.card.entry_ids, more | self.entry)

    def test_no_points_write_nothing(self):
        self.assertFalse(self.card._post("gift", 0, date(2026, 4, 1), purpose="g"))
        self.assertEqual(len(self.card.entry_ids), 1)

    def test_balance_at_includes_the_day(self):
        self.card._post("gift", -30, date(2026, 3, 10), purpose="gift")
        for day, points in (
            ("2026-02-28", 0),
            ("2026-03-01", 100),
            ("2026-03-09", 100),
            ("2026-03-10", 70),
            ("2030-01-01", 70),
        ):
            with self.subTest(day=day):
                self.assertEqual(self.card.balance_at(day), points)
        other = self.grant("2026-03-01", self._create_customer("李四"), points=5)
        self.assertEqual(
            (self.card | other).balances_at("2026-03-20"),
            {self.card.id: 70, other.id: 5},
        )

    def test_no_role_writes_entries(self):
        values = {
            "card_id": self.card.id,
            "company_id": self.company.id,
            "date": "2026-03-02",
            "points": 1000,
            "kind": "correction",
            "res_model": "cs.vip.card",
            "res_id": self.card.id,
            "purpose": "x",
        }
        admin = new_test_user(self.env, "vip_admin", groups="base.group_system")
        for user in (self.salesman, self.desk, self.manager, admin):
            entry = self.entry.with_user(user)
            with self.subTest(user=user.login):
                for attempt in (
                    lambda entry=entry: entry.create(values),
                    lambda entry=entry: entry.write({"points": 5}),
                    lambda entry=entry: entry.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        attempt()

    def test_orm_refuses_even_superuser(self):
        for values in ({"points": 1}, {"date": "2020-01-01"}, {"reference": "x"}):
            with self.assertRefused(UserError, "never changed or deleted"):
                self.entry.write(values)
        with self.assertRefused(UserError, "never changed or deleted"):
            self.entry.unlink()

    def test_database_refuses_sql(self):
        for statement in (
            "UPDATE cs_vip_points_entry SET points = 5",
            "UPDATE cs_vip_points_entry SET date = '2020-01-01'",
            "UPDATE cs_vip_points_entry SET reference = 'x'",
            "DELETE FROM cs_vip_points_entry",
            "TRUNCATE cs_vip_points_entry CASCADE",
        ):
            with self.subTest(statement=statement), mute_logger("odoo.sql_db"):
                with self.assertRefused(RaiseException, "append-only"):
                    with self.env.cr.savepoint():
                        self.env.cr.execute(statement)

    def test_migration_opens_the_guard_for_its_transaction(self):
        self.env.cr.execute("SET LOCAL cs_vip.ledger_open = 'on'")
        self.env.cr.execute("UPDATE cs_vip_points_entry SET reference = 'y'")
        self.env.cr.execute("SET LOCAL cs_vip.ledger_open = 'off'")
        self.entry.invalidate_recordset()
        self.assertEqual(self.entry.reference, "y")
        with mute_logger("odoo.sql_db"), self.assertRaises(RaiseException):
            with self.env.cr.savepoint():
                self.env.cr.execute("DELETE FROM cs_vip_points_entry")

    def test_user_who_booked_can_be_deleted(self):
        clerk = new_test_user(self.env, "vip_clerk", groups="cs_vip.group_user")
        entry = self.card.with_user(clerk)._post(
            "correction", 5, date(2026, 3, 2), purpose="test"
        )
        self.assertEqual(entry.create_uid, clerk)
        self.env.flush_all()
        clerk.unlink()
        self.env.flush_all()
        entry.invalidate_recordset()
        self.assertFalse(entry.create_uid)
        self.assertEqual(self.card.points_balance, 105)

    def test_card_with_entries_stays(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "DELETE FROM cs_vip_card WHERE id = %s", [self.card.id]
                )
        self.assertIn("foreign key", str(refused.exception))

    def test_lost_race_ends_in_plain_words(self):
        """Odoo runs the request five times; the last refusal is readable."""

        execute = self.env.cr.execute

        def lose(query, *args, **kwargs):
            if "UPDATE cs_vip_card" in str(getattr(query, "code", query)):
                raise SerializationFailure
            return execute(query, *args, **kwargs)

        with patch.object(self.env.cr, "execute", side_effect=lose):
            for _attempt in range(4):
                with self.assertRaises(SerializationFailure):
                    self.card._post("gift", -1, date(2026, 3, 2), purpose="gift")
            with self.assertRefused(UserError, "is in use by somebody else"):
                self.card._post("gift", -1, date(2026, 3, 2), purpose="gift")
        self.assertEqual(self.card.points_balance, 100)
