from odoo import fields, models


class CsVipCard(models.Model):
    """The gifts a card's points were exchanged for (V8)."""

    _inherit = "cs.vip.card"

    gift_order_ids = fields.One2many("cs.vip.gift.order", "card_id", readonly=True)
    gift_order_count = fields.Integer(
        string="Gifts", compute="_compute_gift_order_count"
    )

    def _compute_gift_order_count(self):
        counts = dict(
            self.env["cs.vip.gift.order"]._read_group(
                [("card_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["card_id"],
                ["__count"],
            )
        )
        for card in self:
            card.gift_order_count = counts.get(card, 0)

    def action_exchange_gift(self):
        """Begin an exchange; nothing is taken before it is confirmed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exchange for a Gift"),
            "res_model": "cs.vip.gift.order",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_card_id": self.id},
        }

    def action_view_gift_orders(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gifts of %s", self.display_name),
            "res_model": "cs.vip.gift.order",
            "view_mode": "list,form",
            "domain": [("card_id", "=", self.id)],
            "context": {"default_card_id": self.id},
        }
