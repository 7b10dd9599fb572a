from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_vip.models.cs_vip_card_proof import Source

from .cs_remedy_points import PURPOSE


class CsVipCard(models.Model):
    """Compensation in the nightly proof of the ledger (V9, V11)."""

    _inherit = "cs.vip.card"

    @api.model
    def _proof_sources(self):
        return [
            *super()._proof_sources(),
            Source(
                "compensation",
                "cs.remedy",
                PURPOSE,
                SQL(
                    """
                    SELECT id, points FROM cs_remedy
                     WHERE state = 'delivered' AND points > 0
                    """
                ),
            ),
        ]
