"""A department is asked, answers on its small screen or by e-mail (C4, C5)."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestReferral(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 11, 2, 2))}
        )
        departments = cls.env["hr.department"]
        cls.quality = departments.create(
            {"name": "Quality", "company_id": cls.company.id}
        )
        cls.logistics = departments.create(
            {"name": "Logistics", "company_id": cls.company.id}
        )
        cls._new_employee(cls.quality, user_id=cls.users["contact"].id)
        cls._new_employee(cls.logistics)
        cls.cause = cls.env["cs.cause"].create(
            {"name": "Weak joint", "department_id": cls.quality.id}
        )
        cls.ticket = cls._new_ticket(
            user_id=cls.users["after_sales"].id,
            cs_request_type_id=cls.env.ref("cs_department.request_type_complaint").id,
        )

    def _referral(self, role="after_sales", **values):
        return (
            self.env["cs.referral"]
            .with_user(self.users[role])
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "department_id": self.quality.id,
                    "question": "Why does it creak?",
                    **values,
                }
            )
        )

    def test_name_is_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.quality.with_context(lang="zh_CN").name = "质量部"
        referral = self._referral()
        chinese = referral.with_context(lang="zh_CN")
        self.assertEqual(chinese.display_name, f"{self.ticket.number} · 质量部")
        self.assertEqual(referral.display_name, f"{self.ticket.number} · Quality")

    def _contact(self, referral):
        return referral.with_user(self.users["contact"])

    def test_asking(self):
        referral = self._referral()
        self.assertEqual(referral.date_due, date(2026, 11, 4))
        self.assertEqual(referral.asked_by_id, self.users["after_sales"])
        self.assertEqual(referral.activity_ids.user_id, self.users["contact"])
        self.assertIn(
            self.users["contact"].partner_id, referral.message_ids.partner_ids
        )
        self.assertEqual(self.ticket.stage_id.cs_waiting_for, "department")
        self.assertEqual(self.ticket.cs_referral_count, 1)
        self.assertIn("Why does it creak?", self.ticket.message_ids[0].body)

    def test_answer_comes_back_to_the_ticket(self):
        referral = self._contact(self._referral())
        with self.assertRaisesRegex(UserError, "Write down what was found"):
            referral.action_answer()
        referral.write(
            {
                "answer": "The joint was not glued. Exchange it.",
                "cause_id": self.cause.id,
                "fault": "ours",
                "prevention": "Glue is checked",
            }
        )
        referral.action_answer()
        self.assertEqual(referral.state, "answered")
        self.assertEqual(referral.answered_by_id, self.users["contact"])
        self.assertFalse(referral.activity_ids)
        self.assertEqual(self.ticket.cs_cause_id, self.cause)
        self.assertEqual(self.ticket.cs_fault, "ours")
        self.assertEqual(self.ticket.activity_ids.user_id, self.users["after_sales"])
        self.assertIn("not glued", self.ticket.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "The answer is given"):
            referral.answer = "Something else"

    def test_what_the_desk_knows_is_not_overwritten(self):
        other = self.env["cs.cause"].create(
            {"name": "Rough handling", "department_id": self.logistics.id}
        )
        self.ticket.write({"cs_cause_id": other.id, "cs_fault": "not_ours"})
        referral = self._contact(self._referral())
        referral.write({"answer": "Glue", "cause_id": self.cause.id, "fault": "ours"})
        referral.action_answer()
        self.assertEqual(self.ticket.cs_cause_id, other)
        self.assertEqual(self.ticket.cs_fault, "not_ours")

    def test_answer_by_e_mail_once(self):
        referral = self._referral()
        mail = {
            "author_id": self.users["contact"].partner_id.id,
            "body": "<p>The joint was <b>not</b> glued.</p>",
        }
        referral.sudo().message_update(mail)
        self.assertEqual(referral.state, "answered")
        self.assertIn("The joint was", referral.answer)
        self.assertEqual(referral.answered_by_id, self.users["contact"])
        referral.sudo().message_update({**mail, "body": "<p>Away until Monday</p>"})
        self.assertNotIn("Monday", referral.answer)

    def test_automatic_mail_is_no_answer(self):
        referral = self._referral()
        sent = referral.message_ids.filtered("partner_ids")[:1]
        mail = (
            f"From: {self.users['contact'].email}\r\n"
            "To: service@example.com\r\n"
            "Subject: Away\r\n"
            "Message-Id: <away@example.com>\r\n"
            f"In-Reply-To: {sent.message_id}\r\n"
            f"References: {sent.message_id}\r\n"
            "{header}\r\nI am on vacation."
        )
        gateway = self.env["mail.thread"]
        automatic = mail.format(header="Auto-Submitted: auto-replied\r\n")
        gateway.message_process("helpdesk.ticket", automatic)
        self.assertEqual((referral.state, referral.answer), ("asked", False))
        self.assertTrue(referral.activity_ids)
        written = mail.replace("away@", "back@").format(header="")
        gateway.message_process("helpdesk.ticket", written)
        self.assertEqual(referral.state, "answered")

    def test_nobody_answers_in_anothers_name_over_rpc(self):
        referral = self._referral()
        mail = {
            "author_id": self.users["contact"].partner_id.id,
            "body": "<p>All fine</p>",
        }
        for role in ("after_sales", "contact"):
            referral.with_user(self.users[role]).message_update(mail)
        self.assertEqual(referral.state, "asked")

    def test_mail_of_somebody_else_or_without_text_is_no_answer(self):
        referral = self._referral()
        for author, body in (
            (self.customer, "<p>Where is my sofa?</p>"),
            (self.users["agent"].partner_id, "<p>Hm</p>"),
            (self.users["contact"].partner_id, "<p> </p>"),
            (self.env["res.partner"], "<p>Who am I</p>"),
        ):
            referral.sudo().message_update({"author_id": author.id, "body": body})
        self.assertEqual(referral.state, "asked")
        self.assertFalse(referral.answer)

    def test_the_department_sees_its_questions_and_no_more(self):
        ours = self._referral()
        theirs = self._referral(department_id=self.logistics.id)
        self.assertEqual(self._contact(ours).about, self.ticket.name)
        with self.assertRaises(AccessError):
            self._contact(theirs).read(["question"])
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.users["contact"]).read(["description"])
        with self.assertRaises(AccessError):
            self._contact(ours).question = "Something easier?"
        with self.assertRaises(AccessError):
            self._contact(ours).action_withdraw()
        with self.assertRaises(AccessError):
            self._referral("contact")

    def test_nobody_signs_for_another(self):
        referral = self._contact(self._referral())
        for values in (
            {"answered_by_id": self.users["manager"].id},
            {"date_answered": datetime(2026, 1, 1)},
            {"asked_by_id": self.users["manager"].id},
        ):
            with self.assertRaisesRegex(AccessError, "not edited by hand"):
                referral.write(values)
        referral.answer = "Glue"
        for role in ("contact", "after_sales", "manager"):
            with self.assertRaisesRegex(AccessError, "Use the buttons"):
                referral.with_user(self.users[role]).state = "answered"
        self.assertEqual(referral.state, "asked")

    def test_withdrawn_and_asked_again(self):
        referral = self._referral()
        self._contact(referral).answer = "No idea"
        self._contact(referral).action_answer()
        referral.action_ask_again()
        self.assertEqual(referral.state, "asked")
        self.assertFalse(referral.answered_by_id or referral.date_answered)
        self.assertEqual(referral.activity_ids.user_id, self.users["contact"])
        said = len(referral.message_ids)
        with self.assertRaisesRegex(UserError, 'is "Asked" already'):
            referral.action_ask_again()
        self.assertEqual(len(referral.activity_ids), 1)
        self.assertEqual(len(referral.message_ids), said)
        referral.action_withdraw()
        self.assertFalse(referral.activity_ids)
        referral.action_ask_again()
        self.assertEqual(len(referral.activity_ids), 1)

    def test_an_answer_is_signed_once(self):
        referral = self._contact(self._referral())
        referral.answer = "Glue"
        referral.action_answer()
        with self.assertRaisesRegex(UserError, 'is "Answered" already'):
            referral.with_user(self.users["after_sales"]).action_answer()
        self.assertEqual(referral.answered_by_id, self.users["contact"])

    def test_overdue(self):
        referral = self._referral()
        later = referral.with_context(
            cs_clock=Clock(datetime(2026, 11, 4, 16) + timedelta())
        )
        later.invalidate_recordset(["overdue"])
        self.assertTrue(later.overdue)
        self.assertIn(
            referral, later.with_company(self.company).search([("overdue", "=", True)])
        )

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "before it was asked"):
            self._referral(date_due=date(2026, 11, 1))
        self._cancel(self.ticket)
        with self.assertRaisesRegex(UserError, "is closed"):
            self._referral()

    def test_a_department_without_contacts_is_asked_by_mail(self):
        referral = self._referral(department_id=self.logistics.id)
        self.assertFalse(referral.activity_ids)
        self.assertEqual(referral.state, "asked")
        addressees = referral.message_ids.partner_ids
        self.assertEqual(addressees.mapped("email"), ["employee@example.com"])
        # the desk writes down what it was told
        referral.answer = "The carrier was late."
        referral.action_answer()
        self.assertEqual(referral.answered_by_id, self.users["after_sales"])

    def test_a_department_nobody_can_answer_for_is_refused(self):
        stage = self.ticket.stage_id
        with self.assertRaisesRegex(UserError, "Nobody of Finance can be asked"):
            self._referral(
                department_id=self.env.ref("cs_department.department_finance").id
            )
        self.quality.active = False
        with self.assertRaisesRegex(UserError, "Quality no longer exists"):
            self._referral()
        self.assertEqual(self.ticket.stage_id, stage)

    def test_a_department_does_not_write_to_the_customer(self):
        """On the ticket it notes for the desk; on its referral it says everything."""
        referral = self._contact(self._referral())
        self.ticket.cs_department_id = self.quality
        ticket = self.ticket.with_user(self.users["contact"])
        for values in (
            {"subtype_xmlid": "mail.mt_comment"},
            {"partner_ids": self.customer.ids},
        ):
            with self.assertRaisesRegex(AccessError, "writes to the customer"):
                ticket.message_post(body="All fine", **values)
        note = ticket.message_post(body="Looking into it")
        with self.assertRaisesRegex(AccessError, "writes to the customer"):
            note.subtype_id = self.env.ref("mail.mt_comment")
        referral.message_post(body="All fine", subtype_xmlid="mail.mt_comment")
        desk = self.ticket.with_user(self.users["after_sales"])
        self.assertTrue(
            desk.message_post(body="All fine", subtype_xmlid="mail.mt_comment")
        )

    def test_sheet_is_printed(self):
        referral = self._referral()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_department.report_referral", referral.ids
        )
        self.assertIn("Why does it creak?", html.decode())

    def test_the_last_answer_brings_the_ticket_back_to_work(self):
        first = self._referral()
        second = self._referral(department_id=self.logistics.id)
        waiting = self.env.ref("cs_department.stage_department")
        self.assertEqual(self.ticket.stage_id, waiting)
        self._contact(first).answer = "A loose screw."
        self._contact(first).action_answer()
        self.assertEqual(self.ticket.stage_id, waiting, "one is still asked")
        second.action_withdraw()
        working = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        self.assertEqual(waiting.cs_next_stage_id, working)
        self.assertEqual(self.ticket.stage_id, working)

    def test_closing_withdraws_what_was_asked(self):
        referral = self._referral()
        self._cancel(self.ticket)
        self.assertEqual(referral.state, "withdrawn")
        self.assertFalse(referral.activity_ids)
        self.assertIn("was closed", referral.message_ids[0].body)
        self.assertTrue(self.ticket.closed)

    def test_a_department_is_dissolved(self):
        answered = self._referral(department_id=self.quality.id)
        self._contact(answered).answer = "A loose screw."
        self._contact(answered).action_answer()
        asked = self._referral()
        self.ticket.activity_ids.unlink()
        self.quality.active = False
        self.assertEqual((answered | asked).mapped("state"), ["answered", "withdrawn"])
        task = self.ticket.activity_ids
        self.assertEqual(task.user_id, self.users["after_sales"])
        self.assertIn("Quality no longer exists", task.summary)
