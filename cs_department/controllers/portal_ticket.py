import base64
import binascii

from werkzeug.exceptions import NotFound
from werkzeug.urls import url_encode

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import plaintext2html
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.utils import validate_thread_with_hash_pid

from .. import uploads

MAX_TEXT = 10_000
MAX_NAME = 100
MAX_SIGNATURE = 500_000  # bytes; a drawn name has some 20,000
RATES = {"1", "3", "5"}
FLASH = "cs_ticket_flash"  # in the session: what the next page says


class PortalTicket(CustomerPortalHelpdesk):
    """The customer's tickets: read, answer, decide on a remedy, confirm and sign, rate.

    Acting needs the customer: a login of the same customer, or the personal link of an
    e-mail (``pid`` and ``hash``, signed by the database). A mere reader, as somebody
    who was sent a copy, changes nothing. No GET changes anything.
    """

    def _acting_partner(self, ticket, link):
        """The customer who asks, or nobody; `link`: what came with the request."""
        partner = request.env["res.partner"]
        user = request.env.user
        if not user._is_public():
            partner = user.partner_id if user.share else partner
        else:
            try:
                known = validate_thread_with_hash_pid(
                    ticket, link.get("hash"), link.get("pid")
                )
            except ValueError:
                known = False
            if known:
                # sudo: named by the signature, which only the database can make
                partner = partner.sudo().browse(int(link["pid"])).exists()
        customer = ticket.commercial_partner_id
        own = customer and partner.commercial_partner_id == customer
        return partner if own else partner.browse()

    def _acting(self, ticket_id, link):
        """(ticket with all rights, customer) for a route that changes something."""
        # sudo: whose it is, checked in the next lines
        ticket = request.env["helpdesk.ticket"].sudo().browse(ticket_id).exists()
        partner = ticket and self._acting_partner(ticket, link)
        if not partner:
            raise NotFound()
        return ticket, partner

    def _back(self, ticket, link, anchor=""):
        """To the page of the ticket, as whoever came."""
        query = ""
        if link.get("pid") and link.get("hash"):
            values = {"access_token": ticket.access_token}
            values.update((name, link[name]) for name in ("pid", "hash"))
            query = f"?{url_encode(values)}"
        return request.redirect(f"/my/ticket/{ticket.id}{query}{anchor}")

    def _attempt(self, ticket, function, done, link, anchor=""):
        """Do it, or say on the page what is wrong; the text waits in the session."""
        try:
            with request.env.cr.savepoint():
                function()
            request.session[FLASH] = ("success", done)
        except UserError as error:
            request.session[FLASH] = ("danger", str(error))
        return self._back(ticket, link, anchor)

    def _ticket_get_searchbar_sortings(self):
        """Newest: as the customer counts, from the day of the request."""
        sortings = super()._ticket_get_searchbar_sortings()
        sortings["date"]["order"] = "cs_date_received desc, id desc"
        return sortings

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        try:
            ticket = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = self._ticket_get_page_view_values(ticket, access_token, **kw)
        return request.render("helpdesk_mgmt.portal_helpdesk_ticket_page", values)

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        partner = self._acting_partner(ticket, kwargs)
        link = {}
        if request.env.user._is_public() and partner:
            link = {"access_token": access_token or ""}
            link.update((name, kwargs.get(name)) for name in ("pid", "hash"))
        inside = request.env.user._is_internal()
        return {
            **values,
            "flash": request.session.pop(FLASH, None),
            "customer": partner,
            "shown": bool(partner) or inside,
            "link": link,
            "query": f"?{url_encode(link)}" if link else "",
            "upload_mb": ticket.company_id.cs_upload_mb,
            "upload_types": ",".join(f".{name}" for name in uploads.TYPES),
            "target": ticket._cs_root() if ticket.duplicate_id else ticket.browse(),
            "rated": ticket._cs_rating(),
        }

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/file/<int:attachment_id>",
        type="http",
        auth="public",
        readonly=True,
    )
    def ticket_file(self, ticket_id, attachment_id, **link):
        """A file of the customer's own ticket, never one of an internal note."""
        ticket, _partner = self._acting(ticket_id, link)
        attachment = ticket._cs_portal_files().filtered(
            lambda file: file.id == attachment_id
        )
        if not attachment:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/message",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def ticket_message(self, ticket_id, body="", **link):
        ticket, partner = self._acting(ticket_id, link)
        if not ticket._cs_answer_reopens() and not ticket.duplicate_id:
            return request.redirect(f"/new/ticket?previous={ticket.id}")
        # An answer to what became part of another ticket is an answer there.
        ticket = ticket._cs_root()
        text = body.strip()[:MAX_TEXT]

        def post():
            files = self._files(ticket)
            if not text and not files:
                raise UserError(request.env._("Write a message or choose a file."))
            ticket.message_post(
                body=plaintext2html(text),
                attachments=files,
                author_id=partner.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        done = request.env._("Thank you, we have your message.")
        return self._attempt(ticket, post, done, link, "#talk")

    def _files(self, ticket, company=None):
        """[(name, content)] of the files sent, each of a type and size allowed."""
        sent = [
            upload
            for upload in request.httprequest.files.getlist("attachment")
            if upload.filename
        ]
        if len(sent) > uploads.MAX_FILES:
            raise UserError(
                request.env._("At most %s files at once.", uploads.MAX_FILES)
            )
        files = []
        for upload in sent:
            name, content = upload.filename[-MAX_NAME:], upload.read()
            reason = ticket._cs_upload_problem(name, content, company)
            if reason:
                raise UserError(reason)
            files.append((name, content))
        return files

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/remedy/<int:remedy_id>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def ticket_remedy(
        self, ticket_id, remedy_id, answer="", terms="", reason="", **link
    ):
        """Accept or decline a proposal, exactly as it was read."""
        ticket, partner = self._acting(ticket_id, link)
        remedy = ticket.cs_remedy_ids.filtered(
            lambda r: r.id == remedy_id and r.state != "sought"
        )
        if not remedy:
            raise NotFound()

        def decide():
            if terms != remedy._terms_key():
                raise UserError(
                    request.env._(
                        "The proposal has changed meanwhile. Please read it again."
                    )
                )
            if answer == "accept":
                remedy._accept(partner.name, "portal")
            else:
                remedy._decline(partner.name, reason.strip()[:MAX_TEXT])

        done = request.env._("Thank you, we go on as you decided.")
        return self._attempt(ticket, decide, done, link)

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/confirm",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def ticket_confirm(self, ticket_id, name="", signature="", **_kwargs):
        """Satisfied, with a signature: from the signature form of the portal."""
        asked = request.httprequest.args
        ticket, partner = self._acting(ticket_id, asked)
        if not ticket._cs_confirmation_offered():
            return {"error": request.env._("There is nothing to confirm now.")}
        name = (name or "").strip()[:MAX_NAME]
        if not name:
            return {"error": request.env._("Enter your name.")}
        if not self._is_picture(signature):
            return {"error": request.env._("Please sign in the field.")}
        try:
            with request.env.cr.savepoint():
                ticket._cs_confirm(True, "portal", name=name, signature=signature)
        except UserError as error:
            return {"error": str(error)}
        query = {k: asked[k] for k in ("access_token", "pid", "hash") if k in asked}
        request.session[FLASH] = (
            "success",
            request.env._("Thank you, your confirmation is recorded."),
        )
        return {
            "force_refresh": True,
            "redirect_url": f"/my/ticket/{ticket.id}?{url_encode(query)}",
        }

    def _is_picture(self, signature):
        try:
            content = base64.b64decode(signature or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            return False
        return len(content) <= MAX_SIGNATURE and guess_mimetype(content) == "image/png"

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/object",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def ticket_object(self, ticket_id, words="", **link):
        """Not satisfied, in the customer's words: no signature is asked for."""
        ticket, partner = self._acting(ticket_id, link)

        def confirm():
            if not ticket._cs_confirmation_offered():
                raise UserError(request.env._("There is nothing to confirm now."))
            if not words.strip():
                raise UserError(request.env._("Please tell us what is still open."))
            ticket._cs_confirm(
                False, "portal", name=partner.name, words=words.strip()[:MAX_TEXT]
            )

        done = request.env._("Thank you. We look into it again and call you.")
        return self._attempt(ticket, confirm, done, link)

    # open: the customer of the ticket, by login or by the link of an e-mail (_acting)
    @http.route(
        "/my/ticket/<int:ticket_id>/rate",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def ticket_rate(self, ticket_id, rate="", feedback="", **link):
        ticket, partner = self._acting(ticket_id, link)

        def apply():
            if not ticket.closed or rate not in RATES:
                raise UserError(request.env._("Choose one of the faces."))
            ticket.rating_apply(
                int(rate),
                token=ticket._rating_get_access_token(partner),
                feedback=feedback.strip()[:MAX_TEXT] or None,
            )

        done = request.env._("Thank you for your rating.")
        return self._attempt(ticket, apply, done, link)
