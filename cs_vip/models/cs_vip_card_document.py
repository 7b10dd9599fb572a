from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .cs_vip_document import DOCUMENT_TYPES, mask


class CsVipCard(models.Model):
    """The holder's identity document, as far as a card shows it (V4)."""

    _inherit = "cs.vip.card"

    document_type = fields.Selection(
        DOCUMENT_TYPES, string="Document", copy=False, help="Kind of identity document."
    )
    document_number = fields.Char(
        string="Enter Document Number",
        compute="_compute_document_number",
        inverse="_inverse_document_number",
        help="Write only: once saved, the number is kept apart and shown masked.",
    )
    partner_birthdate = fields.Date(
        related="partner_id.birthdate_date", string="Birth Date"
    )
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    partner_address = fields.Char(
        related="partner_id.contact_address", string="Address"
    )
    document_masked = fields.Char(
        string="Document Number", compute="_compute_document_masked"
    )

    def _compute_document_number(self):
        self.document_number = False

    def write(self, vals):
        """Like the rest of the application, the document is fixed once submitted;
        a mistake in it found later is a manager's to mend."""
        if not self.env.su and {"document_type", "document_number"} & set(vals):
            fixed = self.filtered(lambda card: card.state != "draft")
            if fixed and not self.env.user.has_group("cs_vip.group_manager"):
                raise UserError(
                    self.env._(
                        "The identity document of card %s is fixed since it was "
                        "submitted. Ask a VIP manager to correct it.",
                        fixed[0].name,
                    )
                )
        return super().write(vals)

    def action_to_draft(self):
        """A refused application coming back may meet a newer one with its document."""
        # sudo: compares fingerprints, shows the other card's number alone
        documents = self.env["cs.vip.document"].sudo()
        for document in documents.search([("card_id", "in", self.ids)]):
            document._refuse_duplicate(document.card_id, document.fingerprint)
        return super().action_to_draft()

    def _inverse_document_number(self):
        for card in self.filtered("document_number"):
            self.env["cs.vip.document"]._record(card, card.document_number)
        self.invalidate_recordset(["document_number", "document_masked"], flush=False)

    def _compute_document_masked(self):
        """Computed, not stored: nobody can write a mask that hides another number."""
        # sudo: only the masked form leaves the model.
        documents = (
            self.env["cs.vip.document"].sudo().search([("card_id", "in", self.ids)])
        )
        masks = {d.card_id.id: mask(d.number) for d in documents}
        for card in self:
            card.document_masked = masks.get(card.id, False)

    def _document_number(self):
        """The full number, for code that compares documents. Never hand it out."""
        self.ensure_one()
        # sudo: no role may read the model, see cs.vip.document.
        return (
            self.env["cs.vip.document"]
            .sudo()
            .search([("card_id", "=", self.id)])
            .number
        )

    def action_reveal_document(self):
        """Show the full number to a manager, and write down that it was shown."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("cs_vip.group_manager"):
            raise AccessError(
                self.env._(
                    "Only VIP managers may open a full document number. Ask one of "
                    "them, or compare the masked number."
                )
            )
        number = self._document_number()
        if not number:
            raise UserError(
                self.env._("No identity document is on file for this card yet.")
            )
        # sudo: the log has no other writer than this method.
        self.env["cs.vip.document.log"].sudo().create(
            {"card_id": self.id, "user_id": self.env.uid}
        )
        self._message_log(
            body=self.env._(
                "%(user)s opened the full document number.", user=self.env.user.name
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": dict(
                    self._fields["document_type"]._description_selection(self.env)
                ).get(self.document_type, ""),
                "message": number,
                "type": "info",
                "sticky": True,
            },
        }
