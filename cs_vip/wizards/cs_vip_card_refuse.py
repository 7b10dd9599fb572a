from odoo import api, fields, models


class CsVipCardRefuse(models.TransientModel):
    """Refuse an application, or a proposed upgrade, with the reason (V4)."""

    _name = "cs.vip.card.refuse"
    _description = "Refuse a VIP Card"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("card_ids",)

    card_ids = fields.Many2many("cs.vip.card", required=True, readonly=True)
    upgrade = fields.Boolean(readonly=True)
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "card_ids" in fields_list and "card_ids" not in values:
            values["card_ids"] = [
                fields.Command.set(self.env.context.get("active_ids", []))
            ]
        return values

    def action_refuse(self):
        self.ensure_one()
        if self.upgrade:
            self.card_ids.action_refuse_upgrade(self.reason)
        else:
            self.card_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
