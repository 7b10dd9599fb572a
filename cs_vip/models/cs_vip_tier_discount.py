from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .product_template import PRICE_CLASSES


class CsVipTierDiscount(models.Model):
    """One cell of the discount table of V3: tier × kind of product → per cent off."""

    _name = "cs.vip.tier.discount"
    _description = "VIP Tier Discount"
    _order = "tier_id, price_class"

    tier_id = fields.Many2one(
        "cs.vip.tier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tier_id.company_id", store=True)
    price_class = fields.Selection(
        PRICE_CLASSES,
        string="Products",
        required=True,
        help="Ordinary stands for every product without a row of its own.",
    )
    percent = fields.Float(string="Discount (%)", digits=(5, 2), required=True)

    _class_unique = models.Constraint(
        "UNIQUE(tier_id, price_class)",
        "This tier already has a discount for this kind of product. "
        "Change that one instead.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100)",
        "A discount lies between 0 and 100 per cent.",
    )

    @api.constrains("tier_id", "price_class", "percent")
    def _check_level_below(self):
        """A level gives no less than the one below it; the row is named."""
        tiers = self.tier_id | self.tier_id.previous_tier_id
        tiers |= self.env["cs.vip.tier"].search(
            [("previous_tier_id", "in", self.tier_id.ids)]
        )
        given = {(row.tier_id, row.price_class): row for row in tiers.discount_ids}
        for (tier, price_class), row in given.items():
            below = given.get((tier.previous_tier_id, price_class))
            if below and row.percent < below.percent:
                raise ValidationError(
                    self.env._(
                        "Tier %(tier)s, row “%(row)s” gives less than the level below, "
                        "%(below)s (%(percent)g %%). Raise it.",
                        tier=tier.name,
                        row=row.display_name,
                        below=below.tier_id.name,
                        percent=below.percent,
                    )
                )

    @api.depends("tier_id", "price_class", "percent")
    def _compute_display_name(self):
        labels = dict(self._fields["price_class"]._description_selection(self.env))
        for discount in self:
            label = labels.get(discount.price_class, "")
            discount.display_name = f"{label} {discount.percent:g} %"

    @api.model_create_multi
    def create(self, vals_list):
        discounts = super().create(vals_list)
        discounts.tier_id._sync_price_rules()
        return discounts

    def write(self, vals):
        tiers = self.tier_id
        res = super().write(vals)
        (tiers | self.tier_id)._sync_price_rules()
        return res

    def unlink(self):
        tiers = self.tier_id
        res = super().unlink()
        tiers.exists()._sync_price_rules()
        return res
