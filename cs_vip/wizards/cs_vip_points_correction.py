from odoo import api, fields, models


class CsVipPointsCorrection(models.TransientModel):
    """Ask for a correction of points: booked at once within the programme's limit,
    else by a second manager (V9)."""

    _name = "cs.vip.points.correction"
    _description = "Correct VIP Points"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("card_id",)

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, ondelete="cascade"
    )
    balance = fields.Integer(related="card_id.points_balance", string="Balance")
    points = fields.Integer(
        string="Points to Add", help="Negative to take points away.", required=True
    )
    balance_after = fields.Integer(compute="_compute_balance_after")
    needs_second_person = fields.Boolean(compute="_compute_balance_after")
    reason = fields.Char(required=True)
    correction_id = fields.Many2one(
        "cs.vip.correction", readonly=True, ondelete="cascade"
    )

    @api.depends("points", "card_id")
    def _compute_balance_after(self):
        Correction = self.env["cs.vip.correction"]
        for wizard in self:
            card, points = wizard.card_id, wizard.points
            wizard.balance_after = wizard.balance + points
            wizard.needs_second_person = (
                card and points and Correction._needs_second_person(card, points)
            )

    def action_correct(self):
        self.ensure_one()
        if not self.correction_id:  # pressed twice, it counts once
            corrections = self.env["cs.vip.correction"]
            self.card_id.check_access("write")
            self.correction_id = corrections._request(
                self.card_id, self.points, self.reason
            )
        if self.correction_id.state == "booked":
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.vip.correction",
            "res_id": self.correction_id.id,
            "view_mode": "form",
        }
