from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import visit_common


@tagged("post_install", "-at_install")
class TestVisitSchedule(visit_common.VisitCase):
    """I1, I2: first come, first served; nobody in two places."""

    def test_schedule(self):
        visit = self._schedule(self._new_visit())
        self.assertEqual(visit.state, "scheduled")
        self.assertEqual(visit.crew_id, self.crew)
        self.assertEqual(visit.member_ids.user_id, self.users["lead"] + self.installer)
        self.assertEqual(
            visit.member_ids.filtered("is_lead").user_id, self.users["lead"]
        )
        self.assertEqual(len(visit.check_ids), 4, "the shipped list")

    def test_end_follows_start(self):
        wizard = self.env["cs.visit.schedule"].new(
            {"visit_id": self._new_visit().id, "duration": 2, "date_start": self.start}
        )
        self.assertEqual(wizard.date_end, self.end)

    def test_past_is_refused(self):
        visit = self._new_visit()
        with self.assertRaisesRegex(UserError, "cannot be scheduled in the past"):
            self._schedule(visit, start=datetime(2026, 3, 10, 1))
        with self.assertRaisesRegex(UserError, "cannot be scheduled in the past"):
            visit.with_user(self.clerk).write(
                {"date_start": "2026-03-01 01:00:00", "date_end": "2026-03-01 02:00:00"}
            )

    def test_end_before_start_is_refused(self):
        visit = self._new_visit()
        with self.assertRaisesRegex(UserError, "must end after it starts"):
            self._schedule(visit, end=self.start)
        with self.assertRaisesRegex(ValidationError, "must end after it starts"):
            visit.write({"date_start": self.end, "date_end": self.start})

    @mute_logger("odoo.sql_db")
    def test_database_refuses_end_before_start(self):
        visit = self._schedule(self._new_visit())
        self.env.flush_all()
        with self.assertRaises(CheckViolation):
            self.env.cr.execute(
                "UPDATE cs_visit SET date_end = date_start WHERE id = %s", [visit.id]
            )

    def test_customers_window(self):
        visit = self._new_visit(
            window_start=self.start + timedelta(hours=1),
            window_end=self.end + timedelta(hours=1),
        )
        with self.assertRaisesRegex(UserError, "The customer is at home from"):
            self._schedule(visit)

    def test_double_booking_is_refused(self):
        first = self._schedule(self._new_visit())
        second = self._new_visit()
        with self.assertRaisesRegex(UserError, f"is on visit {first.name} from"):
            self._schedule(second, start=self.start + timedelta(hours=1))
        self._schedule(second, start=self.end, end=self.end + timedelta(hours=2))
        self.assertEqual(second.state, "scheduled", "back to back is fine")

    def test_member_of_two_crews_is_in_one_place(self):
        self._schedule(self._new_visit())
        other = self.env["cs.crew"].create(
            {
                "name": "Crew West",
                "lead_id": self.users["internal"].id,
                "member_ids": [Command.set(self.installer.ids)],
                "company_id": self.company.id,
            }
        )
        with self.assertRaisesRegex(UserError, "Installer Test is on visit"):
            self._schedule(self._new_visit(), crew_id=other.id)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_double_booking(self):
        self._schedule(self._new_visit())
        second = self._schedule(
            self._new_visit(), start=self.end, end=self.end + timedelta(hours=2)
        )
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            second.date_start = self.start
            self.env.flush_all()

    def test_first_come_first_served(self):
        late = self._new_visit("2026-03-05 04:00:00")
        early = self._new_visit("2026-03-02 04:00:00")
        with self.assertRaisesRegex(UserError, f"{early.name}.* waits longer"):
            self._schedule(late)
        with self.assertRaisesRegex(UserError, "waits longer"):
            late.with_user(self.clerk).write(
                {
                    "crew_id": self.crew.id,
                    "date_start": self.start,
                    "date_end": self.end,
                    "state": "scheduled",
                    "pass_reason": "in a hurry",
                }
            )
        self._schedule(early)
        self._schedule(late, start=self.end, end=self.end + timedelta(hours=2))
        self.assertEqual(late.state, "scheduled")

    def test_supervisor_lets_one_pass_with_a_reason(self):
        late = self._new_visit("2026-03-05 04:00:00")
        self._new_visit("2026-03-02 04:00:00")
        with self.assertRaisesRegex(UserError, "Write down why this visit may pass"):
            self._schedule(late, "supervisor")
        self._schedule(late, "supervisor", pass_reason="Wedding tomorrow")
        self.assertEqual(late.pass_reason, "Wedding tomorrow")

    def test_reason_is_kept_only_when_somebody_is_passed(self):
        visit = self._schedule(self._new_visit(), pass_reason="Wedding tomorrow")
        self.assertFalse(visit.pass_reason)

    def test_other_kinds_do_not_wait_for_each_other(self):
        self._new_visit("2026-03-02 04:00:00", kind="measurement")
        self._schedule(self._new_visit("2026-03-05 04:00:00"))

    def test_failed_visit_keeps_its_place(self):
        first = self._schedule(self._new_visit("2026-03-02 04:00:00"))
        second = self._new_visit("2026-03-05 04:00:00")
        first = first.with_user(self.installer)
        with self.assertRaisesRegex(UserError, "Write down why it failed"):
            first.action_fail()
        first.fail_reason = "Nobody at home"
        first.action_fail()
        self.assertEqual((first.state, first.fail_count), ("failed", 1))
        with self.assertRaisesRegex(UserError, f"{first.name}.* waits longer"):
            self._schedule(second)
        first.with_user(self.clerk).action_back_to_waiting()
        self.assertEqual(first.sudo().state, "requested")
        self.assertFalse(first.sudo().member_ids)
        with self.assertRaisesRegex(UserError, "waits longer"):
            self._schedule(second)
        self._schedule(first.sudo())

    def test_waiting_days(self):
        visit = self._new_visit(date_goods="2026-03-06")
        self._schedule(visit)
        self.assertEqual(visit.waiting_days, 5)

    def test_who_schedules(self):
        visit = self._new_visit()
        for role in ("sales", "installer", "specialist", "agent"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._schedule(visit, role)
        self._schedule(visit, "lead")
        self.assertEqual(visit.state, "scheduled")

    def test_new_visit_begins_at_the_beginning(self):
        with self.assertRaisesRegex(UserError, 'begins as "Requested"'):
            self.env["cs.visit"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "state": "done"}
            )

    def test_planned_visits_are_not_deleted(self):
        visit = self._schedule(self._new_visit())
        with self.assertRaisesRegex(UserError, "Only requested or cancelled"):
            visit.with_user(self.users["manager"]).unlink()
