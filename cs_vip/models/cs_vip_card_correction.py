from odoo import fields, models


class CsVipCard(models.Model):
    """The corrections of a card's points, for the desk (V9)."""

    _inherit = "cs.vip.card"

    correction_count = fields.Integer(
        string="Corrections",
        compute="_compute_correction_count",
        groups="cs_vip.group_user",
    )

    def _compute_correction_count(self):
        counts = dict(
            self.env["cs.vip.correction"]._read_group(
                [("card_id", "in", self.ids)], ["card_id"], ["__count"]
            )
        )
        for card in self:
            card.correction_count = counts.get(card, 0)
