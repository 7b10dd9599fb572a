from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ProductPricelist(models.Model):
    """Marks the pricelists that belong to a tier.

    Core takes the first pricelist it finds for a customer who has none of his
    own. Without the mark that would be a card holder's (V3).
    """

    _inherit = "product.pricelist"

    cs_vip_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="VIP Tier",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="This pricelist is the price of a VIP tier. Its rules marked as "
        "generated follow from the tier's discounts and the products' price class.",
    )

    _cs_vip_tier_company = models.UniqueIndex(
        "(cs_vip_tier_id, company_id) WHERE cs_vip_tier_id IS NOT NULL",
        "A tier has one pricelist in each company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """With core `website_sale` a pricelist belongs to a website unless told
        otherwise, and each visitor there may have it: not those of a tier."""
        if "website_id" in self._fields:
            for vals in vals_list:
                if vals.get("cs_vip_tier_id"):
                    vals["website_id"] = False
        return super().create(vals_list)

    def _register_hook(self):
        """As in `create`, where `website_sale` was installed afterwards."""
        super()._register_hook()
        if "website_id" in self._fields:
            self.env.cr.execute(
                """
                UPDATE product_pricelist SET website_id = NULL
                 WHERE cs_vip_tier_id IS NOT NULL AND website_id IS NOT NULL
                """
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_tier(self):
        # sudo: whether it is a tier's, nothing of that
        if tier := self.sudo().cs_vip_tier_id[:1]:
            raise UserError(
                self.env._(
                    "This pricelist holds the prices of tier %s. Archive the tier "
                    "instead.",
                    tier.display_name,
                )
            )

    @api.depends("cs_vip_tier_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Named as the tier, in the user's language."""
        res = super()._compute_display_name()
        # sudo: a pricelist may be shown to who may not open tiers, portal users say.
        for pricelist in self.sudo().filtered("cs_vip_tier_id"):
            tier = pricelist.cs_vip_tier_id.display_name
            pricelist.display_name = f"{tier} ({pricelist.currency_id.name})"
        return res

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return domain + [("cs_vip_tier_id", "=", False)]

    def _get_partner_pricelist_multi_filter_hook(self):
        """A tier's pricelist set on a customer by hand is no card."""
        pricelists = super()._get_partner_pricelist_multi_filter_hook()
        return pricelists.filtered(lambda pricelist: not pricelist.cs_vip_tier_id)


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    cs_vip_generated = fields.Boolean(
        string="From VIP Discounts",
        readonly=True,
        copy=False,
        help="Written by the discounts of a VIP tier, and rewritten when they change.",
    )

    @api.constrains("pricelist_id", "applied_on", "product_tmpl_id", "product_id")
    def _check_special_price(self):
        """Nothing is off a special price with a card: no rule comes before that of
        its class."""
        # sudo: whose pricelist it is and the product's class, nothing else
        for item in self.sudo().filtered("pricelist_id.cs_vip_tier_id"):
            template = item.product_tmpl_id or item.product_id.product_tmpl_id
            if template.cs_vip_price_class == "special" and not item.cs_vip_generated:
                raise ValidationError(
                    self.env._(
                        "%(product)s is sold at a special price, and pricelist "
                        "%(pricelist)s of a VIP tier has a rule of its own for it. "
                        "Cards give nothing off special prices: delete the rule, or "
                        "choose another price class.",
                        product=template.display_name,
                        pricelist=item.pricelist_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._cs_vip_refuse_generated()
        return items

    def write(self, vals):
        self._cs_vip_refuse_generated()
        res = super().write(vals)
        if "cs_vip_generated" in vals:
            self._cs_vip_refuse_generated()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_generated(self):
        self._cs_vip_refuse_generated()

    def _cs_vip_refuse_generated(self):
        """What follows from the discounts of a tier is changed there alone."""
        generated = self.filtered("cs_vip_generated")
        if generated and not self.env.su:
            # sudo: the name of the tier, for the message
            tier = generated[0].sudo().pricelist_id.cs_vip_tier_id
            raise UserError(
                self.env._(
                    "This price rule follows from the discounts of VIP tier %s and "
                    "is not edited here. Change the discounts in the tier's form, "
                    "under VIP Cards, Configuration, Programmes.",
                    tier.display_name,
                )
            )
