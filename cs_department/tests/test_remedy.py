from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestRemedy(common.DepartmentCase):
    """Remedies step by step, within the authority of whoever approves (C6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.money = cls.env.ref("cs_department.remedy_kind_money")
        cls.refusal = cls.env.ref("cs_department.remedy_kind_refusal")
        cls.apology = cls.env.ref("cs_department.remedy_kind_apology")
        cls.ticket = cls._new_ticket(
            user_id=cls.users["after_sales"].id,
            cs_request_type_id=cls.env.ref("cs_department.request_type_complaint").id,
        )

    def _remedy(self, role="after_sales", **values):
        return (
            self.env["cs.remedy"]
            .with_user(self.users[role])
            .create({"ticket_id": self.ticket.id, "kind_id": self.money.id, **values})
        )

    def test_all_kinds_are_data(self):
        self.assertEqual(len(self.env["cs.remedy.kind"].search([])), 16)
        self.assertEqual(self.money.agent_limit, 200)
        self.assertEqual(self.money.supervisor_limit, 2000)
        for name in ("exchange", "replenish", "reship"):
            kind = self.env.ref(f"cs_department.remedy_kind_{name}")
            limits = (kind.agent_limit, kind.supervisor_limit)
            self.assertEqual(limits, (500, 5000), name)

    def test_steps_with_date_and_person(self):
        remedy = self._remedy(amount=200)
        self.assertEqual(remedy.currency_id, self.currency)
        self.assertTrue(remedy.date_sought)
        remedy.action_approve()
        self.assertEqual(remedy.approved_user_id, self.users["after_sales"])
        remedy.with_user(self.users["clerk"]).action_deliver()
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(remedy.delivered_user_id, self.users["clerk"])
        self.assertTrue(remedy.date_delivered)

    def test_agent_limit(self):
        remedy = self._remedy(amount=200.01)
        self.assertFalse(remedy.can_approve)
        with self.assertRaisesRegex(UserError, "above your limit"):
            remedy.action_approve()
        with self.assertRaisesRegex(UserError, "above your limit"):
            remedy.write({"state": "approved"})
        remedy.with_user(self.users["supervisor"]).action_approve()
        self.assertEqual(remedy.state, "approved")

    def test_supervisor_limit(self):
        remedy = self._remedy(amount=2000.01)
        with self.assertRaisesRegex(UserError, "above your limit"):
            remedy.with_user(self.users["supervisor"]).action_approve()
        remedy.with_user(self.users["manager"]).action_approve()
        self.assertEqual(remedy.state, "approved")

    def test_agreed_amount_is_not_raised_afterwards(self):
        remedy = self._remedy(amount=100)
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "already agreed"):
            remedy.amount = 5000
        remedy.action_reset()
        remedy.amount = 150
        self.assertEqual(remedy.state, "sought")

    def test_no_step_is_skipped(self):
        remedy = self._remedy(amount=100)
        with self.assertRaisesRegex(UserError, "cannot go from “Sought”"):
            remedy.action_deliver()
        remedy.action_approve()
        remedy.action_deliver()
        with self.assertRaisesRegex(UserError, "cannot go from “Delivered”"):
            remedy.action_reset()

    def test_records_begin_as_sought(self):
        with self.assertRaisesRegex(UserError, "begins as “sought”"):
            self._remedy(state="approved")
        with self.assertRaisesRegex(UserError, "begins as “sought”"):
            self._remedy(approved_user_id=self.users["manager"].id)

    def test_who_and_when_are_not_written_by_hand(self):
        remedy = self._remedy(amount=10)
        with self.assertRaisesRegex(UserError, "recorded by the step itself"):
            remedy.write({"approved_user_id": self.users["manager"].id})

    def test_refusal_needs_a_reason(self):
        remedy = self._remedy(amount=100)
        with self.assertRaisesRegex(UserError, "Write down the reason"):
            remedy.action_refuse()
        remedy.refusal_reason = "Not ours: the wall is damp."
        remedy.action_refuse()
        self.assertEqual(remedy.state, "refused")
        self.assertEqual(remedy.refused_user_id, self.users["after_sales"])

    def test_kind_that_needs_a_reason(self):
        remedy = self._remedy(kind_id=self.refusal.id)
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "Write down the reason"):
            remedy.action_deliver()
        remedy.write({"description": "Outside the warranty.", "state": "delivered"})
        self.assertEqual(remedy.state, "delivered")

    def test_amounts(self):
        with self.assertRaisesRegex(ValidationError, "has no amount"):
            self._remedy(kind_id=self.apology.id, amount=10)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "amount_positive"),
        ):
            self._remedy(amount=-1)

    def test_limits_of_a_kind(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "cs_remedy_kind_limits"),
        ):
            self.money.agent_limit = 3000
            self.env.flush_all()

    def test_limit_in_another_currency(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.currency.id, "rate": 1, "name": "2020-01-01"},
                {"currency_id": usd.id, "rate": 0.125, "name": "2020-01-01"},
            ]
        )
        self.money.write(
            {"currency_id": usd.id, "agent_limit": 25, "supervisor_limit": 25}
        )
        self.assertTrue(self._remedy(amount=200).can_approve)
        self.assertFalse(self._remedy(amount=200.08).can_approve)

    def test_currency_is_not_chosen(self):
        """Without a rate another currency would count one to one."""
        usd = self.env.ref("base.USD")
        usd.active = True
        remedy = self._remedy(amount=200, currency_id=usd.id)
        self.assertEqual(remedy.currency_id, self.currency)
        with self.assertRaisesRegex(ValidationError, "not in USD"):
            remedy.currency_id = usd

    def test_huge_numbers(self):
        remedy = self._remedy(amount=10)
        for amount in (1e12, 1e18, 1e308, float("inf"), float("nan")):
            with self.assertRaisesRegex(UserError, "too large for “Amount”"):
                remedy.amount = amount
            with self.assertRaisesRegex(UserError, "too large for “Amount”"):
                self._remedy(amount=amount)
        with self.assertRaisesRegex(UserError, "too large for “Points”"):
            remedy.points = 2**31
        remedy.amount = 999_999_999_999.99
        remedy.invalidate_recordset()
        self.assertEqual(remedy.amount, 999_999_999_999.99)

    def test_date_far_ahead(self):
        self.company.cs_days_ahead = 365
        remedy = self._remedy(amount=10)
        with self.assertRaisesRegex(ValidationError, "too far ahead"):
            remedy.date_planned = "9999-12-20"
        ticket = self.ticket.with_user(self.users["after_sales"])
        for values in (
            {"cs_date_promised": "9999-12-20"},
            {"cs_date_expected": "9999-12-20"},
            {
                "cs_date_negotiated": "9999-12-31 23:59:59",
                "cs_negotiation_reason": "Parts are late",
            },
        ):
            with self.assertRaisesRegex(ValidationError, "too far ahead"):
                ticket.write(values)

    def test_customer_of_what_was_granted(self):
        """It does not pass to another customer, nor to nobody."""
        remedy = self._remedy(amount=10)
        ticket = self.ticket.with_user(self.users["after_sales"])
        remedy.action_approve()
        for other in (self.other_customer.id, False):
            with self.assertRaisesRegex(UserError, "was granted to Lin Yue"):
                ticket.partner_id = other
        contact = self._new_customer("Lin Mei", parent_id=self.customer.id)
        ticket.partner_id = contact
        self.assertEqual(remedy.partner_id, contact)
        remedy.action_reset()
        ticket.partner_id = self.other_customer
        remedy.action_approve()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(ticket.partner_id, self.customer)

    def test_nobody_to_give_it_to(self):
        ticket = self._new_ticket(
            user_id=self.users["after_sales"].id, partner_id=False
        )
        remedy = self._remedy(amount=10, ticket_id=ticket.id)
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            remedy.action_deliver()
        ticket.partner_id = self.customer
        remedy.action_deliver()

    def test_closed_ticket(self):
        remedy = self._remedy(amount=100)
        self._cancel(self.ticket)
        with self.assertRaisesRegex(UserError, "is closed. Reopen it"):
            remedy.action_approve()
        with self.assertRaisesRegex(UserError, "is closed. Reopen it"):
            self._remedy(amount=1)

    def test_deleting(self):
        remedy = self._remedy(amount=100)
        with self.assertRaises(AccessError):
            remedy.unlink()
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "part of the record"):
            remedy.with_user(self.users["manager"]).unlink()

    def test_online_agent_only_on_own_tickets(self):
        remedy = self._remedy(amount=100)
        mine = remedy.with_user(self.users["agent"])
        with self.assertRaises(AccessError):
            mine.action_approve()
        with self.assertRaises(AccessError):
            self._remedy("agent")
        for role in ("specialist", "installer", "sales", "internal", "portal"):
            self.assertFalse(
                remedy.with_user(self.users[role]).has_access("read"), role
            )
