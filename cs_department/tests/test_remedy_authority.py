from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestRemedyAuthority(common.DepartmentCase):
    """How much somebody grants of a kind in a calendar month (C6, V11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 3, 10, 2))}
        )
        cls.money = cls.env.ref("cs_department.remedy_kind_money")
        cls.money.write({"agent_month_limit": 300, "supervisor_month_limit": 2500})

    def _remedy(self, amount, role="after_sales", moment=None, ticket=None, **values):
        """On a ticket of its own."""
        ticket = ticket or self._new_ticket(user_id=self.users["after_sales"].id)
        return (
            self.env["cs.remedy"]
            .with_user(self.users[role])
            .with_context(cs_clock=Clock(moment or datetime(2026, 3, 10, 2)))
            .create(
                {
                    "ticket_id": ticket.id,
                    "kind_id": self.money.id,
                    "amount": amount,
                    **values,
                }
            )
        )

    def test_boundary(self):
        self._remedy(200).action_approve()
        more = self._remedy(100.01)
        self.assertFalse(more.can_approve)
        self.assertIn("100.00", more.month_left)
        with self.assertRaisesRegex(UserError, "limit of this month: .*100.00.* left"):
            more.action_approve()
        more.amount = 100
        more.action_approve()
        self.assertEqual(more.state, "approved")
        last = self._remedy(0.01)
        with self.assertRaisesRegex(UserError, "0.00.* is left"):
            last.action_approve()

    def test_each_person_and_kind_for_itself(self):
        self._remedy(200).action_approve()
        self._remedy(200, role="clerk").action_approve()
        coupon = self.env.ref("cs_department.remedy_kind_coupon")
        self._remedy(200, kind_id=coupon.id).action_approve()

    def test_roles(self):
        self._remedy(2000, role="supervisor").action_approve()
        with self.assertRaisesRegex(UserError, "limit of this month"):
            self._remedy(501, role="supervisor").action_approve()
        self._remedy(1e6, role="manager").action_approve()

    def test_what_is_taken_back_does_not_count(self):
        first = self._remedy(200)
        first.action_approve()
        first.action_reset()
        second = self._remedy(200)
        second.action_approve()
        second.write({"refusal_reason": "Not ours", "state": "refused"})
        self._remedy(200).action_approve()

    def test_month_of_the_company(self):
        """31 March, 23:59 in Shanghai is 15:59 UTC; a minute later a new month."""
        self._remedy(200, moment=datetime(2026, 3, 31, 15, 58)).action_approve()
        late = self._remedy(200, moment=datetime(2026, 3, 31, 15, 59))
        with self.assertRaisesRegex(UserError, "limit of this month"):
            late.action_approve()
        self._remedy(200, moment=datetime(2026, 3, 31, 16, 0)).action_approve()

    def test_several_at_once(self):
        remedies = self._remedy(200) | self._remedy(200)
        with (
            self.assertRaisesRegex(UserError, "limit of this month"),
            self.cr.savepoint(),
        ):
            remedies.action_approve()
        self.assertEqual(remedies.mapped("state"), ["sought", "sought"])

    def test_case_is_not_split(self):
        """The limit of a case holds for all of the kind on a ticket, whoever approved
        the others."""
        self.money.agent_month_limit = 0
        ticket = self._new_ticket(user_id=self.users["after_sales"].id)
        self._remedy(150, ticket=ticket).action_approve()
        more = self._remedy(50.01, ticket=ticket, role="clerk")
        self.assertFalse(more.can_approve)
        self.assertRegex(more.approval_reason, "200.01.* above your limit of .*200.00")
        with self.assertRaisesRegex(UserError, "200.01.* is above your limit"):
            more.action_approve()
        more.amount = 50
        more.action_approve()
        coupon = self.env.ref("cs_department.remedy_kind_coupon")
        self._remedy(200, ticket=ticket, kind_id=coupon.id).action_approve()
        last = self._remedy(1, ticket=ticket)
        self.assertFalse(last.can_approve)
        more.action_reset()
        self.assertTrue(last.can_approve, "what is taken back does not count")

    def test_parts_of_a_case_at_once(self):
        self.money.agent_month_limit = 0
        ticket = self._new_ticket(user_id=self.users["after_sales"].id)
        remedies = self._remedy(150, ticket=ticket) | self._remedy(150, ticket=ticket)
        with (
            self.assertRaisesRegex(UserError, "300.00.* is above your limit"),
            self.cr.savepoint(),
        ):
            remedies.action_approve()
        self.assertEqual(remedies.mapped("state"), ["sought", "sought"])

    def test_no_limit_set(self):
        self.money.agent_month_limit = 0
        for _turn in range(3):
            remedy = self._remedy(200)
            self.assertFalse(remedy.month_left)
            remedy.action_approve()

    def test_points(self):
        points = self.env.ref("cs_department.remedy_kind_points")
        points.agent_month_points = 150
        shipped = self.env.ref("cs_vip.program_flagship")
        program = shipped.copy({"name": "Store", "company_id": self.company.id})
        card = self._give_tier(self.customer, program.tier_ids[0])
        card.write({"date_start": "2026-03-01", "date_end": "2027-02-28"})
        values = {"kind_id": points.id, "description": "For the delay"}
        self._remedy(0, points=100, **values).action_approve()
        more = self._remedy(0, points=51, **values)
        with self.assertRaisesRegex(UserError, "50 points is left"):
            more.action_approve()
        more.points = 50
        more.action_approve()

    def test_ask_supervisor(self):
        remedy = self._remedy(201)
        remedy.action_ask_approval()
        activity = remedy.sudo().activity_ids
        self.assertEqual(activity.user_id, self.users["supervisor"])
        self.assertIn("After Sales Test asks for approval", activity.note)
        self.assertEqual(remedy.asked_user_id, self.users["after_sales"])
        self.assertTrue(remedy.date_asked)
        with self.assertRaisesRegex(UserError, "recorded by the step itself"):
            remedy.date_asked = False
        remedy.action_ask_approval()
        self.assertEqual(len(remedy.sudo().activity_ids), 1, "asked again, told once")
        remedy.with_user(self.users["supervisor"]).action_approve()
        self.assertEqual(remedy.approved_user_id, self.users["supervisor"])
        self.assertFalse(remedy.sudo().activity_ids)

    def test_ask_manager(self):
        remedy = self._remedy(2001)
        remedy.action_ask_approval()
        self.assertIn(self.users["manager"], remedy.sudo().activity_ids.user_id)
        self.assertNotIn(self.users["supervisor"], remedy.sudo().activity_ids.user_id)
        manager = remedy.with_user(self.users["manager"])
        manager.write({"refusal_reason": "Too much", "state": "refused"})
        self.assertFalse(remedy.sudo().activity_ids)

    def test_supervisor_who_has_granted_enough(self):
        """Then the manager is asked."""
        self._remedy(2000, role="supervisor").action_approve()
        remedy = self._remedy(600)
        remedy.action_ask_approval()
        self.assertIn(self.users["manager"], remedy.sudo().activity_ids.user_id)

    def test_asking_without_need(self):
        remedy = self._remedy(10)
        with self.assertRaisesRegex(UserError, "approve it yourself"):
            remedy.action_ask_approval()
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "while the remedy is sought"):
            remedy.action_ask_approval()

    @mute_logger("odoo.sql_db")
    def test_limits_are_not_negative(self):
        with self.assertRaisesRegex(IntegrityError, "month_limits"):
            self.money.agent_month_limit = -1
            self.env.flush_all()
