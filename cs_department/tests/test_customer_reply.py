from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_department.automatic_mail import is_automatic

from .portal_common import PortalCase, picture

MAIL = """Return-Path: {sender}
Message-Id: <{number}@mail.example.com>
Date: Thu, 26 Nov 2026 10:00:00 +0800
From: {sender}
To: {to}
Subject: {subject}
{headers}MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestCustomerReply(PortalCase):
    """Answers by e-mail; automatic ones change nothing and make no tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "desk.example.com", "company_ids": [(4, cls.company.id)]}
        )
        cls.team.alias_id.write(
            {"alias_name": "desk-test", "alias_domain_id": cls.domain.id}
        )
        cls.number = 0
        cls.email = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")

    def setUp(self):
        super().setUp()
        self.question = self.ticket.with_user(self.owner).message_post(
            body="Which batch is it?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.ticket.stage_id = self.awaiting

    def _receive(
        self,
        sender=None,
        reply=True,
        headers="",
        body="<p>A 7</p>",
        to=None,
        given=None,
    ):
        type(self).number += 1
        if reply:
            headers += f"In-Reply-To: {self.question.message_id}\n"
            headers += f"References: {self.question.message_id}\n"
        mail = MAIL.format(
            sender=sender or self.customer.email,
            number=self.number,
            to=to or "desk-test@desk.example.com",
            subject="Re: Sofa creaks",
            headers=headers,
            body=body,
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self.env["mail.thread"].message_process(
                "helpdesk.ticket", mail, custom_values=given
            )

    def _count(self):
        return self.env["helpdesk.ticket"].search_count([])

    def test_answer_brings_the_ticket_back(self):
        self.assertTrue(self.ticket.cs_pause_since)
        self._receive()
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertFalse(self.ticket.cs_pause_since)
        self.assertEqual(len(self.ticket.cs_pause_ids), 1)
        self.assertEqual(self.tasks(), ["The customer answered"])
        self._receive()  # at work already: no second task
        self.assertEqual(self.tasks(), ["The customer answered"])

    def test_answer_of_somebody_else_does_not(self):
        self._receive(sender="stranger@elsewhere.example.com")
        self.assertEqual(self.ticket.stage_id, self.awaiting)
        self._receive(sender=self.owner.email)
        self.assertEqual(self.ticket.stage_id, self.awaiting)

    def test_automatic_answers_do_not(self):
        before = self._count()
        for headers in (
            "Auto-Submitted: auto-replied\n",
            "Auto-Submitted: auto-generated (vacation)\n",
            "X-Autoreply: yes\n",
            "X-Auto-Response-Suppress: All\n",
            "Precedence: auto_reply\n",
        ):
            self._receive(headers=headers)
            self.assertEqual(self.ticket.stage_id, self.awaiting, headers)
            self._receive(headers=headers, reply=False)
        self.assertEqual(self._count(), before)
        self.assertEqual(self.tasks(), [])
        # the words are on record all the same
        self.assertIn("A 7", "".join(self.ticket.message_ids.mapped("body")))

    def test_people_who_ask_for_no_automatic_answer_are_people(self):
        self._receive(headers="X-Auto-Response-Suppress: OOF\nAuto-Submitted: no\n")
        self.assertEqual(self.ticket.stage_id, self.in_progress)

    def test_bounce(self):
        before = self._count()
        self._receive(sender="mailer-daemon@elsewhere.example.com")
        self.assertEqual(self.ticket.stage_id, self.awaiting)
        self.assertEqual(self._count(), before)

    def test_loop_is_stopped(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", 3
        )
        for _turn in range(6):
            self._receive(sender="robot@elsewhere.example.com")
        answers = self.ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(len(answers), 3)
        before = self._count()
        for _turn in range(6):
            self._receive(sender="robot2@elsewhere.example.com", reply=False)
        self.assertLessEqual(self._count() - before, 3)

    def test_new_ticket_by_mail(self):
        before = self._count()
        self._receive(reply=False, body="<p>Hi<script>alert(1)</script><b>bold</b></p>")
        self.assertEqual(self._count(), before + 1)
        ticket = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.team_id, self.team)
        self.assertNotIn("<script", ticket.description)
        self.assertEqual(ticket.channel_id, self.email)
        self.assertEqual(self.ticket.stage_id, self.awaiting)

    def test_nobodys_until_somebody_takes_it(self):
        """Neither the customer's nor that of the gateway's user (C3)."""
        self.company.helpdesk_mgmt_ticket_auto_assign = True
        for sender in (self.customer.email, "stranger@elsewhere.example.com"):
            for team in (self.team, self.team.browse()):
                given = {"company_id": self.company.id, "team_id": team.id}
                found = self._receive(sender, reply=False, to="desk@x.cn", given=given)
                ticket = self.env["helpdesk.ticket"].browse(found)
                self.assertFalse(ticket.user_id)
                self.assertFalse(ticket.cs_first_responder_id)
                self.assertEqual(ticket.channel_id, self.email)
        ticket.user_id = self.owner
        self.assertEqual(ticket.cs_first_responder_id, self.owner)

    def test_loop_of_mail_that_comes_by_no_alias(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", 3
        )
        before = self._count()
        for _turn in range(6):
            self._receive("robot@elsewhere.example.com", reply=False, to="desk@x.cn")
        self.assertEqual(self._count() - before, 3)

    def _close(self, days):
        self.ticket.cs_request_type_id = self.env.ref(
            "cs_department.request_type_enquiry"
        )
        self.ticket.stage_id = self.done
        self.ticket.closed_date = Datetime.now() - timedelta(days=days)

    def test_answer_to_a_ticket_closed_lately_reopens_it(self):
        self._close(13)
        before = self._count()
        self._receive(headers="Auto-Submitted: auto-replied\n")
        self.assertTrue(self.ticket.closed)
        self._receive()
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.ticket.cs_reopen_count, 1)
        self.assertEqual(self._count(), before)

    def test_later_it_makes_a_new_one_that_follows(self):
        self._close(15)
        before = self._count()
        self._receive(headers="Auto-Submitted: auto-replied\n")
        self.assertEqual(self._count(), before)
        self._receive(body="<p>Creaks again</p>")
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self._count(), before + 1)
        ticket = self.ticket.cs_next_ids
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.team_id, self.team)
        self.assertIn("Creaks again", ticket.description)
        self.assertFalse(ticket.user_id)

    def test_setting(self):
        self.company.cs_reopen_days = 0
        self._close(1)
        self._receive()
        self.assertTrue(self.ticket.closed)
        self.assertEqual(len(self.ticket.cs_next_ids), 1)

    def test_staff_answering_late_reach_the_old_ticket(self):
        self._close(15)
        before = self._count()
        self._receive(sender=self.owner.email)
        self.assertEqual(self._count(), before)
        self.assertTrue(self.ticket.closed)

    def test_answer_to_a_merged_ticket_reaches_the_other(self):
        target = self._new_ticket(user_id=self.owner.id)
        target._cs_merge(self.ticket)
        target.stage_id = self.awaiting
        self._receive(body="<p>Batch A 7</p>")
        self.assertIn("Batch A 7", target.message_ids[:1].body)
        self.assertEqual(target.stage_id, self.in_progress)

    def test_wrong_files_are_left_out_and_named(self):
        message = self.ticket._cs_upload_problem("page.html", b"<script></script>")
        self.assertIn("cannot be taken", message)
        # as the gateway posts: high privilege, type e-mail
        self.ticket.message_post(
            body="See files",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            attachments=[("photo.png", picture()), ("page.html", b"<script></script>")],
        )
        posted = self.ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(posted[:1].attachment_ids.mapped("name"), ["photo.png"])
        notes = "".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("“page.html” cannot be taken", notes)

    def test_calling_over_rpc_moves_nothing(self):
        """The way of helpdesk_ticket_partner_response: a public method with sudo."""
        mail = {"author_id": self.customer.id, "email_from": self.customer.email}
        self.ticket.with_user(self.owner).message_update(mail)
        self.assertEqual(self.ticket.stage_id, self.awaiting)
        self.ticket.with_user(self.owner).message_post(
            body="In his name",
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.ticket.stage_id, self.awaiting)

    def test_headers(self):
        for headers, automatic in (
            ({}, False),
            ({"Auto-Submitted": "no"}, False),
            ({"Auto-Submitted": "auto-generated"}, True),
            ({"Precedence": "list"}, False),
            ({"Precedence": "bulk"}, True),
            ({"X-Autorespond": "1"}, True),
            ({"X-Auto-Response-Suppress": "DR, OOF"}, False),
            ({"X-Auto-Response-Suppress": "ALL"}, True),
        ):
            self.assertEqual(is_automatic(headers), automatic, headers)
