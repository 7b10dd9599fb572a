from odoo import fields, models


class CsHomeStyle(models.Model):
    """How a customer's home is furnished (A2)."""

    _name = "cs.home.style"
    _description = "Home Style"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
