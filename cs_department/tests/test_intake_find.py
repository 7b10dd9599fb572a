import doctest

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.cs_department import article_words, caller
from odoo.addons.cs_department.caller import national_digits

from . import common


@tagged("post_install", "-at_install")
class TestCallerPhone(TransactionCase):
    """Numbers as people say them; no database needed."""

    def test_examples_of_the_pure_modules(self):
        for module in (caller, article_words):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0, module.__name__)

    def test_every_way_of_writing_gives_the_same_digits(self):
        for term in (
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "+8613800138000",
            "0086 138 0013 8000",
            "86 13800138000",
            "１３８００１３８０００",
            "  (138) 0013.8000 ",
        ):
            self.assertEqual(national_digits(term, 86), "13800138000", term)

    def test_last_digits_keep_their_zeros(self):
        self.assertEqual(national_digits("0013", 86), "0013")
        self.assertEqual(national_digits("8000", 86), "8000")

    def test_what_is_no_number(self):
        for term in ("", "   ", "138", "S00012", "Lin Yue", "林月", "VIP000123", None):
            self.assertEqual(national_digits(term, 86), "", term)
        self.assertEqual(len(national_digits("1" * 10_000, 86)), 64)


@tagged("post_install", "-at_install")
class TestIntakeFind(common.DepartmentCase):
    """One field finds the caller (C2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.chinese = cls._new_customer("钱多多", phone="0571-8765 4321")
        tier = cls.env["cs.vip.tier"].search([], limit=1)
        cls.card = cls._give_tier(cls.other_customer, tier)
        cls.card.sudo().name = "VIP9900017"

    def _find(self, term, role="clerk", limit=8):
        found = (
            self.env["res.partner"]
            .with_user(self.users[role])
            .with_context(cs_find_customer=True)
            .name_search(term, limit=limit)
        )
        return self.env["res.partner"].browse([partner for partner, _name in found])

    def test_by_phone_in_any_way_of_writing(self):
        for term in (
            "138 0013 8000",
            "13800138000",
            "+86 138-0013-8000",
            "0086 13800138000",
            "00138000",
            "138000",
        ):
            self.assertIn(self.customer, self._find(term), term)
        for term in ("0571 87654321", "+86 571 8765 4321", "87654321", "4321"):
            self.assertEqual(self._find(term), self.chinese, term)

    def test_by_name(self):
        self.assertEqual(self._find("钱多"), self.chinese)
        self.assertEqual(self._find("钱多多"), self.chinese)
        self.assertIn(self.customer, self._find("lin yu"))
        self.assertIn(self.other_customer, self._find("Min"))

    def test_by_card_number_also_an_old_one(self):
        self.assertEqual(self._find("VIP9900017"), self.other_customer)
        self.assertEqual(self._find(" vip9900017 "), self.other_customer)
        self.assertFalse(self._find("VIP99000"), "a part of a number names nobody")
        self.env["cs.vip.card.number"].sudo().create(
            {
                "card_id": self.card.id,
                "name": "VIP9900003",
                "replaced_by": "VIP9900017",
                "date": "2026-01-05",
                "reason": "lost",
                "user_id": self.env.uid,
            }
        )
        self.assertEqual(self._find("VIP9900003"), self.other_customer)
        self.assertEqual(self._find("VIP9900003", "agent"), self.other_customer)

    def test_by_order_number(self):
        self.order.name = "S7788990"
        self.assertEqual(self._find("S7788990"), self.customer)
        self.assertEqual(self._find("7788990"), self.customer)

    def test_the_list_of_a_telephone_searches_the_same(self):
        partners = self.env["res.partner"].with_user(self.users["clerk"])
        for term in ("0571 87654321", "钱多多", "4321"):
            self.assertEqual(
                partners.search([("cs_caller", "ilike", term)]), self.chinese
            )
        self.assertFalse(
            partners.with_user(self.users["portal"]).search(
                [("cs_caller", "ilike", "138 0013 8000")]
            )
        )

    def test_the_phone_tells_namesakes_apart(self):
        namesake = self._new_customer("钱多多", phone="139 1111 2222")
        found = (
            self.env["res.partner"]
            .with_user(self.users["clerk"])
            .with_context(cs_find_customer=True)
            .name_search("钱多多")
        )
        self.assertEqual(
            {name for _id, name in found},
            {"钱多多 · 0571-8765 4321", f"钱多多 · {namesake.phone}"},
        )

    def test_nobody_of_another_company(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign Wu", "phone": "13566667777", "company_id": company.id}
        )
        card = self.card.sudo().copy(
            {"partner_id": foreign.id, "company_id": self.company.id}
        )
        card.name = "VIP9911111"
        for term in ("Foreign Wu", "13566667777", "VIP9911111"):
            self.assertFalse(self._find(term), term)

    def test_only_the_desk_gets_the_numbers(self):
        """The context asked by others changes nothing: no phone, no card, no order."""
        for role in ("portal", "sales", "installer", "internal"):
            partners = (
                self.env["res.partner"]
                .with_user(self.users[role])
                .with_context(cs_find_customer=True)
            )
            self.assertFalse(partners.name_search("13800138000"), role)
            self.assertFalse(partners.name_search("VIP9900017"), role)
        portal = self.users["portal"]
        staff = self.users["clerk"].partner_id
        staff.phone = "13700000000"
        name = (
            staff.with_user(portal)
            .with_context(cs_find_customer=True)
            .sudo()
            .display_name
        )
        self.assertNotIn("137", name)

    def test_bad_input_finds_nobody_and_breaks_nothing(self):
        for term in (
            "%",
            "_",
            "%%%%",
            "'; DROP TABLE res_partner; --",
            "<script>alert(1)</script>",
            "\\",
            "1" * 5000,
            "-1",
            "💥",
        ):
            self.assertFalse(self._find(term), term)

    def test_the_number_of_queries_does_not_depend_on_the_number_found(self):
        self.env["res.partner"].create(
            [
                {
                    "name": f"Queue {number}",
                    "phone": f"136 2222 {number:04}",
                    "company_id": self.company.id,
                }
                for number in range(60)
            ]
        )

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self._find("1362222", limit=limit)), limit)
            return self.env.cr.sql_log_count - before

        count(5)
        self.assertEqual(count(5), count(60))

    def test_each_key_is_answered_by_its_index(self):
        partners = self.env["res.partner"].with_user(self.users["clerk"])
        self.env.cr.execute(
            """INSERT INTO res_partner (name, phone, active, type, autopost_bills)
               SELECT 'Person ' || n, '+86 139 ' || n, TRUE, 'contact', 'ask'
                 FROM generate_series(10000000, 10005000) n"""
        )
        self.env.cr.execute("ANALYZE res_partner")
        # So few rows are read faster in whole, or through the index of known numbers
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("DROP INDEX res_partner_phone_partial_tgm")
        wanted = {
            partners._cs_by_name("林月"): "res_partner_cs_name_trigram",
            partners._cs_by_name("Lin Yue"): "res_partner_cs_name_trigram",
            partners._cs_by_phone("13800138000"): "res_partner_phone_partial_gin_idx",
        }
        for query, index in wanted.items():
            self.env.cr.execute(SQL("EXPLAIN SELECT * FROM %s x", query))
            plan = "\n".join(row for (row,) in self.env.cr.fetchall())
            self.assertIn(index, plan)
            self.assertNotIn("Seq Scan on res_partner", plan)
