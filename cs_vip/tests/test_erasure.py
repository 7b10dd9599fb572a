"""Erasing a person leaves no name, phone or address behind, and writes to nobody."""

from datetime import date

from odoo import Command
from odoo.tests import new_test_user, tagged

from .erasure_common import ErasureCommon
from .greeting_common import GreetingCommon

NAME, EMAIL = "Quirin O'Zweifel", "quirin@zweifel.example"
PHONE = "+86 139 5550 1234"
MARKS = ("Zweifel", "139 5550 1234", "13955501234", "139-5550-1234")


@tagged("post_install", "-at_install")
class TestErasure(ErasureCommon, GreetingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("birthday", "promotion")
        cls.child = cls.env["res.partner"].create(
            {"name": "Ida Zweifel", "parent_id": cls.holder.id}
        )
        cls.portal = new_test_user(
            cls.env, login=EMAIL, groups="base.group_portal",
            partner_id=cls.holder.id, signature=NAME,
        )  # fmt: skip
        cls.holder.write({"name": NAME, "email": EMAIL, "phone": PHONE})
        cls.order = cls.buy("2026-03-01", 5000, client_order_ref=f"Order of {NAME}")
        cls.order.signed_by = NAME
        cls.quotation = cls.quote(3000, product=cls.sofa)
        cls.quotation.action_quotation_sent()

    def setUp(self):
        super().setUp()
        self.assertTrue(self.quotation.cs_vip_price_tier_id)

    def erase(self, reason="Asked by letter", day="2026-09-05"):
        person = self.on(self.holder, day).with_user(self.manager)
        person._cs_vip_erase(reason)
        self.env.invalidate_all()

    def promote(self):
        promotion = self.on(self.env["cs.vip.promotion"], "2026-09-01").create(
            {
                "name": "Autumn sale",
                "description": "Sofas",
                "occasion_id": self.occasion("promotion").id,
                "company_id": self.company.id,
                "date_send": "2026-09-10",
                "date_until": "2026-09-20",
                "line_ids": [Command.create({"partner_id": self.holder.id})],
            }
        )
        promotion.action_release()
        return promotion

    def compose(self, record, **values):
        return self.env["mail.compose.message"].create(
            {
                "model": record._name,
                "res_ids": str(record.ids),
                "body": f"Dear {NAME}, your card {self.card.name}",
                **values,
            }
        )

    def test_nothing_names_the_person(self):
        for record in (self.order, self.quotation, self.card, self.holder, self.child):
            self.chat(record, self.holder, f"{NAME}, 139-5550-1234, {EMAIL}")
        drafts = self.compose(self.quotation) | self.compose(self.card)
        self.env["mail.mail"].create(
            {"email_to": f'"{NAME}" <{EMAIL}>', "subject": NAME, "body_html": NAME}
        )
        self.env["res.partner.bank"].create(
            {"acc_number": "6222 0001", "partner_id": self.holder.id}
        )
        self.env["ir.attachment"].create(
            {"name": f"{NAME}.pdf", "res_model": "sale.order", "res_id": self.order.id}
        )
        offer = self.env["cs.vip.offer"].create(
            {
                "name": "Cushion",
                "company_id": self.company.id,
                "date_from": "2026-03-01",
                "date_to": "2027-04-30",
            }
        )
        given = self.on(self.env["cs.vip.offer.given"], "2026-09-01")
        request = given.with_user(self.desk).create(
            {
                "offer_id": offer.id,
                "partner_id": self.holder.id,
                "reason": f"{NAME} asked",
            }
        )
        self.promote()
        self.run_job("2026-09-10")
        self.assertTrue(self.left_over(*MARKS))
        self.erase(f"{NAME} asked by letter")
        self.assertEqual(self.left_over(*MARKS), set())
        self.assertFalse(drafts.exists() or request.exists())
        self.assertFalse(self.order.signed_by)
        self.assertIn(
            "Erased", " ".join(map(str, self.order.message_ids.mapped("body")))
        )
        self.assertEqual(self.order.amount_total, 5000)
        self.assertEqual(self.order.state, "sale")

    def test_nobody_is_written_to(self):
        mails = self.env["mail.mail"].search([])
        messages = self.quotation.message_ids
        self.erase()
        self.assertFalse(self.env["mail.mail"].search([]) - mails)
        self.assertFalse(self.env["sms.sms"].search([]))
        self.assertLessEqual(self.quotation.message_ids, messages)
        self.assertFalse(self.quotation.activity_ids)

    def test_quotations_end(self):
        wizard = (
            self.env["cs.vip.privacy"]
            .with_user(self.manager)
            .create({"partner_id": self.holder.id})
        )
        self.assertEqual(wizard.quotation_count, 1)
        self.erase()
        self.assertEqual(self.quotation.state, "cancel")
        wizard.invalidate_recordset()
        self.assertEqual(wizard.quotation_count, 0)
        self.assertTrue(wizard.date_erased)

    def test_nobody_is_greeted_again(self):
        promotion = self.promote()
        self.run_job("2026-09-02")
        self.erase()
        self.assertFalse(promotion.line_ids)
        self.assertFalse(self.greetings(self.holder))
        self.run_job("2026-09-10")
        self.run_job("2027-03-02")
        self.assertFalse(self.greetings(self.holder))

    def test_other_people_of_the_name(self):
        """Only the person's own records lose the name."""
        other = self._create_customer(NAME)
        order = self.quote(100, partner=other)
        order.message_post(body=f"{NAME} called", message_type="comment")
        draft = self.compose(order)
        self.erase()
        self.assertEqual(other.name, NAME)
        self.assertIn("called", str(order.message_ids[0].body))
        self.assertTrue(draft.exists())
        self.assertEqual(order.state, "draft")

    def test_words_that_contain_a_name(self):
        self.holder.name = "An"
        self.order._message_log(body="Another sofa for An")
        self.erase()
        body = str(self.order.message_ids[0].body)
        self.assertIn("Another sofa for Erased customer", body)

    def test_people_without_anything_to_tell_them_by(self):
        """A name of one letter is in every text: nothing is masked for it."""
        self.holder.write({"name": "Q", "email": False, "phone": False})
        self.portal.login = "q"
        self.child.unlink()
        self.order._message_log(body="Q will be back")
        self.erase()
        self.assertIn("<p>Q will be back</p>", self.order.message_ids.mapped("body"))

    def test_mails_to_others_stay(self):
        mails = self.env["mail.mail"].create(
            [
                {"email_to": f'"{NAME}" <other.{EMAIL}>', "body_html": "x"},
                {"email_to": f"{EMAIL}.cn", "body_html": "x"},
                {"email_to": f"a@example.com, {EMAIL}", "body_html": "x"},
            ]
        )
        self.erase()
        self.assertEqual(mails.exists(), mails[:2])

    def test_once(self):
        self.erase()
        logs = self.env["privacy.log"].search_count([])
        messages = self.card.message_ids
        self.erase("Once more")
        self.assertEqual(self.env["privacy.log"].search_count([]), logs)
        self.assertEqual(self.card.message_ids, messages)
        self.assertEqual(self.holder.cs_date_erased, date(2026, 9, 5))
        self.assertFalse(self.portal.active)

    def test_again_after_a_return(self):
        """Whoever came back as a customer has data again."""
        self.erase()
        self.holder.write({"active": True, "name": NAME})
        self.erase()
        self.assertNotIn("Zweifel", self.holder.name)
        self.assertFalse(self.holder.active)

    def test_statements_do_not_grow_with_the_records(self):
        def spent(count):
            person = self._create_customer(
                f"Person {count}", email=f"{count}@x.example"
            )
            for order in range(count):
                self.quote(order + 1, partner=person).message_post(
                    body="Hello", message_type="comment"
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            person.with_user(self.manager)._cs_vip_erase("x")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        spent(1)
        few, many = spent(2), spent(8)
        self.assertLess(many - few, 40)
