from odoo import api, fields, models
from odoo.exceptions import UserError


class CsVipCardCheck(models.TransientModel):
    """At the till: is the card in the customer's hand good (V4)?"""

    _name = "cs.vip.card.check"
    _description = "Check a VIP Card"

    number = fields.Char(
        string="Card Number", help="Scan or type it, then leave the field."
    )
    problem = fields.Char(compute="_compute_card")
    holder = fields.Char(
        compute="_compute_card", help="Compare with the name on the card."
    )
    tier_name = fields.Char(string="Tier", compute="_compute_card")
    date_end = fields.Date(string="Valid Until", compute="_compute_card")

    @api.depends("number")
    def _compute_card(self):
        self.problem = self.holder = self.tier_name = self.date_end = False
        for wizard in self.filtered("number"):
            try:
                card = self.env["cs.vip.card"]._by_number(wizard.number)
            except UserError as refused:
                wizard.problem = refused.args[0]
                continue
            wizard.holder = card._holder_masked()
            wizard.tier_name = card.tier_id.display_name
            wizard.date_end = card.date_end
