import hashlib
import hmac
import secrets
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DOCUMENT_TYPES = [
    ("id_card", "Identity Card"),
    ("driving_licence", "Driving Licence"),
    ("passport", "Passport"),
]
KEY_PARAMETER = "cs_vip.document_key"


def normalise(number):
    """The number as compared: full-width forms, case, spaces and hyphens aside."""
    text = unicodedata.normalize("NFKC", number or "").upper()
    return "".join(char for char in text if char.isalnum())


def mask(number):
    """First and last four characters; short numbers keep the last two only."""
    number = normalise(number)
    if len(number) <= 10:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


class CsVipDocument(models.Model):
    """The identity document of a card's holder (V4).

    No role has any access right here: a field that can be read can be exported past
    the log. The number comes in through the card's write-only field and goes out
    through ``cs.vip.card.action_reveal_document`` alone.
    """

    _name = "cs.vip.document"
    _description = "VIP Identity Document"
    _rec_name = "card_id"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    type = fields.Selection(related="card_id.document_type", store=True)
    number = fields.Char(required=True)
    fingerprint = fields.Char(
        required=True,
        help="Keyed hash of the number; finds duplicates without showing it.",
    )
    live = fields.Boolean(compute="_compute_live", store=True)

    _card_unique = models.Constraint(
        "UNIQUE(card_id)", "A card has one identity document."
    )
    _fingerprint_live = models.UniqueIndex(
        "(company_id, fingerprint) WHERE live",
        "This identity document already belongs to another VIP card.",
    )

    @api.depends("card_id.state")
    def _compute_live(self):
        """Refused and void cards free the document for a new application."""
        for document in self:
            document.live = document.card_id.state not in ("refused", "void")

    @api.model
    def _ensure_key(self):
        """Make the key once. It is not ``database.secret``: that one is renewed when
        a database is copied, and every fingerprint with it."""
        # sudo: only the system reads or writes parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        key = parameters.get_param(KEY_PARAMETER)
        if not key:
            key = secrets.token_hex(32)
            parameters.set_param(KEY_PARAMETER, key)
        return key

    @api.model
    def _fingerprint(self, number):
        """Without the kind: a Chinese driving licence bears the number of its
        holder's identity card."""
        return hmac.new(
            self._ensure_key().encode(), normalise(number).encode(), hashlib.sha256
        ).hexdigest()

    @api.model
    def _record(self, card, number):
        """Keep the document of a card; the only way in.

        Raises a ValidationError when the number cannot be one, or belongs to another
        live card; the message names that card's number and nothing else of it.
        """
        if not card.document_type:
            raise ValidationError(
                self.env._("Choose the kind of identity document first.")
            )
        clean = normalise(number)
        if not 5 <= len(clean) <= 30:
            raise ValidationError(
                self.env._(
                    "This document number cannot be right: it needs 5 to 30 letters "
                    "and digits. Check it against the document."
                )
            )
        # sudo: no role may touch this model, see the class.
        documents = self.sudo()
        fingerprint = self._fingerprint(clean)
        documents._refuse_duplicate(card, fingerprint)
        values = {"number": clean, "fingerprint": fingerprint}
        known = documents.search([("card_id", "=", card.id)])
        if known:
            known.write(values)
            return known
        return documents.create({"card_id": card.id, **values})

    def _refuse_duplicate(self, card, fingerprint):
        other = self.search(
            [
                ("fingerprint", "=", fingerprint),
                ("company_id", "=", card.company_id.id),
                ("live", "=", True),
                ("card_id", "!=", card.id),
            ],
            limit=1,
        )
        if other:
            raise ValidationError(
                self.env._(
                    "This identity document already belongs to VIP card %(card)s. "
                    "One person holds one card: use that one.",
                    card=other.card_id.name,
                )
            )
