from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.cs_vip.business_day import now

from ... import uploads
from ...automatic_mail import is_automatic


class MailThread(models.AbstractModel):
    """What the mail gateway does with answers to tickets."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Automatic answers make no ticket and move none; an answer to a merged
        ticket reaches the one it became part of; a late answer to a closed one is a
        new request."""
        automatic = is_automatic(message)
        tickets = self.env["helpdesk.ticket"]
        kept = []
        for route in routes or ():
            model, thread_id, custom_values, *rest = route
            if model == tickets._name:
                if automatic and not thread_id:
                    continue
                if thread_id:
                    thread_id, custom_values = tickets.browse(thread_id)._cs_route(
                        message_dict, custom_values, automatic
                    )
            kept.append((model, thread_id, custom_values, *rest))
        if automatic:
            self = self.with_context(cs_automatic_mail=True)
        return super()._message_route_process(message, message_dict, kept)


class HelpdeskTicket(models.Model):
    """Answers of the customer, by e-mail or in the portal."""

    _inherit = "helpdesk.ticket"

    cs_previous_id = fields.Many2one(
        "helpdesk.ticket",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The closed request to which the customer came back.",
    )
    cs_next_ids = fields.One2many("helpdesk.ticket", "cs_previous_id", "Followed by")

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A request by e-mail is nobody's until somebody takes it (C3)."""
        channel = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_email", raise_if_not_found=False
        )
        values = {"user_id": False, "channel_id": channel and channel.id}
        return super().message_new(msg_dict, {**values, **(custom_values or {})})

    def _cs_root(self):
        """The ticket that this one became part of, itself if none."""
        ticket, seen = self, self.browse()
        while ticket.duplicate_id and ticket not in seen:
            seen |= ticket
            ticket = ticket.duplicate_id
        return ticket

    def _cs_route(self, message_dict, custom_values, automatic):
        """(thread, values) where the gateway puts an answer to this ticket."""
        # sudo: the gateway decides by stage and customer, whoever it runs as
        ticket = self.sudo().exists()._cs_root()
        if not ticket or automatic or ticket._cs_answer_reopens():
            return ticket.id or self.id, custom_values
        author = self.env["res.partner"].browse(message_dict.get("author_id"))
        if not ticket._cs_is_customer(author, message_dict.get("email_from")):
            return ticket.id, custom_values
        return False, {**(custom_values or {}), **ticket._cs_following_values()}

    def _cs_answer_reopens(self):
        """Open, or closed so lately that an answer opens it again."""
        self.ensure_one()
        if not self.closed:
            return True
        days = self.company_id.cs_reopen_days
        since = self.closed_date or self.last_stage_update
        return bool(since) and now(self.env) <= since + timedelta(days=days)

    def _cs_following_values(self):
        """Of a new request that refers to this closed one."""
        return {
            "cs_previous_id": self.id,
            "partner_id": self.partner_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "cs_request_type_id": self.cs_request_type_id.id,
            "user_id": False,
        }

    def _cs_is_customer(self, partner, email=None):
        """Whether somebody is the customer of the ticket, or of the same customer."""
        self.ensure_one()
        if partner and self.commercial_partner_id:
            return partner.commercial_partner_id == self.commercial_partner_id
        given = email_normalize(email or "")
        theirs = email_normalize(self.partner_email or "")
        return bool(given) and given == theirs

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # Customers in the portal and the mail gateway; what staff write in their own
        # name is no answer of the customer, and an automatic one neither.
        comes_from_outside = self.env.su or self.env.user.share
        if (
            comes_from_outside
            and message.message_type in ("comment", "email")
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and not self.env.context.get("cs_automatic_mail")
            and self._cs_is_customer(message.author_id, message.email_from)
        ):
            self._cs_customer_answered()
        return result

    def _cs_customer_answered(self):
        # sudo: follows from the answer; customers do not write tickets
        ticket = self.sudo()
        told = (ticket.duplicate_id or ticket)._cs_for_owner().env
        if ticket.duplicate_id:
            ticket.duplicate_id._cs_tell_owner(
                told._("The customer answered on %s", ticket.number)
            )
        elif ticket.closed and ticket._cs_answer_reopens():
            ticket._cs_reopen(told._("The customer answered after the closing"))
        elif ticket.closed:
            ticket._cs_tell_owner(told._("The customer answered after the closing"))
        elif ticket.stage_id.cs_waiting_for == "customer":
            ticket._cs_back_to_work()
            ticket._cs_tell_owner(told._("The customer answered"))

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        """Files from outside: pictures, PDF and office documents of a size. By e-mail
        the others are left out and named; in the portal they are refused."""
        outside = message_values.get("message_type") == "email" or self.env.user.share
        if not outside or len(self) != 1:
            return super()._process_attachments_for_post(
                attachments, attachment_ids, message_values
            )
        # sudo: judged only, by name and content
        for attachment in self.env["ir.attachment"].sudo().browse(attachment_ids or []):
            reason = self._cs_upload_problem(attachment.name, attachment.raw or b"")
            if reason:
                raise ValidationError(reason)
        kept, refused = [], []
        for entry in attachments or []:
            name, content = entry[0], entry[1]
            if isinstance(content, str):
                content = content.encode()
            elif not isinstance(content, bytes):
                content = content.as_bytes() if content else b""
            # the mail as it came is kept where the server is told to keep it
            if name != "original_email.eml" and (
                reason := self._cs_upload_problem(name, content)
            ):
                refused.append(reason)
            else:
                kept.append(entry)
        if refused:
            self.sudo()._cs_note("\n".join(refused))  # sudo: a line of the record
        return super()._process_attachments_for_post(
            kept, attachment_ids, message_values
        )

    def _cs_upload_problem(self, name, content, company=None):
        """Why a file of a customer is refused, in words; nothing if it is fine."""
        company = company or self.company_id or self.env.company
        # sudo: the limit, for whoever sends a file
        limit = company.sudo().cs_upload_mb
        found = uploads.problem(
            name or "", len(content), guess_mimetype(content), limit
        )
        if not found:
            return ""
        if found == "size":
            return self.env._(
                "“%(name)s” is larger than %(limit)s MB. Send a smaller file.",
                name=name,
                limit=limit,
            )
        return self.env._(
            "“%s” cannot be taken. Send pictures (PNG, JPG, GIF, WebP), PDF or office "
            "documents.",
            name,
        )
