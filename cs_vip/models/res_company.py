from odoo import api, fields, models
from odoo.exceptions import UserError


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
        if vals.get("currency_id"):
            self._cs_vip_refuse_other_currency(vals["currency_id"])
        res = super().write(vals)
        if vals.get("currency_id"):
            # sudo: whoever may change the currency of the company changes it here.
            self.env["product.pricelist"].sudo().search(
                [("cs_vip_tier_id", "!=", False), ("company_id", "in", self.ids)]
            ).currency_id = vals["currency_id"]
        return res

    def _cs_vip_refuse_other_currency(self, currency_id):
        """Points were earned by amounts of the old currency, and are worth such."""
        changing = self.filtered(lambda company: company.currency_id.id != currency_id)
        # sudo: whether entries exist, nothing of them
        Entry = self.env["cs.vip.points.entry"].sudo()
        entry = Entry.search([("company_id", "in", changing.ids)], limit=1)
        if entry:
            raise UserError(
                self.env._(
                    "%(company)s has VIP points that were earned and are worth amounts "
                    "in %(currency)s. Its currency cannot be changed any more; open "
                    "another company for another currency.",
                    company=entry.company_id.name,
                    currency=entry.company_id.currency_id.name,
                )
            )
