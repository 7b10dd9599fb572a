from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestArchiveCompleteness(common.DepartmentCase):
    """A2: completeness is a percentage with the missing items named."""

    def test_shipped_items(self):
        customer = self._new_customer("Wu Ting")
        self.assertEqual(customer.cs_completeness, 20, "name alone")
        self.assertEqual(
            customer.cs_missing_info,
            "Phone, City, Street and House, Birth Date, Home Style, "
            "Needs and Preferences",
        )
        customer.write({"phone": "13900139000", "city": "Hangzhou", "street": "1"})
        self.assertEqual(customer.cs_completeness, 60)
        customer.write(
            {
                "birthdate_date": "1990-05-01",
                "cs_home_style_id": self.env.ref("cs_department.home_style_nordic").id,
                "cs_needs": "A sofa for three",
            }
        )
        self.assertEqual(customer.cs_completeness, 100)
        self.assertFalse(customer.cs_missing_info)

    def test_stored_and_searchable(self):
        self.customer.phone = False
        self.assertIn(
            self.customer,
            self.env["res.partner"].search([("cs_completeness", "<", 50)]),
        )

    def test_named_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        item = self.env.ref("cs_department.archive_item_phone")
        item.with_context(lang="zh_CN").name = "电话号码"
        customer = self._new_customer("Wu Ting").with_context(lang="zh_CN")
        self.assertIn("电话号码", customer.cs_missing_info)

    def test_requirements_are_data(self):
        customer = self._new_customer("Wu Ting")
        manager = self.users["manager"]
        items = self.env["cs.archive.item"].with_user(manager)
        items.search([]).filtered(lambda i: i.field_name != "name").active = False
        self.assertEqual(customer.cs_completeness, 100)
        items.create(
            {
                "name": "Web Site",
                "field_id": self.env.ref("base.field_res_partner__website").id,
                "weight": 60,
            }
        )
        self.assertEqual(customer.cs_completeness, 25)
        self.assertEqual(customer.cs_missing_info, "Web Site")

    def test_item_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        item = self.env.ref("cs_department.archive_item_phone")
        item.company_id = other
        customer = self._new_customer("Wu Ting")
        self.assertEqual(customer.cs_completeness, 25, "20 of the remaining 80")

    def test_only_fields_of_contacts(self):
        with self.assertRaisesRegex(ValidationError, "no stored field of a contact"):
            self.env["cs.archive.item"].create(
                {
                    "name": "Login",
                    "field_id": self.env.ref("base.field_res_users__login").id,
                }
            )

    def test_only_the_manager_changes_requirements(self):
        item = self.env.ref("cs_department.archive_item_phone")
        with self.assertRaises(AccessError):
            item.with_user(self.users["supervisor"]).weight = 50

    def test_flat_query_count(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {i}"} for i in range(40)]
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records = records.with_user(self.users["specialist"])
            before = self.cr.sql_log_count
            records.read(["cs_completeness", "cs_missing_info"])
            return self.cr.sql_log_count - before

        count(partners[:5])
        self.assertEqual(count(partners[:5]), count(partners))
