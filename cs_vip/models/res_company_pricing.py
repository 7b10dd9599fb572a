from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """Tier pricelists follow the company's currency: programmes exist from the
        first day, the currency is often chosen on the second."""
        res = super().write(vals)
        if vals.get("currency_id"):
            # sudo: whoever may change the currency of the company changes it here.
            self.env["product.pricelist"].sudo().search(
                [
                    ("company_id", "in", self.ids),
                    ("cs_vip_tier_id", "!=", False),
                ]
            ).currency_id = vals["currency_id"]
        return res
