from odoo import models
from odoo.fields import Domain

from .sale_order_points import VOUCHER

PORTAL_FIELDS = {"id", "display_name", "card_id", "date", "points", "kind"}


class CsVipPointsEntry(models.Model):
    """The ledger as the holder of the card reads it in the portal."""

    _inherit = "cs.vip.points.entry"

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if allowed and not self.env.su and self.env.user.share:
            return field.name in PORTAL_FIELDS
        return allowed

    def _portal_domain(self, card):
        return Domain("card_id", "=", card.id)

    def _portal_filters(self):
        """{name: (label, domain)} by which a customer looks at the points."""
        return {
            "all": (self.env._("All"), Domain.TRUE),
            "earned": (self.env._("Earned"), Domain("points", ">", 0)),
            "spent": (
                self.env._("Vouchers and gifts"),
                Domain("kind", "in", ("voucher", "gift")),
            ),
            "returned": (
                self.env._("Returned or given back"),
                Domain("kind", "=", "reversal"),
            ),
            "lapsed": (self.env._("Lapsed"), Domain("kind", "=", "expiry")),
        }

    def _portal_text(self):
        """What the points were for, in the customer's words. Of the reference only
        what the customer has in hand: the number of an order."""
        self.ensure_one()
        kind, number = self.kind, self.reference
        if self.res_model not in ("sale.order", "cs.vip.gift.order"):
            number = ""
        if kind == "order":
            return self.env._("Purchase %s", number)
        if kind == "voucher":
            return self.env._("Voucher on order %s", number)
        if kind == "gift":
            return self.env._("Gift %s", number)
        if kind == "reversal":
            if self.res_model == "cs.vip.gift.order":
                return self.env._("Gift %s given back", number)
            if self.purpose == VOUCHER:
                return self.env._("Voucher of order %s given back", number)
            if number:
                return self.env._("Return or cancellation of order %s", number)
            return self.env._("Booked back")
        texts = {
            "opening": self.env._("Points taken over"),
            "enrolment": self.env._("Points for the purchases of your application"),
            "compensation": self.env._("Compensation"),
            "correction": self.env._("Correction"),
            "transfer": self.env._("Taken over from another card"),
            "expiry": self._portal_text_of_lapse(),
        }
        return texts[kind]

    def _portal_text_of_lapse(self):
        if self.points > 0:
            return self.env._("Lapsed before: not taken back")
        if self.purpose.startswith("void:"):
            return self.env._("Lapsed with the card")
        return self.env._("Lapsed at the end of the card's year")
