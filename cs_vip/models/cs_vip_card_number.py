from odoo import api, fields, models


class CsVipCardNumber(models.Model):
    """A number that a card had before it was issued anew (V4). Nobody writes it."""

    _name = "cs.vip.card.number"
    _description = "Replaced VIP Card Number"
    _order = "id desc"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    name = fields.Char(string="Old Number", required=True, readonly=True)
    replaced_by = fields.Char(required=True, readonly=True)
    date = fields.Date(string="Replaced On", required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Issued By", required=True, readonly=True
    )

    _name_unique = models.Constraint(
        "UNIQUE(company_id, name)", "This number was replaced once already."
    )

    @api.model
    def _replaced(self, numbers, companies):
        """{(number, company): the row} of those of the numbers that were replaced."""
        # sudo: only that a number is worth nothing any more, and what replaced it
        found = self.sudo().search(
            [("name", "in", list(numbers)), ("company_id", "in", companies.ids)]
        )
        return {(old.name, old.company_id): old for old in found}
