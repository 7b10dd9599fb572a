from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has prices of the programmes that companies share."""
        companies = super().create(vals_list)
        # sudo: prices follow from having the company
        tiers = self.env["cs.vip.tier"].sudo()
        tiers.search([("company_id", "=", False)])._update_pricelists()
        return companies

    def write(self, vals):
        """Tier pricelists follow the company's currency: programmes exist from the
        first day, the currency is often chosen on the second."""
        res = super().write(vals)
        if vals.get("currency_id"):
            # sudo: whoever may change the currency of the company changes it here.
            self.env["product.pricelist"].sudo().search(
                [("cs_vip_tier_id", "!=", False), ("company_id", "in", self.ids)]
            ).currency_id = vals["currency_id"]
        return res
