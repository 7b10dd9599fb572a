from odoo import fields, models


class ResCompany(models.Model):
    """What the company says on orders (C7)."""

    _inherit = "res.company"

    cs_vip_no_return_notice = fields.Char(
        string="No-Return Notice",
        translate=True,
        help="Printed below goods at a special price on quotations, orders and in the "
        "portal. Empty: the text shipped with the addon.",
    )

    def _cs_vip_no_return_text(self):
        """In the user's language: the company's own text, else the shipped one."""
        self.ensure_one()
        # sudo: a text for customers, printed by whoever may print the order
        own = self.sudo().cs_vip_no_return_notice
        if own:
            return own
        return str(self.env["ir.qweb"]._render("cs_vip.no_return_notice")).strip()
