from datetime import datetime, timedelta

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketRepeat(common.DepartmentCase):
    """Repeat complaints are found by themselves (C8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.cause = cls.env.ref("cs_department.cause_inspection")
        cls.day = datetime(2026, 3, 6, 2, 0)
        cls.first = cls._complaint(cs_product_id=cls.sofa.id)

    @classmethod
    def _complaint(cls, days=0, **values):
        return cls._new_ticket(
            cs_request_type_id=cls.complaint.id,
            cs_date_received=cls.day + timedelta(days=days),
            **values,
        )

    def test_same_product_within_the_window(self):
        self.assertEqual(self.company.cs_repeat_days, 90)
        repeat = self._complaint(90, cs_product_id=self.sofa.id)
        self.assertEqual(repeat.cs_repeat_of_id, self.first)
        self.assertEqual(self.first.cs_repeat_ids, repeat)

    def test_after_the_window_it_is_a_new_complaint(self):
        later = self._complaint(91, cs_product_id=self.sofa.id)
        self.assertFalse(later.cs_repeat_of_id)

    def test_another_product_is_no_repeat_until_the_cause_is_the_same(self):
        self.first.cs_cause_id = self.cause
        other = self._complaint(10, cs_product_id=self.table.id)
        self.assertFalse(other.cs_repeat_of_id)
        other.cs_cause_id = self.cause
        self.assertEqual(other.cs_repeat_of_id, self.first)

    def test_another_customer_is_no_repeat(self):
        other = self._complaint(
            10, cs_product_id=self.sofa.id, partner_id=self.other_customer.id
        )
        self.assertFalse(other.cs_repeat_of_id)

    def test_contact_of_the_same_customer_is_a_repeat(self):
        contact = self._new_customer("Lin Assistant", parent_id=self.customer.id)
        other = self._complaint(10, cs_product_id=self.sofa.id, partner_id=contact.id)
        self.assertEqual(other.cs_repeat_of_id, self.first)

    def test_an_enquiry_is_no_repeat(self):
        enquiry = self._new_ticket(
            cs_product_id=self.sofa.id,
            cs_date_received=self.day + timedelta(days=1),
            cs_request_type_id=self.env.ref("cs_department.request_type_enquiry").id,
        )
        self.assertFalse(enquiry.cs_repeat_of_id)

    def test_the_latest_earlier_one_is_linked_in_a_batch(self):
        second, third = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Creaks again {days}",
                    "description": "<p>again</p>",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "cs_request_type_id": self.complaint.id,
                    "cs_product_id": self.sofa.id,
                    "cs_date_received": self.day + timedelta(days=days),
                }
                for days in (20, 40)
            ]
        )
        self.assertEqual(second.cs_repeat_of_id, self.first)
        self.assertEqual(third.cs_repeat_of_id, second)

    def test_online_agent_sees_the_repeat_of_a_colleague(self):
        self.first.sudo().user_id = self.users["clerk"]
        repeat = self._new_ticket(
            "agent",
            user_id=self.users["agent"].id,
            cs_request_type_id=self.complaint.id,
            cs_product_id=self.sofa.id,
            cs_date_received=self.day + timedelta(days=5),
        )
        self.assertEqual(repeat.cs_repeat_of_id.id, self.first.id)
