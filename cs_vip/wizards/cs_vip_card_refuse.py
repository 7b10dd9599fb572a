from odoo import api, fields, models


class CsVipCardRefuse(models.TransientModel):
    """Refuse an application or a proposed upgrade, or end a card, with the reason
    (V4)."""

    _name = "cs.vip.card.refuse"
    _description = "Refuse a VIP Card"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("card_ids",)

    card_ids = fields.Many2many("cs.vip.card", required=True, readonly=True)
    decision = fields.Selection(
        [
            ("application", "Refuse Application"),
            ("upgrade", "Refuse Upgrade"),
            ("void", "Declare Void"),
        ],
        required=True,
        readonly=True,
        default="application",
    )
    points = fields.Integer(string="Points That Lapse", compute="_compute_points")
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "card_ids" in fields_list and "card_ids" not in values:
            values["card_ids"] = [
                fields.Command.set(self.env.context.get("active_ids", []))
            ]
        return values

    @api.depends("card_ids")
    def _compute_points(self):
        for wizard in self:
            balances = wizard.card_ids.mapped("points_balance")
            wizard.points = sum(max(balance, 0) for balance in balances)

    def action_refuse(self):
        self.ensure_one()
        if self.decision == "upgrade":
            self.card_ids.action_refuse_upgrade(self.reason)
        elif self.decision == "void":
            self.card_ids.action_void(self.reason)
        else:
            self.card_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
