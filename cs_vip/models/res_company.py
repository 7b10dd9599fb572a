from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_vip_tell_decision = fields.Boolean(
        string="Tell Customers the Decision",
        default=True,
        help="E-mail approvals and refusals of card applications. Customers without "
        "an e-mail address become a call for whoever decided.",
    )
    cs_vip_approval_template_id = fields.Many2one(
        "mail.template",
        string="Approval Message",
        domain=[("model", "=", "cs.vip.card")],
        help="Empty: the message shipped with the addon.",
    )
    cs_vip_refusal_template_id = fields.Many2one(
        "mail.template",
        string="Refusal Message",
        domain=[("model", "=", "cs.vip.card")],
        help="Empty: the message shipped with the addon.",
    )

    def write(self, vals):
        """Tier pricelists follow the company's currency: programmes exist from the
        first day, the currency is often chosen on the second."""
        old = self.currency_id
        res = super().write(vals)
        if vals.get("currency_id"):
            # sudo: whoever may change the currency of the company changes it here.
            pricelists = self.env["product.pricelist"].sudo()
            ours = [("cs_vip_tier_id", "!=", False)]
            changed = pricelists.search([*ours, ("company_id", "in", self.ids)])
            # Those of shared programmes, where nobody needs the old one any more.
            # sudo: companies that this user may not enter count too.
            left = self.sudo().search([]).currency_id
            changed |= pricelists.search(
                [
                    *ours,
                    ("company_id", "=", False),
                    ("currency_id", "in", (old - left).ids),
                ]
            )
            changed.currency_id = vals["currency_id"]
        return res
