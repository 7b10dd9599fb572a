from odoo import fields, models

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """The customer's word on the result: by signature on the spot, in the portal, or
    by phone (C5, C9)."""

    _inherit = "helpdesk.ticket"

    cs_confirmed_how = fields.Selection(
        [
            ("portal", "In the Portal"),
            ("on_spot", "On the Spot"),
            ("callback", "By Phone"),
            ("written", "In Writing"),
        ],
        string="Confirmed How",
        readonly=True,
        copy=False,
        groups=STAFF,
    )
    cs_signature = fields.Binary(
        "Signature", attachment=True, readonly=True, copy=False, groups=STAFF
    )
    cs_signed_by = fields.Char("Signed by", readonly=True, copy=False, groups=STAFF)

    def _cs_confirmation_offered(self):
        """Whether the customer is asked for a word on the result."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: states only, for the customer's page
        if ticket.closed or ticket.duplicate_id:
            return False
        if ticket.stage_id.cs_asks_confirmation:
            return not (ticket.cs_date_confirmed and ticket.cs_satisfied)
        states = set(ticket.cs_remedy_ids.mapped("state"))
        return (
            "delivered" in states
            and states <= {"delivered", "refused"}
            and not ticket.cs_date_confirmed
        )

    def _cs_record_word(self, satisfied, how, name=None, signature=None, words=None):
        """Write down what the customer said; who may say it was checked before."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: fields nobody writes by hand
        ticket.write(
            {
                "cs_satisfied": satisfied,
                "cs_date_confirmed": now(self.env),
                "cs_confirmed_how": how,
                "cs_signed_by": name,
                "cs_signature": signature,
                "cs_confirmation_note": words or ticket.cs_confirmation_note,
            }
        )
        label = dict(self._fields["cs_confirmed_how"]._description_selection(self.env))
        text = (
            self.env._("%(name)s is satisfied (%(how)s). %(words)s")
            if satisfied
            else self.env._("%(name)s is not satisfied (%(how)s). %(words)s")
        )
        ticket._cs_note(
            text
            % {
                "name": name or ticket.partner_id.name or "",
                "how": label[how],
                "words": words or "",
            }
        )

    def _cs_confirm(self, satisfied, how, name=None, signature=None, words=None):
        """The customer's word moves the ticket on: satisfied closes it if nothing is
        missing, not satisfied keeps it open or opens it again."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: follows from the customer's word
        if ticket.closed:
            ticket._cs_confirm_closed(satisfied, how, name, words)
            return
        ticket._cs_record_word(satisfied, how, name, signature, words)
        if not satisfied:
            ticket._cs_tell_owner(
                ticket._cs_for_owner().env._("The customer is not satisfied"), words
            )
            ticket._cs_back_to_work()
            return
        told = ticket._cs_for_owner()
        missing = (
            told._cs_missing_outcome()
            if ticket.cs_is_complaint
            else told._cs_still_running()
        )
        if missing:
            ticket._cs_tell_owner(
                told.env._(
                    "The customer is satisfied. Still missing: %s",
                    told.env._("; ").join(missing),
                )
            )
            ticket._cs_back_to_work()
            return
        stage = ticket._cs_closing_stage()
        if stage:
            ticket.stage_id = stage

    def _cs_confirm_closed(self, satisfied, how, name, words):
        """A word after the closing: content, it is kept; else the ticket opens."""
        if satisfied:
            if not self.cs_date_confirmed:
                self._cs_record_word(True, how, name, words=words)
            return
        self._cs_record_word(False, how, name, words=words)
        told = self._cs_for_owner().env
        self._cs_reopen(told._("The customer is not satisfied"), words)

    def _cs_reopen(self, summary, note=None):
        for ticket in self:
            ticket.stage_id = ticket._cs_working_stage()
            ticket._cs_tell_owner(summary, note)

    def _cs_closing_stage(self):
        """Where a ticket goes that ends well."""
        closed = self._cs_stages().filtered("closed")
        return (closed.filtered("cs_requires_outcome") or closed)[:1]

    def _cs_record_closing(self, was_closed):
        result = super()._cs_record_closing(was_closed)
        # sudo: kept by the system, whoever reopens; the closing's row keeps the word
        reopened = was_closed.filtered(lambda t: not t.closed).sudo()
        reopened.write(
            {"cs_confirmed_how": False, "cs_signature": False, "cs_signed_by": False}
        )
        reopened.filtered("duplicate_id").duplicate_id = False
        return result
