import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import models

# What a customer reads of the own card, in the portal and over RPC: nothing about
# those who work on it.
PORTAL_FIELDS = {
    "id", "display_name", "name", "partner_id", "program_id", "tier_id", "state",
    "tier_date", "date_start", "date_end", "date_void", "points_balance", "company_id",
    "currency_id", "entry_ids",
}  # fmt: skip
# Which of several cards the customer sees first.
FIRST = ("active", "suspended", "submitted", "draft", "refused", "void")


class CsVipCard(models.Model):
    """The card as its holder sees it in the portal."""

    _inherit = "cs.vip.card"

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if allowed and not self.env.su and self.env.user.share:
            return field.name in PORTAL_FIELDS
        return allowed

    def _portal_first(self):
        """Of a customer's cards the one in force, else the latest."""
        return self.sorted(lambda card: (FIRST.index(card.state), -card.id))[:1]

    def _portal_qr(self):
        """The number as QR code, drawn as SVG as the barcode of the report is."""
        self.ensure_one()
        drawing = createBarcodeDrawing(
            "QR", value=self.name, width=140, height=140, barBorder=1
        )
        encoded = base64.b64encode(renderSVG.drawToString(drawing).encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"
