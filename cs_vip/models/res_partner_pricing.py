from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_vip_points_balance = fields.Integer(
        related="cs_vip_card_id.points_balance",
        string="Points Balance",
        groups="base.group_user",
    )

    @api.depends("commercial_partner_id.cs_vip_card_id")
    def _compute_product_pricelist(self):
        """Shop, portal and till read a customer's pricelist here: give a card
        holder that of the tier (V3)."""
        res = super()._compute_product_pricelist()
        for partner in self:
            # sudo: prices need no right on the card itself.
            card = partner.sudo().commercial_partner_id.cs_vip_card_id
            if card.state == "active" and card.company_id == self.env.company:
                partner.property_product_pricelist = card.tier_id.pricelist_id
        return res
