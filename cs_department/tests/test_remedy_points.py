from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestRemedyPoints(common.DepartmentCase):
    """V11: compensation in points, through the ledger, within the grantor's limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 3, 10, 2))}
        )
        shipped = cls.env.ref("cs_vip.program_flagship")
        program = shipped.copy({"name": "Store", "company_id": cls.company.id})
        cls.card = cls._give_tier(cls.customer, program.tier_ids[0])
        cls.card.write(
            {
                "date_start": "2026-03-01",
                "date_end": "2027-02-28",
                "tier_date": "2026-03-01",
            }
        )
        cls.kind = cls.env.ref("cs_department.remedy_kind_points")
        cls.ticket = cls._new_ticket(user_id=cls.users["agent"].id)

    def _remedy(self, points, role="agent", **values):
        values = {
            "ticket_id": self.ticket.id,
            "kind_id": self.kind.id,
            "description": "For the second delay",
            "points": points,
            **values,
        }
        return self.env["cs.remedy"].with_user(self.users[role]).create(values)

    def _booked(self):
        return [(e.kind, e.points) for e in self.card.entry_ids.sorted("id")]

    def test_shipped_limits(self):
        self.assertTrue(self.kind.has_points)
        self.assertEqual(
            (self.kind.agent_points, self.kind.supervisor_points), (100, 1000)
        )

    def test_booked_when_delivered(self):
        """An online agent, who opens no cards, grants within the limit."""
        remedy = self._remedy(100)
        remedy.action_approve()
        self.assertEqual(self._booked(), [])
        remedy.action_deliver()
        entry = self.card.entry_ids
        self.assertEqual(self._booked(), [("compensation", 100)])
        self.assertEqual(str(entry.date), "2026-03-10")
        self.assertEqual((entry.res_model, entry.res_id), ("cs.remedy", remedy.id))
        self.assertIn(self.ticket.number, entry.reference)
        self.assertEqual(self.card.points_balance, 100)
        remedy._sync_points()
        self.assertEqual(self._booked(), [("compensation", 100)], "replayed: nothing")

    def test_limits(self):
        remedy = self._remedy(101)
        self.assertFalse(remedy.can_approve)
        with self.assertRaisesRegex(
            UserError, "101 points on this ticket are above your limit of 100 "
        ):
            remedy.action_approve()
        with self.assertRaisesRegex(UserError, "above your limit"):
            remedy.write({"state": "approved"})
        supervisor = remedy.with_user(self.users["supervisor"])
        self.assertTrue(supervisor.can_approve)
        supervisor.action_approve()
        with self.assertRaisesRegex(UserError, "already agreed"):
            supervisor.points = 5000
        large = self._remedy(1001)
        with self.assertRaisesRegex(UserError, "above your limit of 1000"):
            large.with_user(self.users["supervisor"]).action_approve()
        large.with_user(self.users["manager"]).action_approve()
        self.assertEqual(large.state, "approved")

    def test_case_is_not_split(self):
        self._remedy(60).action_approve()
        more = self._remedy(41)
        with self.assertRaisesRegex(UserError, "101 points on this ticket"):
            more.action_approve()
        more.points = 40
        more.action_approve()

    def test_taken_back(self):
        remedy = self._remedy(100)
        remedy.action_approve()
        remedy.action_deliver()
        remedy.refusal_reason = "Granted to the wrong customer"
        with self.assertRaisesRegex(UserError, "Ask your supervisor to take them back"):
            remedy.action_refuse()
        supervisor = remedy.with_user(self.users["supervisor"])
        supervisor.refusal_reason = False
        with self.assertRaisesRegex(UserError, "Write down the reason"):
            supervisor.action_refuse()
        supervisor.refusal_reason = "Granted to the wrong customer"
        supervisor.action_refuse()
        self.assertEqual(self._booked(), [("compensation", 100), ("reversal", -100)])
        self.assertEqual(self.card.points_balance, 0)
        supervisor.action_reset()
        supervisor.points = 50
        supervisor.action_approve()
        supervisor.action_deliver()
        self.assertEqual(
            self._booked(),
            [("compensation", 100), ("reversal", -100), ("compensation", 50)],
        )

    def test_taken_back_after_they_were_spent(self):
        """What is missing stays as a debt that later earnings fill."""
        remedy = self._remedy(100)
        remedy.action_approve()
        remedy.action_deliver()
        self.card._post("voucher", -80, self.card.date_start, purpose="spent")
        remedy.with_user(self.users["supervisor"]).write(
            {"state": "refused", "refusal_reason": "Wrong customer"}
        )
        self.assertEqual(self.card.points_balance, -80)

    def test_other_kinds_are_not_taken_back(self):
        money = self.env.ref("cs_department.remedy_kind_money")
        remedy = self._remedy(0, kind_id=money.id, amount=10)
        remedy.action_approve()
        remedy.action_deliver()
        with self.assertRaisesRegex(UserError, "cannot go from “Delivered”"):
            remedy.with_user(self.users["manager"]).write(
                {"state": "refused", "refusal_reason": "No"}
            )
        self.assertEqual(self._booked(), [])

    def test_no_points_no_card(self):
        with self.assertRaisesRegex(UserError, "how many points"):
            self._remedy(0).action_approve()
        remedy = self._remedy(10)
        remedy.action_approve()
        self.card.action_void("Moved away")
        with self.assertRaisesRegex(UserError, "Lin Yue has no valid VIP card"):
            remedy.action_deliver()
        self.assertEqual(self._booked(), [])

    def test_bad_input(self):
        money = self.env.ref("cs_department.remedy_kind_money")
        with self.assertRaisesRegex(ValidationError, "grants no points"):
            self._remedy(10, kind_id=money.id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "points_positive"),
        ):
            self._remedy(-1)

    def test_limits_of_a_kind(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "points_limits"),
        ):
            self.kind.agent_points = 3000
            self.env.flush_all()
