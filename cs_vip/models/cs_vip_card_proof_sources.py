from odoo import api, models
from odoo.tools import SQL

from .cs_vip_card_proof import Source
from .cs_vip_gift_order_booking import GIFT


class CsVipCard(models.Model):
    """Gifts and corrections in the nightly proof (V8, V9)."""

    _inherit = "cs.vip.card"

    @api.model
    def _proof_sources(self):
        return [
            *super()._proof_sources(),
            Source(
                "gift",
                "cs.vip.gift.order",
                GIFT,
                SQL(
                    """
                    SELECT id, -points_booked AS points FROM cs_vip_gift_order
                     WHERE points_booked <> 0
                    """
                ),
            ),
            Source(
                "correction",
                "cs.vip.correction",
                "correction",
                SQL(
                    """
                    SELECT id, points FROM cs_vip_correction
                     WHERE state = 'booked' AND points <> 0
                    """
                ),
            ),
        ]
