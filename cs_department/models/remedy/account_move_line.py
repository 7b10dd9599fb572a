from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    cs_price_reduction = fields.Boolean(
        string="Price Reduction",
        readonly=True,
        copy=False,
        help="Lowers the price of what was invoiced; the goods stay invoiced.",
    )
