from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestArchiveProposal(common.DepartmentCase):
    """A1: who bought on a day is proposed, verified, numbered, archived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = date(2026, 3, 10)

    @classmethod
    def _purchase(cls, partner, moment, quantity=1):
        order = cls._new_order(partner, {cls.table: quantity})
        order.date_order = moment
        return order

    def _propose(self, day=None):
        return self.env["res.partner"]._cs_archive_propose(
            self.company, day or self.day
        )

    def _kind(self, name):
        return self.env.ref(f"cs_department.archive_kind_{name}")

    def test_big_spender(self):
        self._purchase(self.customer, datetime(2026, 1, 5, 4), 5)
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 10)
        self.assertEqual(self._propose(), self.customer)
        self.assertEqual(self.customer.cs_archive_state, "proposed")
        self.assertEqual(self.customer.cs_archive_kind_id, self._kind("big_spender"))

    def test_window_of_the_kind(self):
        self._purchase(self.customer, datetime(2025, 3, 10, 4), 14)
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 2)
        self._propose()
        self.assertEqual(
            self.customer.cs_archive_kind_id,
            self._kind("returning"),
            "28,000 yuan exactly 365 days ago are outside the window of 365 days",
        )

    def test_frequent_visitor(self):
        for day in (1, 5, 10):
            self._purchase(self.customer, datetime(2026, 3, day, 4))
        self._propose()
        self.assertEqual(self.customer.cs_archive_kind_id, self._kind("frequent"))

    def test_recent_buyer_needs_the_amount(self):
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 2)
        self.assertFalse(self._propose(), "4,000 is below the 5,000 of the kind")
        self._purchase(self.other_customer, datetime(2026, 3, 10, 4), 3)
        self.assertEqual(self._propose(), self.other_customer)
        self.assertEqual(self.other_customer.cs_archive_kind_id, self._kind("recent"))

    def test_project_customer_comes_first(self):
        self.customer.cs_is_project_customer = True
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 50)
        self._propose()
        self.assertEqual(self.customer.cs_archive_kind_id, self._kind("project"))

    def test_contact_buys_for_its_company(self):
        contact = self._new_customer("Buyer", parent_id=self.other_customer.id)
        self._purchase(contact, datetime(2026, 3, 10, 4), 20)
        self.assertEqual(self._propose(), self.other_customer)

    def test_business_day_of_the_company(self):
        """17:00 UTC is one o'clock of the next day in Shanghai."""
        self._purchase(self.customer, datetime(2026, 3, 10, 17), 20)
        self.assertFalse(self._propose())
        self.assertEqual(self._propose(self.day + timedelta(days=1)), self.customer)

    def test_second_run_proposes_nobody(self):
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 20)
        self._propose()
        self.assertFalse(self._propose())

    def test_job_takes_a_day(self):
        self._purchase(self.customer, datetime(2026, 3, 10, 4), 20)
        self.env["res.partner"]._cron_cs_archive_propose("2026-03-10")
        self.assertEqual(self.customer.cs_archive_state, "proposed")

    def test_queries_do_not_grow_with_buyers(self):
        def count(partners):
            for partner in partners:
                self._purchase(partner, datetime(2026, 3, 10, 4), 3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self._propose()), len(partners))
            return self.cr.sql_log_count - before

        few = count([self._new_customer(f"Few {i}") for i in range(3)])
        many = count([self._new_customer(f"Many {i}") for i in range(12)])
        self.assertLessEqual(many, few + 2)

    def test_file_before_verification_is_refused(self):
        customer = self.customer.with_user(self.users["specialist"])
        customer.action_cs_archive_propose()
        with self.assertRaisesRegex(UserError, "not verified yet"):
            customer.action_cs_archive_file()

    def test_filing_numbers_the_file(self):
        customer = self.customer.with_user(self.users["specialist"])
        customer.action_cs_archive_propose()
        customer.cs_archive_state = "verified"
        customer.action_cs_archive_file()
        self.assertEqual(customer.cs_archive_state, "archived")
        self.assertRegex(customer.cs_archive_number, r"^CF\d{6}$")
        self.assertEqual(customer.cs_archive_user_id, self.users["specialist"])
        self.assertTrue(customer.cs_archive_date)

    def test_steps_cannot_be_skipped(self):
        customer = self.customer.with_user(self.users["specialist"])
        with self.assertRaisesRegex(UserError, 'from "Not in the Archive" to "Archi'):
            customer.cs_archive_state = "archived"
        customer.action_cs_archive_propose()
        customer.action_cs_archive_withdraw()
        self.assertFalse(customer.cs_archive_state)

    def test_archive_is_the_departments(self):
        self.users["sales"].group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "kept by the service department"):
            self.customer.with_user(self.users["sales"]).action_cs_archive_propose()
