from odoo import api, fields, models


class CsVipCardReissue(models.TransientModel):
    """Issue lost or damaged cards anew, under new numbers (V4)."""

    _name = "cs.vip.card.reissue"
    _description = "Issue a VIP Card Anew"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("card_ids",)

    card_ids = fields.Many2many("cs.vip.card", required=True, readonly=True)
    numbers = fields.Json(
        help="The numbers to replace, by card: who comes second learns that a card was "
        "issued anew while the window was open."
    )
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        cards = self.env["cs.vip.card"].browse(self.env.context.get("active_ids", []))
        if cards and "card_ids" in fields_list:
            values.setdefault("card_ids", [fields.Command.set(cards.ids)])
            values["numbers"] = self._numbers(cards)
        return values

    @api.model
    def _numbers(self, cards):
        return {str(card.id): card.name for card in cards}

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered(lambda wizard: not wizard.numbers):
            wizard.numbers = self._numbers(wizard.card_ids)
        return wizards

    def action_reissue(self):
        """Issue anew and print the new cards."""
        self.ensure_one()
        seen = {int(card): number for card, number in (self.numbers or {}).items()}
        self.card_ids._reissue(self.reason, seen)
        report = self.env.ref("cs_vip.action_report_card").report_action(self.card_ids)
        return {**report, "close_on_report_download": True}
