from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import points as rules


class CsVipRedeem(models.TransientModel):
    """Points in, what is left to pay out, while the salesperson types (V7)."""

    _name = "cs.vip.redeem"
    _description = "Redeem VIP Points"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("order_id",)

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    card_id = fields.Many2one(related="order_id.cs_vip_card_id")
    balance = fields.Integer(
        related="order_id.cs_vip_points_balance", string="Points on the Card"
    )
    points = fields.Integer(string="Points to Redeem")
    wanted_amount = fields.Monetary(
        string="Or Voucher Of",
        help="Enter an amount: the largest voucher that does not exceed it is offered.",
    )
    most_points = fields.Integer(
        string="Points That Can Be Used Here",
        compute="_compute_most_points",
        help="All points of the card, or as many as pay the whole order.",
    )
    rate = fields.Float(string="Value of 100 Points", compute="_compute_redemption")
    band_id = fields.Many2one(
        "cs.vip.band", string="Band Reached", compute="_compute_redemption"
    )
    points_taken = fields.Integer(compute="_compute_redemption")
    amount_before = fields.Monetary(
        string="Order before Voucher", compute="_compute_redemption"
    )
    voucher_amount = fields.Monetary(string="Voucher", compute="_compute_redemption")
    amount_left = fields.Monetary(string="Left to Pay", compute="_compute_redemption")
    problem = fields.Char(compute="_compute_redemption")
    hint = fields.Char(compute="_compute_hint")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["sale.order"].browse(values.get("order_id"))
        if order and "points" in fields_list:
            order.check_access("write")
            values["points"] = order.cs_vip_points_redeemed
        return values

    @api.depends("points", "order_id")
    def _compute_redemption(self):
        self.voucher_amount = self.rate = self.amount_before = self.amount_left = 0.0
        self.points_taken = 0
        self.problem = self.band_id = False
        for wizard in self.filtered("order_id"):
            before = float(wizard.order_id._cs_vip_total_before_voucher())
            wizard.amount_before = wizard.amount_left = before
            try:
                wizard.order_id._cs_vip_redeeming_card()
                if not wizard.points:
                    continue
                redemption = wizard.order_id._cs_vip_redemption(wizard.points)
            except UserError as refused:
                wizard.problem = refused.args[0]
                continue
            wizard.points_taken = redemption.points
            wizard.voucher_amount = float(redemption.amount)
            wizard.amount_left = float(redemption.left)
            wizard.rate = float(redemption.rate * 100)
            wizard.band_id = wizard._band(redemption.points)

    def _band(self, points):
        """The row of the voucher table that these points reach (V7)."""
        # sudo: the store's voucher table, no more
        program = self.order_id.sudo().cs_vip_program_id
        if program._voucher_rules().by_balance:
            points = self.balance
        return program.band_ids.filtered(lambda band: band.points_from <= points)[-1:]

    @api.depends("order_id")
    def _compute_most_points(self):
        self.most_points = 0
        for wizard in self.filtered("order_id"):
            voucher = wizard.order_id.cs_vip_program_id._voucher_rules()
            balance = max(wizard.balance, 0)
            whole_order = rules.points_for(
                wizard.order_id._cs_vip_total_before_voucher(),
                voucher.bands,
                balance if voucher.by_balance else None,
                Decimal(str(wizard.currency_id.rounding)),
            )
            wizard.most_points = min(balance, whole_order)

    @api.depends("points", "points_taken", "wanted_amount", "voucher_amount", "problem")
    def _compute_hint(self):
        for wizard in self:
            wizard.hint = False
            if wizard.problem:
                continue
            money = wizard.currency_id.format
            wanted, reached = wizard.wanted_amount, wizard.voucher_amount
            if wanted and wizard.currency_id.compare_amounts(reached, wanted) < 0:
                wizard.hint = self.env._(
                    "A voucher of %(wanted)s cannot be reached. The nearest below is "
                    "%(reached)s for %(points)s points.",
                    wanted=money(wanted),
                    reached=money(reached),
                    points=wizard.points_taken,
                )
            elif wizard.points_taken and wizard.points_taken < wizard.points:
                wizard.hint = self.env._(
                    "%(taken)s points pay the whole order; the other %(kept)s stay on "
                    "the card.",
                    taken=wizard.points_taken,
                    kept=wizard.points - wizard.points_taken,
                )

    @api.onchange("wanted_amount")
    def _onchange_wanted_amount(self):
        """Offer the largest voucher at or below the amount asked for."""
        if self.wanted_amount <= 0:
            return
        voucher = self.order_id.cs_vip_program_id._voucher_rules()
        before = float(self.order_id._cs_vip_total_before_voucher())
        offer = rules.reachable(
            Decimal(str(min(self.wanted_amount, before))),
            voucher.bands,
            balance=self.balance if voucher.by_balance else None,
            most=self.balance,
            rounding=Decimal(str(self.currency_id.rounding)),
        )
        self.points = offer.points

    @api.onchange("points")
    def _onchange_points(self):
        """Points typed by hand are no answer to an amount asked for before."""
        if (
            self.wanted_amount
            and self.currency_id.compare_amounts(
                self.voucher_amount, self.wanted_amount
            )
            > 0
        ):
            self.wanted_amount = 0.0

    def action_redeem(self):
        self.ensure_one()
        self.order_id.action_cs_vip_redeem(self.points)
        return {"type": "ir.actions.act_window_close"}

    def action_remove(self):
        self.ensure_one()
        self.order_id.action_cs_vip_remove_voucher()
        return {"type": "ir.actions.act_window_close"}
