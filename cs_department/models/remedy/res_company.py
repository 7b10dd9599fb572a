from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_special_return_override = fields.Boolean(
        string="Exceptions for Special-Price Goods",
        help="The manager may let goods sold at a special price be returned or "
        "exchanged where the fault is ours.",
    )
    cs_return_sight_blocks = fields.Boolean(
        string="Returns Wait for the Sales Manager",
        help="Goods are not received before the sales manager has seen the return.",
    )
