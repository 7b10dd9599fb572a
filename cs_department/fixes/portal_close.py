"""Any signed-in customer could close any ticket, with a mere link.

``/ticket/close`` searched the ticket as superuser, took GET and asked for no token.
https://github.com/OCA/helpdesk/issues/1089
"""

from werkzeug.exceptions import Forbidden, NotFound

from odoo import http, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ..controllers.portal_ticket import FLASH


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _cs_portal_stages(self):
        """Closing stages the customer may choose for this ticket."""
        self.ensure_one()
        if self.closed or not self.company_id.cs_portal_close:
            return self.env["helpdesk.ticket.stage"]
        stages = self.team_id._get_applicable_stages()
        return stages.filtered(lambda stage: stage.closed and stage.close_from_portal)


class TicketClose(HelpdeskTicketController):
    @http.route(methods=["POST"], csrf=True)
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        try:
            ticket = request.env["helpdesk.ticket"].browse(int(ticket_id))
            stage_id = int(stage_id)
        except (TypeError, ValueError):
            raise NotFound() from None
        try:
            ticket.check_access("read" if request.env.user.share else "write")
            ticket.exists().ensure_one()
        except (AccessError, MissingError, ValueError):
            raise NotFound() from None
        # sudo: customers have no write access; they may read this ticket (checked
        # above), own it (checked here), and only the stages offered are taken.
        ticket = ticket.sudo()
        user = request.env.user
        own = ticket.commercial_partner_id == user.partner_id.commercial_partner_id
        stage = ticket._cs_portal_stages().filtered(lambda s: s.id == stage_id)
        if not stage or (user.share and not own):
            raise Forbidden()
        try:
            with request.env.cr.savepoint():
                if user.share:
                    ticket._cs_withdraw(stage)
                else:
                    ticket.stage_id = stage
        except UserError as error:
            request.session[FLASH] = ("danger", str(error))
        return request.redirect(f"/my/ticket/{ticket.id}")


class TicketPage(CustomerPortalHelpdesk):
    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        user = request.env.user
        own = (
            not user._is_public()
            and ticket.commercial_partner_id == user.partner_id.commercial_partner_id
        )
        # sudo: the page was opened by right or token; only stage names are shown.
        stages = ticket.sudo()._cs_portal_stages()
        values["closed_stages"] = stages if own else stages.browse()
        return values
