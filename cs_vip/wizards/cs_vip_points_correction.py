from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsVipPointsCorrection(models.TransientModel):
    """A manager's correction: one more entry with its reason, never an edit (V9)."""

    _name = "cs.vip.points.correction"
    _description = "Correct VIP Points"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, ondelete="cascade"
    )
    balance = fields.Integer(related="card_id.points_balance", string="Balance")
    points = fields.Integer(
        string="Points to Add", help="Negative to take points away.", required=True
    )
    balance_after = fields.Integer(compute="_compute_balance_after")
    reason = fields.Char(required=True)

    @api.depends("points", "card_id")
    def _compute_balance_after(self):
        for wizard in self:
            wizard.balance_after = wizard.balance + wizard.points

    def action_correct(self):
        self.ensure_one()
        if not self.env.user.has_group("cs_vip.group_manager"):
            raise AccessError(
                self.env._("Only VIP managers correct points. Ask one of them.")
            )
        card = self.card_id
        card.check_access("write")
        if not self.points:
            raise UserError(
                self.env._("Enter the points to add, or a negative number to take.")
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Give the reason: it stays in the ledger with the points.")
            )
        if card.state not in ("active", "suspended"):
            raise UserError(
                self.env._("Card %s is not in force: its points stand.", card.name)
            )
        if self.points < 0 and card.points_balance + self.points < 0:
            raise UserError(
                self.env._(
                    "Card %(card)s has %(balance)s points. Take at most these.",
                    card=card.name,
                    balance=card.points_balance,
                )
            )
        # The wizard is the business event: pressed twice, it counts once.
        card._post(
            "correction",
            self.points,
            card._today(),
            purpose=f"correction:{self.id}",
            reference=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}
