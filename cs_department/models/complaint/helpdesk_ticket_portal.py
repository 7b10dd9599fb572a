from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

# What customers and staff wrote to each other; notes and the log are the desk's.
SAID = ("comment", "email", "email_outgoing", "auto_comment")


class HelpdeskTicket(models.Model):
    """What the customer's own page of a ticket shows. Staff appear as their team."""

    _inherit = "helpdesk.ticket"

    def _cs_portal_waits(self):
        """Whether it is the customer's turn."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: stage and states of the customer's own ticket
        if ticket.closed:
            return False
        return (
            ticket.stage_id.cs_waiting_for == "customer"
            or bool(ticket._cs_portal_proposals())
            or ticket._cs_confirmation_offered()
        )

    def _cs_portal_date(self):
        """(label, date) the customer goes by: agreed, promised, else the deadline."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: dates of the customer's own ticket
        if ticket.cs_date_negotiated:
            return self.env._("Agreed for"), ticket.cs_date_negotiated
        if ticket.cs_date_promised:
            return self.env._("Promised for"), ticket.cs_date_promised
        return self.env._("Answer by"), ticket.cs_deadline

    def _cs_portal_proposals(self):
        """Remedies that wait for the customer's word."""
        return self.cs_remedy_ids.filtered(
            lambda remedy: remedy.state == "approved" and remedy.agreement == "pending"
        )

    def _cs_portal_remedies(self):
        """What was decided, as the customer may read it: what is only thought about
        is no promise."""
        return self.cs_remedy_ids.filtered(
            lambda remedy: remedy.state != "sought" and remedy.agreement != "pending"
        )

    def _cs_withdraw(self, stage):
        """The customer ends the request in the portal, and its owner knows.

        The caller has all rights; whose ticket it is was checked before.
        """
        self.ensure_one()
        told = self._cs_for_owner().env
        if self._cs_still_running():
            raise UserError(
                self.env._(
                    "What we agreed on is on its way already. Please write to us "
                    "below: we stop it, and then close your request."
                )
            )
        values = {"stage_id": stage.id}
        if not stage.cs_requires_outcome:
            values["cs_closing_reason"] = told._(
                "Withdrawn by the customer in the portal."
            )
        self.write(values)
        self._cs_tell_owner(told._("The customer closed the request in the portal"))

    def _cs_portal_team(self):
        return self.team_id.name or self.company_id.name

    def _cs_portal_messages(self):
        """[{author, own, date, body, files}] of what was said, oldest first."""
        self.ensure_one()
        messages = self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", SAID)
            & Domain("is_internal", "=", False)
            & Domain("subtype_id.internal", "=", False)
            & Domain("subtype_id", "!=", False),
            order="id",
        )
        return [
            {
                "own": self._cs_is_customer(message.author_id, message.email_from),
                "author": self._cs_portal_author(message),
                "date": message.date,
                "body": message.body,
                "files": message.attachment_ids,
            }
            for message in messages
            if not is_html_empty(message.body) or message.attachment_ids
        ]

    def _cs_portal_author(self, message):
        """Customers by their name, staff by their team, others by neither."""
        if self._cs_is_customer(message.author_id, message.email_from):
            return message.author_id.name or self.partner_name or self.env._("You")
        if message.author_id.partner_share or not message.author_id:
            return self.env._("Participant")
        return self._cs_portal_team()

    def _cs_portal_files(self):
        """Files that the customer may open: what both sides sent, and what came with
        the request; files of internal notes stay inside."""
        self.ensure_one()
        messages = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "=", self.id)]
        )
        said = self.env["ir.attachment"].union(
            *(message["files"] for message in self._cs_portal_messages())
        )
        inside = messages.attachment_ids - said
        return (self.attachment_ids - inside) | said
