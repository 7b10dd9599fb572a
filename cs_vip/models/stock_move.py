from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Returned goods take back the points they earned (V9)."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: warehouse staff return goods; the points follow from that
        returned = moves.sudo().filtered(lambda move: move.to_refund)
        returned.sale_line_id.order_id._cs_vip_sync_points()
        return moves
