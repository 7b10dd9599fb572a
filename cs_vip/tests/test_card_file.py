"""Address and phone of holders, holders archived or deleted (V4)."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import VipCommon

FILE_UPDATE = "cs_vip.activity_address_change"


@tagged("post_install", "-at_install")
class TestCardFile(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-01-01")

    def tasks(self, name="activity_address_change"):
        kind = self.env.ref(f"cs_vip.{name}")
        return self.card.activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def test_changed_in_the_portal(self):
        portal = new_test_user(
            self.env, login="vip_portal", groups="base.group_portal",
            partner_id=self.customer.id,
        )  # fmt: skip
        self.customer.with_user(portal).sudo().write({"phone": "+86 139 0000 0000"})
        self.assertEqual(len(self.tasks()), 1)
        self.customer.with_user(portal).sudo().write({"city": "上海市"})
        self.assertEqual(len(self.tasks()), 1, "one open task a card")

    def test_contacts_belong_to_the_file(self):
        contact = self.env["res.partner"].create(
            {"name": "王太太", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertFalse(self.tasks())
        contact.phone = "+86 139 1234 5678"
        self.assertEqual(len(self.tasks()), 1)

    def test_same_value_is_no_change(self):
        self.customer.write({"phone": self.customer.phone, "street": "解放路1号"})
        self.assertFalse(self.tasks())

    def test_the_check_is_kept(self):
        self.customer.street = "解放路2号"
        task = self.on(self.tasks(), "2026-03-05").with_user(self.desk)
        task.action_feedback(feedback="Called")
        self.assertEqual(str(self.card.date_checked), "2026-03-05")
        self.assertEqual(self.card.checked_by_id, self.desk)
        self.customer.street = "解放路3号"
        self.assertEqual(len(self.tasks()), 1, "the next change makes the next task")

    def test_other_tasks_are_no_check(self):
        self.card.activity_schedule("mail.mail_activity_data_todo").action_feedback()
        self.assertFalse(self.card.date_checked)

    def test_archiving_a_holder_warns(self):
        action = self.customer.action_archive()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn(self.card.name, action["params"]["message"])
        self.assertFalse(self.customer.active)
        self.assertEqual(len(self.tasks("activity_holder_archived")), 1)
        self.customer.action_unarchive()
        self.card.action_void("Moved away")
        self.assertFalse(self.customer.action_archive())

    def test_a_holder_stays_a_customer_of_his_own(self):
        """Below a company the card would be lost, and another one could be had."""
        company = self._create_customer("公司", is_company=True)
        message = f"{self.customer.name} holds VIP card or application {self.card.name}"
        for change in (
            lambda: self.customer.write({"parent_id": company.id}),
            lambda: company.write({"child_ids": [(4, self.customer.id)]}),
        ):
            with self.assertRefused(ValidationError, message):
                change()
        self.assertEqual(self.customer.cs_vip_card_id, self.card)
        self.customer.write({"is_company": True, "parent_id": company.id})
        self.assertEqual(self.customer.commercial_partner_id, self.customer)
        with self.assertRefused(ValidationError, message):
            self.customer.is_company = False
        self.card.action_void("Works for the company now")
        self.customer.is_company = False
        self.assertEqual(self.customer.commercial_partner_id, company)

    def test_deleting_a_holder_is_refused(self):
        with self.assertRefused(UserError, f"stay on file: {self.card.name}"):
            self.customer.unlink()
        self.assertTrue(self._create_customer("Nobody").unlink())
