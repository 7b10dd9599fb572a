from odoo import fields, models


class CsVipCard(models.Model):
    """The card file is kept current (V4): who checked it last, and when."""

    _inherit = "cs.vip.card"

    date_checked = fields.Date(string="File Checked On", readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        "res.users",
        string="File Checked By",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
