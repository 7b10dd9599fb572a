from odoo import api, fields, models

PRICE_CLASSES = [
    ("ordinary", "Ordinary"),
    ("imported", "Imported"),
    ("new_arrival", "New Arrival"),
    ("special", "Special Price"),
]


class ProductTemplate(models.Model):
    """Which column of a tier's discount table a product belongs to (V3)."""

    _inherit = "product.template"

    cs_vip_price_class = fields.Selection(
        PRICE_CLASSES,
        string="VIP Price Class",
        default="ordinary",
        required=True,
        index=True,
        help="Decides the discount a VIP card gives on this product. "
        "Special-price products get none.",
    )
    cs_vip_new_until = fields.Date(
        string="New Arrival Until",
        help="Last day on which the product counts as a new arrival; "
        "afterwards it is priced as every other product. Empty: no end.",
    )

    @api.constrains("cs_vip_price_class")
    def _check_special_price_rules(self):
        """Rules of tiers made by hand are in the way of a special price."""
        special = self.filtered(lambda t: t.cs_vip_price_class == "special")
        # sudo: whoever may edit the product need not read pricelists
        self.env["product.pricelist.item"].sudo().search(
            [
                ("pricelist_id.cs_vip_tier_id", "!=", False),
                ("cs_vip_generated", "=", False),
                ("applied_on", "in", ("1_product", "0_product_variant")),
                "|",
                ("product_tmpl_id", "in", special.ids),
                ("product_id.product_tmpl_id", "in", special.ids),
            ]
        )._check_special_price()

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates.filtered(
            lambda t: t.cs_vip_price_class != "ordinary"
        )._cs_vip_sync_price_rules()
        return templates

    def write(self, vals):
        res = super().write(vals)
        if not {"cs_vip_price_class", "cs_vip_new_until", "company_id"}.isdisjoint(
            vals
        ):
            self._cs_vip_sync_price_rules()
        return res

    def _cs_vip_sync_price_rules(self):
        """Bring the generated rules of these products up to date in every tier."""
        if self:
            # sudo: whoever may edit the product decides its class; the rules that
            # follow from it are not theirs to edit, only to bring about.
            self.env["cs.vip.tier"].sudo().search([])._sync_price_rules(self.sudo())
