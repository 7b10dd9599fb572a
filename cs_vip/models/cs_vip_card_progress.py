from odoo import models


class CsVipCard(models.Model):
    """How far the holder is from the next level (V2)."""

    _name = "cs.vip.card"
    _inherit = ["cs.vip.card", "cs.vip.progress.mixin"]

    def _cs_vip_progress_depends(self):
        return ["partner_id", "program_id", "tier_id", "state", "company_id"]

    def _cs_vip_progress_found(self):
        found = {}
        asked = self.filtered(lambda card: card.program_id and card.partner_id)
        groups = asked.grouped(lambda card: (card.program_id, card.company_id))
        rows = self.env["cs.vip.program"]._progress_many(
            [
                (program.with_company(company), cards.partner_id)
                for (program, company), cards in groups.items()
            ]
        )
        for cards, by_holder in zip(groups.values(), rows, strict=True):
            for card in cards:
                progress = by_holder[card.partner_id._origin.commercial_partner_id]
                # The one card in force or applied for; others are history.
                if progress.card in (card._origin, card.browse()):
                    found[card] = progress
        return found
