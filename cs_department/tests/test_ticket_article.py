from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_department.article_words import without_persons

from . import common


@tagged("post_install", "-at_install")
class TestTicketArticle(common.DepartmentCase):
    """A solved ticket becomes knowledge, without the customer in it (C13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technical = cls.env.ref("cs_department.request_type_technical")
        cls.done = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Solved", "closed": True, "cs_requires_outcome": False}
        )
        cls.ticket = cls._new_ticket(
            name="Sofa of Lin Yue creaks",
            description="<p>Lin Yue, 138 0013 8000, says the <b>sofa</b> creaks.</p>",
            cs_request_type_id=cls.technical.id,
            cs_product_id=cls.sofa.id,
            cs_initial_finding="Loose spring at Lin Yue's",
        )
        cls.category = cls.env.ref("cs_department.article_category")

    @classmethod
    def _new_article(cls, name, **values):
        return cls.env["document.page"].create(
            {
                "name": name,
                "type": "content",
                "parent_id": cls.category.id,
                "company_id": cls.company.id,
                "draft_name": "1",
                "draft_summary": "x",
                "content": "<p>Answer</p>",
                **values,
            }
        )

    def _make(self, role="clerk", **values):
        self.ticket.stage_id = self.done
        action = self.ticket.with_user(self.users[role]).action_cs_make_article()
        with Form(
            self.env["cs.ticket.article"]
            .with_user(self.users[role])
            .with_context(**action["context"])
        ) as form:
            for name, value in values.items():
                form[name] = value
        action = form.record.action_make()
        return self.env["document.page"].browse(action["res_id"])

    def test_question_and_answer_without_the_person(self):
        page = self._make(answer="Press the spring back. Call Lin Yue, lin@example.com")
        self.assertEqual(page.name, "Sofa of … creaks")
        self.assertIn("says the *sofa* creaks", page.content)
        self.assertIn("Press the spring back", page.content)
        for secret in ("Lin Yue", "138", "lin@example.com", self.ticket.number):
            self.assertNotIn(secret, f"{page.name} {page.content}")
        self.assertEqual(page.parent_id, self.category)
        self.assertTrue(page.cs_is_service)
        self.assertTrue(page.cs_draft)
        self.assertEqual(page.company_id, self.company)
        self.assertEqual(page.cs_request_type_ids, self.technical)
        self.assertEqual(page.cs_product_tmpl_ids, self.sofa.product_tmpl_id)
        self.assertEqual(page.cs_ticket_id, self.ticket)
        self.assertEqual(self.ticket.cs_article_ids, page)

    def test_markup_stays_text(self):
        page = self._make(answer="<script>alert(1)</script>", question="<b>why</b>")
        self.assertNotIn("<script>", page.content)
        self.assertIn("&lt;b&gt;why", page.content)

    def test_an_open_ticket_has_no_answer_yet(self):
        with self.assertRaisesRegex(UserError, "is still open"):
            self.ticket.with_user(self.users["clerk"]).action_cs_make_article()

    def test_once(self):
        self._make(answer="Press")
        with self.assertRaisesRegex(UserError, "already"):
            self.ticket.with_user(self.users["clerk"]).action_cs_make_article()
        wizard = (
            self.env["cs.ticket.article"]
            .with_user(self.users["clerk"])
            .create({"ticket_id": self.ticket.id, "answer": "x"})
        )
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_make()

    def test_the_desk_reads_and_supervisors_edit(self):
        page = self._make(answer="Press")
        for role in ("clerk", "agent", "after_sales", "specialist"):
            own = page.with_user(self.users[role])
            self.assertTrue(own.content)
            with self.assertRaises(AccessError, msg=role):
                own.name = "Mine"
            with self.assertRaises(AccessError, msg=role):
                own.action_cs_release()
        supervisor = page.with_user(self.users["supervisor"])
        supervisor.write({"name": "Creaking sofa", "content": "<p>Better</p>"})
        supervisor.action_cs_release()
        self.assertFalse(page.cs_draft)
        for role in ("portal", "installer", "contact"):
            with self.assertRaises(AccessError, msg=role):
                page.with_user(self.users[role]).read(["name"])
        with self.assertRaises(AccessError):
            self.env["cs.ticket.article"].with_user(self.users["portal"]).create(
                {"ticket_id": self.ticket.id, "answer": "x"}
            )

    def test_a_ticket_that_the_user_may_not_read(self):
        self.ticket.user_id = self.users["clerk"]
        with self.assertRaises(AccessError):
            self.env["cs.ticket.article"].with_user(self.users["agent"]).create(
                {"ticket_id": self.ticket.id, "answer": "x"}
            )

    def test_found_by_kind_product_and_words_best_first(self):
        by_word = self._new_article("Sofa creaks in winter")
        by_kind = self._new_article("Lamp", cs_request_type_ids=self.technical.ids)
        by_product = self._new_article(
            "Springs",
            cs_request_type_ids=self.technical.ids,
            cs_product_tmpl_ids=self.sofa.product_tmpl_id.ids,
        )
        in_text = self._new_article("Noise", content="<p>when it creaks, oil it</p>")
        self._new_article("Sofa draft creaks", cs_draft=True)
        self._new_article(
            "Table creaks", cs_product_tmpl_ids=self.table.product_tmpl_id.ids
        )
        self.env["document.page"].create(
            {"name": "Sofa creaks: internal", "type": "content"}
        )
        pages = self.env["document.page"].with_user(self.users["clerk"])
        found = pages._cs_find(self.technical, self.sofa, "The sofa creaks")
        self.assertEqual(found[0], by_product)
        self.assertEqual(found, by_product | by_kind | by_word | in_text)
        self.assertEqual(
            pages._cs_find(self.technical.browse(), self.sofa.browse(), "creaks"),
            found.browse(
                pages.search([("name", "ilike", "creaks"), ("cs_draft", "=", False)])
                .filtered("cs_is_service")
                .ids
            )
            | in_text,
        )

    def test_chinese_is_found_by_pairs_of_signs(self):
        page = self._new_article("沙发坐垫有异响怎么办?")
        pages = self.env["document.page"].with_user(self.users["clerk"])
        nothing = self.technical.browse(), self.sofa.browse()
        self.assertEqual(pages._cs_find(*nothing, "客户说异响很大"), page)
        self.assertFalse(pages._cs_find(*nothing, "表扬师傅"))

    def test_shown_while_registering(self):
        page = self._new_article("Springs", cs_request_type_ids=self.technical.ids)
        with Form(self.env["cs.ticket.intake"].with_user(self.users["clerk"])) as form:
            self.assertFalse(form.article_ids[:])
            form.request_type_id = self.technical
            self.assertEqual(form.article_ids[:], page)

    def test_button_of_the_ticket(self):
        page = self._new_article("Springs", cs_request_type_ids=self.technical.ids)
        action = self.ticket.with_user(self.users["clerk"]).action_cs_articles()
        self.assertEqual(self.env["document.page"].search(action["domain"]), page)

    def test_the_category_keeps_a_name_of_its_own(self):
        self.assertEqual(self.category.display_name, "Service Questions")
        self.category.name = "FAQ"
        self.assertEqual(self.category.display_name, "FAQ")

    def test_another_companys_articles_stay_there(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        self._new_article(
            "Foreign", company_id=company.id, cs_request_type_ids=self.technical.ids
        )
        pages = self.env["document.page"].with_user(self.users["clerk"])
        self.assertFalse(pages._cs_find(self.technical, self.sofa, "Foreign"))

    def test_two_articles_of_one_ticket_are_refused_by_the_database(self):
        page = self._make(answer="Press")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            page.copy({"cs_ticket_id": self.ticket.id})

    def test_words_that_tell_who_it_is(self):
        self.assertEqual(
            without_persons("李雷的沙发,住中山路1号", ["李雷", "中山路1号", False]),
            "…的沙发,住…",
        )
        self.assertEqual(without_persons("Linen by Lin", ["Lin"]), "Linen by …")
        self.assertEqual(without_persons("ID 330102199003078888X"), "ID …")
        self.assertEqual(without_persons("3 legs, 1200 mm", [""]), "3 legs, 1200 mm")
