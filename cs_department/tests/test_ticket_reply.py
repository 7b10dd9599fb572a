from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from . import common

SORRY = "We are sorry"


@tagged("post_install", "-at_install")
class TestTicketReply(common.DepartmentCase):
    """The template fits kind and fault; no apology while it is not ours (C5, C13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")

    def _composed(self, ticket, role="clerk", **context):
        action = ticket.with_user(self.users[role]).action_cs_reply()
        composer = Form(
            self.env[action["res_model"]]
            .with_user(self.users[role])
            .with_context(**action["context"], **context)
        )
        return composer.save()

    def test_kind_and_fault_choose_the_template(self):
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        for fault in ("open", "ours", "not_ours"):
            ticket.cs_fault = fault
            self.assertEqual(
                ticket._cs_reply_template(),
                self.env.ref(f"cs_department.reply_complaint_{fault}"),
            )
        for kind, template in (
            ("enquiry", "answer"),
            ("technical", "answer"),
            ("delivery_chase", "delivery"),
            ("refund", "return"),
            ("shortage", "shortage"),
            ("praise", "praise"),
        ):
            ticket.cs_request_type_id = self.env.ref(
                f"cs_department.request_type_{kind}"
            )
            self.assertEqual(
                ticket._cs_reply_template(),
                self.env.ref(f"cs_department.reply_{template}"),
                kind,
            )
        ticket.cs_request_type_id = False
        self.assertEqual(
            ticket._cs_reply_template(), self.env.ref("cs_department.reply_general")
        )

    def test_every_kind_has_a_template_and_a_script(self):
        shipped = self.env["cs.request.type"].search([("company_id", "=", False)])
        self.assertEqual(len(shipped), 12)
        for kind in shipped:
            ticket = self.env["helpdesk.ticket"].new({"cs_request_type_id": kind.id})
            self.assertIn(kind, ticket._cs_reply_template().cs_request_type_ids)
            self.assertTrue(kind.call_script, kind.name)

    def test_no_apology_while_it_is_not_ours(self):
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        for fault, sorry in (("open", False), ("not_ours", False), ("ours", True)):
            ticket.cs_fault = fault
            body = self._composed(ticket).body
            self.assertEqual(SORRY in body, sorry, fault)
            self.assertIn("Dear Lin Yue", body)

    def test_the_company_may_always_apologise(self):
        self.company.cs_always_apologise = True
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        for fault in ("open", "not_ours", "ours"):
            ticket.cs_fault = fault
            self.assertIn(SORRY, self._composed(ticket).body)

    def test_a_template_chosen_by_hand_keeps_the_rule(self):
        ticket = self._new_ticket(
            cs_request_type_id=self.complaint.id, cs_fault="not_ours"
        )
        composer = self._composed(ticket)
        with Form(composer) as form:
            form.template_id = self.env.ref("cs_department.reply_complaint_ours")
        self.assertNotIn(SORRY, composer.body)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("cs_department.reply_complaint_open")
        template.with_context(lang="zh_CN").body_html = "<div><p>尊敬的客户</p></div>"
        self.customer.lang = "zh_CN"
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        self.assertIn("尊敬的客户", self._composed(ticket).body)

    def test_the_customer_gets_it(self):
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        ticket.message_subscribe(self.users["agent"].partner_id.ids)
        composer = self._composed(ticket)
        self.assertEqual(composer.partner_ids, self.customer, "not the followers")
        composer.action_send_mail()
        message = ticket.message_ids[0]
        self.assertIn(ticket.number, message.subject)
        self.assertEqual(message.partner_ids, self.customer)

    def test_markup_of_the_customer_is_not_sent_as_markup(self):
        self.customer.name = "<script>alert(1)</script>"
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        self.assertNotIn("<script>", self._composed(ticket).body)

    def test_somebody_who_is_no_customer_yet(self):
        ticket = self._new_ticket(partner_id=False, partner_email="new@example.com")
        composer = self._composed(ticket)
        self.assertEqual(composer.partner_ids.email, "new@example.com")

    def test_nobody_to_reply_to(self):
        ticket = self._new_ticket(partner_id=False, partner_email=False)
        with self.assertRaisesRegex(UserError, "nobody to reply to"):
            ticket.with_user(self.users["clerk"]).action_cs_reply()

    def test_without_templates_the_composer_is_empty(self):
        self.env["mail.template"].search([("cs_is_reply", "=", True)]).active = False
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        self.assertFalse(self._composed(ticket).template_id)
