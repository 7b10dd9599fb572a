from datetime import timedelta
from unittest.mock import patch

from odoo import http
from odoo.exceptions import ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .portal_common import PortalCase, picture


@tagged("post_install", "-at_install")
class TestPortalMessage(PortalCase):
    """Messages, files and new requests from the portal."""

    def _file(self, name="photo.png", content=None):
        return {"attachment": (name, content if content is not None else picture())}

    def _last(self, ticket=None):
        return (ticket or self.ticket).message_ids.filtered(
            lambda message: message.message_type == "comment"
        )[:1]

    def test_message_brings_a_waiting_ticket_back(self):
        self.ticket.stage_id = self.awaiting
        self.assertTrue(self.ticket.cs_pause_since)
        self.post("message", body="Here <b>it</b> is", files=self._file())
        message = self._last()
        self.assertIn("Here &lt;b&gt;it&lt;/b&gt; is", message.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(message.attachment_ids.mapped("name"), ["photo.png"])
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertFalse(self.ticket.cs_pause_since)
        self.assertEqual(self.tasks(), ["The customer answered"])

    def test_message_to_a_ticket_at_work_moves_nothing(self):
        self.post("message", body="By the way")
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertEqual(self.tasks(), [])

    def test_empty(self):
        before = self._last()
        response = self.post("message", body="  ")
        self.assertEqual(self._last(), before)
        self.assertIn("Write a message or choose a file", self.answer(response))

    def test_wrong_files(self):
        before = self._last()
        for name, content, text in (
            ("page.html", b"<script>alert(1)</script>", "cannot be taken"),
            ("photo.png", b"<html><script>alert(1)</script></html>", "cannot be taken"),
            ("run.exe", b"MZ\x90\x00" + b"\0" * 100, "cannot be taken"),
            ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "be taken"),
            ("empty.pdf", b"", "cannot be taken"),
        ):
            files = self._file(name, content)
            response = self.post("message", body="See file", files=files)
            self.assertEqual(self._last(), before, name)
            self.assertIn(text, self.answer(response))
        self.company.cs_upload_mb = 1
        large = picture("BMP", (800, 800))
        files = self._file("big.bmp", large)
        response = self.post("message", body="See file", files=files)
        self.assertEqual(self._last(), before)
        self.assertIn("larger than 1 MB", self.answer(response))

    def test_right_files(self):
        for name, content in (
            ("photo.JPG", picture("JPEG")),
            ("invoice.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
        ):
            self.post("message", body="See file", files=self._file(name, content))
            self.assertEqual(self._last().attachment_ids.mapped("name"), [name])

    def test_core_composer_is_checked_too(self):
        files = [("page.html", b"<script>alert(1)</script>")]
        ticket = self.ticket.with_user(self.lin)
        pending = self.env["ir.attachment"].create(
            {
                "name": files[0][0],
                "raw": files[0][1],
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        with self.assertRaisesRegex(ValidationError, "cannot be taken"):
            ticket.message_post(body="See", attachment_ids=pending.ids)

    def _close(self):
        self.ticket.cs_request_type_id = self.env.ref(
            "cs_department.request_type_enquiry"
        )
        self.ticket.stage_id = self.done

    def test_message_reopens_a_ticket_closed_lately(self):
        self._close()
        self.post("message", body="Not yet")
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.ticket.cs_reopen_count, 1)
        self.assertIn("The customer answered after the closing", self.tasks())
        self.assertTrue(self.ticket.cs_closing_ids.date_reopened)

    def test_later_it_is_a_new_request(self):
        self._close()
        self.ticket.closed_date = Datetime.now() - timedelta(days=15)
        self.assertNotIn("cs_body", self.page().text)
        response = self.post("message", body="Again")
        self.assertIn("/new/ticket?previous=", response.headers["Location"])
        self.assertTrue(self.ticket.closed)
        page = self.url_open(response.headers["Location"]).text
        self.assertIn(self.ticket.number, page)

    # new requests

    def _submit(self, login="portal_lin", token=True, files=None, **values):
        self.authenticate(login, login)
        data = {
            "kind": self.complaint.id,
            "subject": "Lamp flickers",
            "description": "Since <b>Monday</b>",
            "remedy_sought": "A new one",
            "phone": "+86 139 1234 5678",
            "consent": "1",
            **values,
        }
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(
            "/submitted/ticket", data=data, files=files, allow_redirects=False
        )

    def _newest(self):
        return self.env["helpdesk.ticket"].search([], order="id desc", limit=1)

    def test_new_request(self):
        line = self.order.order_line[1]
        self.authenticate("portal_lin", "portal_lin")
        form = self.url_open("/new/ticket").text
        self.assertIn(f"line-{line.id}", form)
        self.assertIn("Complaint", form)
        response = self._submit(
            about=f"line-{line.id}", expected="2026-12-31", files=self._file()
        )
        if response.status_code != 303:
            self.assertIn("today on", response.text)
            response = self._submit(about=f"line-{line.id}", files=self._file())
        ticket = self._newest()
        self.assertEqual(response.headers["Location"], f"/my/ticket/{ticket.id}")
        self.assertIn("You hear from us by", self.answer(response))
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.cs_request_type_id, self.complaint)
        self.assertTrue(ticket.cs_is_complaint)
        self.assertEqual(ticket.cs_sale_line_ids, line)
        self.assertEqual(ticket.sale_order_ids, self.order)
        self.assertEqual(ticket.cs_phone, "+86 139 1234 5678")
        self.assertEqual(ticket.cs_remedy_sought, "A new one")
        self.assertEqual(ticket.cs_consent, "given")
        self.assertTrue(ticket.cs_consent_date)
        self.assertIn("&lt;b&gt;Monday", ticket.description)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["photo.png"])
        self.assertEqual(ticket.company_id, self.company)
        self.assertFalse(ticket.user_id)
        self.assertIn(ticket.number, self.url_open(f"/my/ticket/{ticket.id}").text)

    def test_whole_order(self):
        self._submit(about=f"order-{self.order.id}")
        self.assertEqual(self._newest().sale_order_ids, self.order)

    def test_only_own_orders(self):
        foreign = self._new_order(self.other_customer, {self.sofa: 1})
        before = self._newest()
        for about in (f"order-{foreign.id}", f"line-{foreign.order_line.id}", "line-x"):
            response = self._submit(about=about)
            self.assertIn("one of your own orders", response.text)
            self.assertNotIn(foreign.name, response.text)
        self.assertEqual(self._newest(), before)

    def test_bad_input(self):
        before = self._newest()
        for values, text in (
            ({"subject": " "}, "in a few words"),
            ({"subject": "x" * 201}, "too long"),
            ({"description": "x" * 10001}, "too long"),
            ({"kind": "99999999"}, "what kind of request"),
            ({"kind": "abc"}, "what kind of request"),
            ({"phone": "<script>"}, "no phone number"),
            ({"expected": "2020-01-01"}, "from today on"),
            ({"expected": "tomorrow"}, "from today on"),
            ({"consent": ""}, "your consent"),
        ):
            response = self._submit(**values)
            self.assertEqual(response.status_code, 200)
            self.assertIn(text, response.text)
            self.assertNotIn("<script>alert", response.text)
        response = self._submit(files=self._file("page.html", b"<script></script>"))
        self.assertIn("cannot be taken", response.text)
        self.assertIn("Lamp flickers", response.text)  # what was typed is kept
        self.assertEqual(self._newest(), before)

    def test_post_with_token_only(self):
        before = self._newest()
        self.assertEqual(self._submit(token=False).status_code, 400)
        self.assertEqual(self.url_open("/submitted/ticket").status_code, 405)
        self.assertEqual(self._newest(), before)

    def test_follows_an_own_ticket_only(self):
        foreign = self._new_ticket(partner_id=self.other_customer.id)
        self._submit(previous=foreign.id)
        self.assertFalse(self._newest().cs_previous_id)
        self._submit(previous=self.ticket.id)
        self.assertEqual(self._newest().cs_previous_id, self.ticket)

    def test_kinds_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        kind = self.env["cs.request.type"].create(
            {"name": "Secret kind", "company_id": other.id}
        )
        self.authenticate("portal_lin", "portal_lin")
        self.assertNotIn("Secret kind", self.url_open("/new/ticket").text)
        self.assertIn("what kind", self._submit(kind=kind.id).text)

    def test_team_of_the_kind(self):
        self.complaint.copy({"team_id": self.team.id, "company_id": self.company.id})
        kind = self.env["cs.request.type"].search([], order="id desc", limit=1)
        self._submit(kind=kind.id)
        self.assertEqual(self._newest().team_id, self.team)

    def test_number_of_files(self):
        with patch("odoo.addons.cs_department.uploads.MAX_FILES", 0):
            response = self._submit(files=self._file())
        self.assertIn("At most 0 files", response.text)
