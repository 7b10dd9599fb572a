import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .portal_common import SIGNATURE, PortalCase, picture
from .remedy_common import RemedyCase


@tagged("post_install", "-at_install")
class TestPortalTicket(PortalCase):
    """The customer's own tickets: read, decide, confirm, rate; nobody else's."""

    def test_list(self):
        self.ticket.cs_date_promised = "2030-01-02"
        self.ticket.stage_id = self.awaiting
        foreign = self._new_ticket(
            name="Wobbly table", partner_id=self.zhao.partner_id.id
        )
        self.authenticate("portal_lin", "portal_lin")
        page = self.url_open("/my/tickets").text
        self.assertIn("Sofa creaks", page)
        self.assertIn(self.ticket.number, page)
        self.assertIn("Complaint", page)
        self.assertIn("Waiting for you", page)
        self.assertIn("01/02/2030", page)
        self.assertNotIn(foreign.name, page)
        self.assertNotIn("After Sales Test", page)
        for query in ("groupby=stage", "groupby=category", "sortby=name"):
            self.assertEqual(self.url_open(f"/my/tickets?{query}").status_code, 200)

    def test_list_begins_with_the_newest_request(self):
        """As the customer counts: a request entered late has its own day."""
        self.ticket.cs_date_received = "2026-03-02 02:00:00"
        self._new_ticket(name="Entered later", cs_date_received="2026-03-01 02:00:00")
        self.authenticate("portal_lin", "portal_lin")
        page = self.url_open("/my/tickets").text
        self.assertLess(page.index("Sofa creaks"), page.index("Entered later"))

    def test_page_shows_what_was_registered_and_decided(self):
        self._propose("exchange", description="A new sofa", date_planned="2030-02-03")
        thought = self.env["cs.remedy"].create(
            {
                "ticket_id": self.ticket.id,
                "kind_id": self.env.ref("cs_department.remedy_kind_money").id,
                "description": "Perhaps some money",
            }
        )
        page = self.page().text
        for text in ("Sofa Jasmine", self.order.name, "A new cushion", "A new sofa"):
            self.assertIn(text, page)
        self.assertIn("02/03/2030", page)
        self.assertNotIn(thought.description, page)
        self.assertNotIn("After Sales Test", page)

    def test_what_comes_instead_is_read_before_it_is_agreed_to(self):
        RemedyCase._deliver(self.order)
        self.table.default_code = "YJ-OAK-TABLE"
        table = self.order.order_line[1]
        remedy = self._propose(
            "exchange",
            description="You pay the difference",
            line_ids=[
                Command.create(
                    {"sale_line_id": table.id, "replacement_id": self.sofa.id}
                )
            ],
        )
        page = self.page().text
        self.assertIn("Table Osmanthus × 1 → Sofa Jasmine × 1", page)
        self.assertRegex(page, "What comes instead costs .*4,000.00 more")
        self.assertNotIn("[YJ-OAK-TABLE] Table Osmanthus ×", page)
        self.post(f"remedy/{remedy.id}", answer="accept", terms=remedy._terms_key())
        self.assertIn("→ Sofa Jasmine", remedy.agreed_terms)
        self.assertNotIn("YJ-OAK-TABLE", remedy.agreed_terms)

    def test_get_changes_nothing(self):
        self.ticket.message_post(
            body="Photo",
            attachments=[("photo.png", picture())],
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE access_token IS NOT NULL"
        )
        before = self.env.cr.fetchone()
        self.page()
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE access_token IS NOT NULL"
        )
        self.assertEqual(self.env.cr.fetchone(), before)
        remedy = self._propose()
        for path in ("message", "object", "rate", f"remedy/{remedy.id}"):
            self.url_open(
                f"/my/ticket/{self.ticket.id}/{path}?answer=accept&body=Hello&rate=5"
                f"&words=No&terms={remedy._terms_key()}"
            )
        self.assertEqual(remedy.agreement, "pending")
        self.assertFalse(self.ticket.cs_date_confirmed)
        self.assertNotIn("Hello", "".join(self.ticket.message_ids.mapped("body")))

    def test_accept(self):
        remedy = self._propose()
        self.ticket.stage_id = self.awaiting
        page = self.page().text
        self.assertIn(remedy._terms_key(), page)
        response = self.post(
            f"remedy/{remedy.id}", answer="accept", terms=remedy._terms_key()
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(remedy.agreement, "accepted")
        self.assertEqual(remedy.accepted_how, "portal")
        self.assertEqual(remedy.accepted_by, "Lin Yue")
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertIn("The customer accepts: Refund", self.tasks())
        self.assertIn("we go on as you decided", self.answer(response))
        self.assertNotIn("we go on as you decided", self.answer(response))

    def test_what_changed_meanwhile_is_not_accepted(self):
        remedy = self._propose()
        terms = remedy._terms_key()
        remedy.action_reset()
        remedy.amount = 20
        remedy.action_approve()
        response = self.post(f"remedy/{remedy.id}", answer="accept", terms=terms)
        self.assertEqual(remedy.agreement, "pending")
        self.assertIn("has changed meanwhile", self.answer(response))

    def test_decline(self):
        remedy = self._propose()
        terms = remedy._terms_key()
        response = self.post(f"remedy/{remedy.id}", answer="decline", terms=terms)
        self.assertEqual(remedy.agreement, "pending")
        self.assertIn("say why", self.answer(response))
        self.post(
            f"remedy/{remedy.id}",
            answer="decline",
            terms=terms,
            reason="<script>alert(1)</script> too little",
        )
        self.assertEqual(remedy.agreement, "declined")
        note = self.ticket.message_ids.filtered(lambda m: "declines" in m.body)
        self.assertIn("&lt;script&gt;", note.body)

    def test_remedy_of_another_ticket(self):
        remedy = self._propose()
        other = self._new_ticket()
        response = self.post(
            f"remedy/{remedy.id}",
            ticket=other,
            answer="accept",
            terms=remedy._terms_key(),
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(remedy.agreement, "pending")

    def test_confirm_and_sign(self):
        remedy = self._propose()
        remedy._accept("Lin Yue", "phone")
        remedy.action_deliver()
        self.ticket.stage_id = self.confirmation
        self.assertIn("confirm and sign", self.page().text)
        result = self.sign()["result"]
        self.assertTrue(result["force_refresh"])
        ticket = self.ticket
        self.assertTrue(ticket.closed)
        self.assertTrue(ticket.cs_satisfied)
        self.assertEqual(ticket.cs_confirmed_how, "portal")
        self.assertEqual(ticket.cs_signed_by, "Lin Yue")
        self.assertEqual(ticket.cs_signature.decode(), SIGNATURE)
        self.assertEqual(ticket.cs_closed_user_id, self.owner)
        self.assertEqual(ticket.cs_closing_ids.how, "portal")
        self.assertEqual(ticket.cs_closing_ids.satisfied, "yes")

    def test_confirmed_with_something_missing_stays_open(self):
        self.ticket.stage_id = self.confirmation
        self.sign()
        self.assertFalse(self.ticket.closed)
        self.assertTrue(self.ticket.cs_satisfied)
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertIn("Still missing: a remedy delivered", "".join(self.tasks()))

    def test_signature_must_be_a_picture(self):
        self.ticket.stage_id = self.confirmation
        for signature in ("", "AAAA", "not base64!", SIGNATURE[:20], 5):
            result = self.sign(signature=signature)
            text = json.dumps(result)
            self.assertIn("error", text)
        self.assertIn("name", self.sign(name="  ")["result"]["error"])
        self.assertFalse(self.ticket.cs_date_confirmed)

    def test_nothing_to_confirm(self):
        self.assertIn("nothing to confirm", self.sign()["result"]["error"])
        self.assertNotIn("confirm and sign", self.page().text)

    def test_not_satisfied(self):
        self.ticket.stage_id = self.confirmation
        self.post("object", words=" ")
        self.assertFalse(self.ticket.cs_date_confirmed)
        self.post("object", words="It still creaks")
        self.assertFalse(self.ticket.closed)
        self.assertFalse(self.ticket.cs_satisfied)
        self.assertTrue(self.ticket.cs_date_confirmed)
        self.assertEqual(self.ticket.cs_confirmation_note, "It still creaks")
        self.assertEqual(self.ticket.stage_id, self.in_progress)
        self.assertIn("The customer is not satisfied", self.tasks())

    def test_rate(self):
        self.ticket.cs_request_type_id = self.env.ref(
            "cs_department.request_type_enquiry"
        )
        self.post("rate", rate="5")
        self.assertFalse(self.ticket.rating_ids.filtered("consumed"))
        self.ticket.stage_id = self.done
        self.post("rate", rate="9")
        self.post("rate", rate="3", feedback="<b>slow</b>")
        rating = self.ticket.rating_ids.filtered("consumed")
        self.assertEqual(rating.rating, 3)
        self.assertEqual(rating.partner_id, self.customer)
        self.assertTrue(self.ticket.closed)  # a rating reopens nothing
        message = rating.message_id.body
        self.assertIn("&lt;b&gt;slow", message)
        self.assertIn("Thank you for your rating", self.page().text)

    def test_rating_token_of_another_ticket(self):
        foreign = self._new_ticket(partner_id=self.other_customer.id)
        token = foreign._rating_get_access_token(self.other_customer)
        self.authenticate("portal_lin", "portal_lin")
        response = self.url_open(
            f"/rate/{token}/submit_feedback",
            data={"rate": 1, "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(response.status_code, 404)
        self.assertFalse(foreign.rating_ids.consumed)
        own = self.ticket._rating_get_access_token(self.customer)
        for rate in ("9", "abc", "-1"):
            response = self.url_open(
                f"/rate/{own}/submit_feedback",
                data={"rate": rate, "csrf_token": http.Request.csrf_token(self)},
            )
            self.assertEqual(response.status_code, 404)
        self.assertFalse(self.ticket.rating_ids.consumed)
        self.url_open(
            f"/rate/{own}/submit_feedback",
            data={"rate": 5, "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(self.ticket.rating_ids.rating, 5)

    def test_strangers(self):
        remedy = self._propose()
        self.ticket.stage_id = self.confirmation
        paths = {
            "message": {"body": "Hello"},
            "object": {"words": "No"},
            "rate": {"rate": "1"},
            f"remedy/{remedy.id}": {"answer": "accept", "terms": remedy._terms_key()},
        }
        for login in ("portal_zhao", "test_internal", "test_clerk"):
            for path, data in paths.items():
                self.assertEqual(self.post(path, login, **data).status_code, 404, path)
            self.assertIn("error", self.sign(login))
        page = self.page(login="portal_zhao")
        self.assertNotIn("Sofa creaks", page.text)
        self.assertEqual(remedy.agreement, "pending")
        self.assertFalse(self.ticket.cs_date_confirmed)

    def test_sibling_of_the_same_customer_acts_and_is_named(self):
        sibling = self.users["portal"]  # a contact of the same customer
        remedy = self._propose()
        self.post(
            f"remedy/{remedy.id}",
            "test_portal",
            answer="accept",
            terms=remedy._terms_key(),
        )
        self.assertEqual(remedy.accepted_by, sibling.name)

    def test_somebody_sent_a_copy_reads_only(self):
        self.ticket.message_subscribe(self.zhao.partner_id.ids)
        remedy = self._propose()
        page = self.page(login="portal_zhao")
        self.assertIn("Sofa creaks", page.text)
        self.assertNotIn("Refund", page.text)
        self.assertNotIn(self.order.name, page.text)
        response = self.post(
            f"remedy/{remedy.id}",
            "portal_zhao",
            answer="accept",
            terms=remedy._terms_key(),
        )
        self.assertEqual(response.status_code, 404)

    def _visit(self, path, **data):
        """As somebody who is not signed in."""
        self.authenticate(None, None)
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(
            f"/my/ticket/{self.ticket.id}/{path}", data=data, allow_redirects=False
        )

    def test_personal_link_of_an_email(self):
        remedy = self._propose()
        token = self.ticket._portal_ensure_token()
        pid = self.customer.id
        key = self.ticket._sign_token(pid)
        self.authenticate(None, None)
        page = self.url_open(
            f"/my/ticket/{self.ticket.id}?access_token={token}&pid={pid}&hash={key}"
        )
        self.assertIn("I agree", page.text)
        values = {"answer": "accept", "terms": remedy._terms_key()}
        stranger = self.other_customer.id
        for wrong in (
            {},
            {"access_token": token, "token": token},
            {"pid": pid, "hash": "x" * 64},
            {"pid": "abc", "hash": key},
            {"pid": stranger, "hash": key},
            {"pid": stranger, "hash": self.ticket._sign_token(stranger)},
        ):
            response = self._visit(f"remedy/{remedy.id}", **values, **wrong)
            self.assertEqual(response.status_code, 404, wrong)
        other = self._new_ticket()
        other._portal_ensure_token()
        response = self._visit(
            f"remedy/{remedy.id}", **values, pid=pid, hash=other._sign_token(pid)
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(remedy.agreement, "pending")
        response = self._visit(f"remedy/{remedy.id}", **values, pid=pid, hash=key)
        self.assertEqual(response.status_code, 303)
        self.assertEqual(remedy.agreement, "accepted")
        self.assertEqual(remedy.accepted_by, "Lin Yue")

    def test_token_alone_reads(self):
        self._propose()
        token = self.ticket._portal_ensure_token()
        self.authenticate(None, None)
        page = self.url_open(f"/my/ticket/{self.ticket.id}?access_token={token}").text
        self.assertIn("Sofa creaks", page)
        self.assertNotIn("I agree", page)
        self.assertNotIn("Refund", page)
        other = self._new_ticket()
        page = self.url_open(f"/my/ticket/{other.id}?access_token={token}").text
        self.assertNotIn("Sofa creaks", page)

    def test_without_csrf_token(self):
        remedy = self._propose()
        response = self.post(
            f"remedy/{remedy.id}",
            token=False,
            answer="accept",
            terms=remedy._terms_key(),
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(remedy.agreement, "pending")

    def test_files(self):
        inside = self.ticket.message_post(
            body="Internal", attachments=[("inside.pdf", b"%PDF-1.4 secret")]
        )
        self.assertTrue(inside.subtype_id.internal)
        sent = self.ticket.message_post(
            body="For you",
            attachments=[("answer.png", picture())],
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        page = self.page().text
        self.assertIn("answer.png", page)
        self.assertNotIn("inside.pdf", page)
        ticket = self.ticket
        address = f"/my/ticket/{ticket.id}/file/{sent.attachment_ids.id}"
        self.assertEqual(self.url_open(address).content, picture())
        address = f"/my/ticket/{ticket.id}/file/{inside.attachment_ids.id}"
        self.assertEqual(self.url_open(address).status_code, 404)
        self.authenticate("portal_zhao", "portal_zhao")
        address = f"/my/ticket/{ticket.id}/file/{sent.attachment_ids.id}"
        self.assertEqual(self.url_open(address).status_code, 404)

    def test_staff_appear_as_their_team(self):
        self.ticket.with_user(self.owner).message_post(
            body="We look into it",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        self.ticket.with_user(self.owner).message_post(
            body="Internal remark", subtype_xmlid="mail.mt_note", message_type="comment"
        )
        page = self.page().text
        self.assertIn("We look into it", page)
        self.assertIn("Service Desk", page)
        self.assertNotIn("After Sales Test", page)
        self.assertNotIn("Internal remark", page)

    def test_protected_fields_over_rpc(self):
        ticket = self.ticket.with_user(self.lin)
        for name in ("cs_signature", "cs_confirmation_note", "cs_closing_ids"):
            with self.assertRaises(AccessError):
                ticket.read([name])
        with self.assertRaises(AccessError):
            ticket.write({"cs_satisfied": True})
        with self.assertRaises(AccessError):
            self.env["cs.remedy"].with_user(self.lin).search([])

    def test_nonsense(self):
        self.authenticate("portal_lin", "portal_lin")
        for path in ("0", "99999999", "1%20OR%201=1"):
            response = self.url_open(f"/my/ticket/{path}", allow_redirects=False)
            self.assertIn(response.status_code, (303, 404))
        self.assertEqual(self.post("remedy/99999999", answer="accept").status_code, 404)

    def test_merged_ticket_points_to_the_other(self):
        target = self._new_ticket(name="Both sofas")
        target._cs_merge(self.ticket)
        page = self.page().text
        self.assertIn("became part of another one", page)
        self.assertIn(target.number, page)
        self.post("message", body="One more thing")
        self.assertIn("One more thing", target.message_ids[:1].body)

    def test_employee_previews_without_buttons(self):
        self._propose()
        new_test_user(
            self.env,
            "portal_preview",
            groups="cs_department.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        page = self.page(login="portal_preview").text
        self.assertIn("We propose", page)
        self.assertNotIn("I agree", page)
