from odoo import fields, models


class StockMove(models.Model):
    """Gifts that leave, come back or are given up (V8)."""

    _inherit = "stock.move"

    cs_vip_gift_line_id = fields.Many2one(
        "cs.vip.gift.order.line",
        string="VIP Gift",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "cs_vip_gift_line_id"]

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        (self.exists() | moves)._cs_vip_gift_orders()._follow_goods()
        return moves

    def _action_cancel(self):
        res = super()._action_cancel()
        self._cs_vip_gift_orders()._follow_goods()
        return res

    def _cs_vip_gift_orders(self):
        # sudo: warehouse staff move goods; the exchange and its points follow
        return self.sudo().cs_vip_gift_line_id.order_id


class StockPicking(models.Model):
    _inherit = "stock.picking"

    cs_vip_gift_order_id = fields.Many2one(
        "cs.vip.gift.order",
        string="VIP Gift Exchange",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """What is sent in exchange for a returned gift belongs to the same line."""
        return [*super()._get_custom_move_fields(), "cs_vip_gift_line_id"]
