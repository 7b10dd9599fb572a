from odoo import models


class CsVipCard(models.Model):
    _inherit = "cs.vip.card"

    def _card_changed(self):
        """Open requests of the holder take the lane of the level he has now (V12)."""
        res = super()._card_changed()
        # sudo: the holder's requests, whoever decided on the card
        tickets = (
            self.env["helpdesk.ticket"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "in", self.partner_id.ids),
                    ("stage_id.closed", "=", False),
                ]
            )
        )
        if tickets:
            tickets._cs_refresh_fast_lane()
        return res
