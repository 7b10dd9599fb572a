from odoo import models


class CsVipCard(models.Model):
    """The end of a card whose holder is erased."""

    _inherit = "cs.vip.card"

    def _end_for_erasure(self):
        """Live cards become void, and their points lapse through the ledger; open
        applications are refused. A debt stays as it is."""
        for card in self:
            if card.state in ("active", "suspended"):
                card._void(card._today())
            elif card.state in ("draft", "submitted"):
                card._go("refused", date_refused=card._today())
        # sudo: corrections still waiting end with the card
        self.env["cs.vip.correction"].sudo().search(
            [("card_id", "in", self.ids), ("state", "=", "to_approve")]
        ).write({"state": "cancelled"})
        self._erase_application()
