import re
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import request
from odoo.tools import format_date, plaintext2html

from odoo.addons.cs_vip import business_day
from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from .. import uploads
from .portal_ticket import FLASH, MAX_TEXT, PortalTicket

MAX_SUBJECT = 200
PHONE = re.compile(r"^[0-9+()./ \-]{5,40}$")
ORDERS = 20
LATEST = timedelta(days=365)


class PortalTicketNew(HelpdeskTicketController):
    """A new request of the customer: kind, own order, phone, what is sought (C2)."""

    @http.route(readonly=True)
    def create_new_ticket(self, **kw):
        return self._form(kw)

    def _form(self, given, error=None):
        company = request.env.company
        return request.render(
            "cs_department.portal_ticket_new",
            {
                # of helpdesk_mgmt, where the company lets customers choose them
                "teams": self._get_teams(),
                "categories": self._get_categories(**given),
                "ticket_team_id_required": (
                    company.helpdesk_mgmt_portal_team_id_required
                ),
                "ticket_category_id_required": (
                    company.helpdesk_mgmt_portal_category_id_required
                ),
                "page_name": "cs_ticket_new",
                "kinds": self._kinds(),
                "orders": self._orders(),
                "given": given,
                "error": error,
                "previous": self._previous(given.get("previous")),
                "phone": given.get("phone") or request.env.user.partner_id.phone,
                "today": business_day.today(request.env, company),
                # sudo: the limit, told to whoever sends a file
                "upload_mb": company.sudo().cs_upload_mb,
                "upload_types": ",".join(f".{name}" for name in uploads.TYPES),
            },
        )

    def _kinds(self):
        # sudo: names of the kinds of request, the company's and the shared ones
        kinds = request.env["cs.request.type"].sudo()
        return kinds.search([("company_id", "in", (False, request.env.company.id))])

    def _orders(self):
        """The customer's own confirmed orders, newest first."""
        partner = request.env.user.partner_id.commercial_partner_id
        # sudo: the signed-in customer's own orders
        orders = request.env["sale.order"].sudo()
        return orders.search(
            [
                ("partner_id", "child_of", partner.id),
                ("state", "=", "sale"),
                ("company_id", "=", request.env.company.id),
            ],
            order="date_order desc",
            limit=ORDERS,
        )

    def _previous(self, value):
        """The customer's own closed ticket that the new one refers to."""
        # sudo: whose it is, is part of the search
        tickets = request.env["helpdesk.ticket"].sudo()
        if not str(value or "").isdigit():
            return tickets
        partner = request.env.user.partner_id.commercial_partner_id
        return tickets.search(
            [
                ("id", "=", int(value)),
                ("commercial_partner_id", "=", partner.id),
                ("company_id", "=", request.env.company.id),
            ]
        )

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        try:
            files = PortalTicket._files(self, request.env["helpdesk.ticket"])
            values = self._checked(kw)
            # sudo: customers register; every value was checked
            tickets = request.env["helpdesk.ticket"].sudo()
            with request.env.cr.savepoint():
                ticket = tickets.create(values)
        except UserError as error:
            return self._form(kw, error=str(error))
        ticket.message_subscribe(partner_ids=request.env.user.partner_id.ids)
        for name, content in files:
            # sudo: files of the ticket that was just made, checked above
            request.env["ir.attachment"].sudo().create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": ticket._name,
                    "res_id": ticket.id,
                }
            )
        text = request.env._("We have your request %s.", ticket.number)
        if ticket.cs_deadline:
            day = format_date(request.env, ticket.cs_deadline)
            text = request.env._(
                "We have your request %(number)s. You hear from us by %(day)s.",
                number=ticket.number,
                day=day,
            )
        request.session[FLASH] = ("success", text)
        return request.redirect(f"/my/ticket/{ticket.id}")

    def _checked(self, post):
        """Values of the ticket; what is wrong is refused in words."""
        partner = request.env.user.partner_id
        subject = (post.get("subject") or "").strip()
        description = (post.get("description") or "").strip()
        if not subject or not description:
            raise UserError(
                request.env._(
                    "Tell us in a few words what it is about, and describe it."
                )
            )
        if len(subject) > MAX_SUBJECT or len(description) > MAX_TEXT:
            raise UserError(request.env._("The text is too long. Please shorten it."))
        if not post.get("consent"):
            raise UserError(
                request.env._(
                    "We need your consent to use your data for handling the request."
                )
            )
        channel = request.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_web", raise_if_not_found=False
        )
        kind = self._checked_kind(post.get("kind"))
        previous = self._previous(post.get("previous"))
        values = {
            "name": subject,
            "description": plaintext2html(description),
            "company_id": request.env.company.id,
            "partner_id": partner.id,
            "partner_name": partner.name,
            "partner_email": partner.email,
            "channel_id": channel.id if channel else False,
            "user_id": False,
            "cs_request_type_id": kind.id,
            "cs_remedy_sought": (post.get("remedy_sought") or "").strip()[:MAX_TEXT],
            "cs_date_expected": self._checked_date(post.get("expected")),
            "cs_consent": "given",
            "cs_previous_id": previous.id,
            **self._checked_subject(post.get("about")),
            **self._checked_place(post),
        }
        phone = (post.get("phone") or "").strip()
        if phone and not PHONE.match(phone):
            raise UserError(
                request.env._("“%s” is no phone number. Please check it.", phone[:40])
            )
        if phone:
            values["cs_phone"] = phone
        return values

    def _checked_kind(self, value):
        kind = self._kinds().filtered(lambda kind: str(kind.id) == value)
        if not kind:
            raise UserError(request.env._("Choose what kind of request it is."))
        return kind

    def _checked_date(self, value):
        if not value:
            return False
        today = business_day.today(request.env, request.env.company)
        try:
            day = fields.Date.to_date(value)
        except ValueError:
            day = None
        if not day or not today <= day <= today + LATEST:
            raise UserError(
                request.env._(
                    "Choose a day from today on until when you expect the answer."
                )
            )
        return day

    def _checked_subject(self, value):
        """Order or order line, of the customer's own only."""
        what, _, number = (value or "").partition("-")
        if not what:
            return {}
        orders = self._orders()
        order = orders.filtered(
            lambda order: what == "order" and str(order.id) == number
        )
        line = orders.order_line.filtered(
            lambda line: (
                what == "line" and not line.display_type and str(line.id) == number
            )
        )
        if order:
            return {"sale_order_ids": [Command.set(order.ids)]}
        if line:
            return {"cs_sale_line_ids": [Command.set(line.ids)]}
        raise UserError(request.env._("Choose one of your own orders."))

    def _checked_place(self, post):
        """Team and category, where the company lets customers choose them."""
        values = {}
        for name, offered in (
            ("team", self._get_teams()),
            ("category", self._get_categories(**post)),
        ):
            wanted = post.get(name) or ""
            chosen = [record for record in offered or () if str(record.id) == wanted]
            if chosen:
                values[f"{name}_id"] = chosen[0].id
        return values
