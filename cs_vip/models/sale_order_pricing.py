from odoo import api, fields, models
from odoo.exceptions import UserError

from .internal import DEFER

# A quotation's pricelist changes with these.
PRICE_TRIGGERS = {
    "partner_id", "company_id", "user_id", "team_id", "pricelist_id",
    "cs_vip_tier_id", "cs_vip_pricelist_manual",
}  # fmt: skip


class SaleOrder(models.Model):
    """Which pricelist a quotation takes: the card's, unless somebody chose (V3, V3b).

    Core recomputes the pricelist on any change of customer and then overwrites what
    the salesperson had chosen; and a changed pricelist reprices no line. Here a
    choice by hand stays until the customer changes, and a quotation whose tier
    changes is priced anew.
    """

    _inherit = "sale.order"

    cs_vip_pricelist_manual = fields.Boolean(
        string="Pricelist Chosen by Hand",
        copy=False,
        help="The salesperson chose the pricelist; the VIP card does not change it.",
    )
    cs_vip_price_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="Prices of Tier",
        compute="_compute_cs_vip_price_tier_id",
        compute_sudo=True,
        help="The VIP tier at whose prices this order is quoted.",
    )

    @api.depends("pricelist_id", "company_id")
    def _compute_currency_id(self):
        """A programme that companies share holds percentages: its pricelists have no
        currency of their own, the order is in its company's."""
        res = super()._compute_currency_id()
        for order in self:
            # sudo: whether the pricelist is a shared tier's, nothing of it
            pricelist = order.sudo().pricelist_id
            if pricelist.cs_vip_tier_id and not pricelist.company_id:
                order.currency_id = order.company_id.currency_id
        return res

    @api.depends("pricelist_id")
    def _compute_cs_vip_price_tier_id(self):
        for order in self:
            order.cs_vip_price_tier_id = order.pricelist_id.cs_vip_tier_id

    @api.depends("cs_vip_tier_id", "cs_vip_pricelist_manual")
    def _compute_pricelist_id(self):
        automatic = self.filtered(lambda order: not order.cs_vip_pricelist_manual)
        res = super(SaleOrder, automatic)._compute_pricelist_id()
        # sudo: the price is the salesperson's to quote, whoever may open the tier.
        for order in automatic.sudo():
            if order.state != "draft":
                continue
            if order.cs_vip_tier_id.pricelist_id:
                order.pricelist_id = order.cs_vip_tier_id.pricelist_id
            elif order.pricelist_id.cs_vip_tier_id:
                # Core took it from the customer; in this store it does not count.
                order.pricelist_id = order._cs_vip_ordinary_pricelist()
        return res

    def _cs_vip_ordinary_pricelist(self):
        """What core gives this customer, the card aside."""
        self.ensure_one()
        Pricelist = self.env["product.pricelist"].with_company(self.company_id)
        partner = self.partner_id._origin or self.partner_id
        return Pricelist._get_partner_pricelist_multi(partner.ids).get(
            partner.id, Pricelist
        )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order, vals in zip(orders, vals_list, strict=True):
            if "pricelist_id" in vals:
                order._cs_vip_note_manual_pricelist()
        return orders

    def write(self, vals):
        if PRICE_TRIGGERS.isdisjoint(vals):
            return super().write(vals)
        drafts = self.filtered(lambda order: order.state == "draft")
        before = {order: order.cs_vip_price_tier_id for order in drafts}
        if "pricelist_id" not in vals:
            drafts._cs_vip_forget_choice(vals)
        res = super().write(vals)
        if "pricelist_id" in vals:
            for order in drafts:
                order._cs_vip_note_manual_pricelist()
        drafts._cs_vip_reprice(before)
        return res

    def _cs_vip_forget_choice(self, vals):
        """A pricelist chosen for one customer is no choice for another."""
        if "partner_id" not in vals and "company_id" not in vals:
            return
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        for order in self.filtered("cs_vip_pricelist_manual"):
            changed = "partner_id" in vals and (
                partner.commercial_partner_id != order.partner_id.commercial_partner_id
            )
            if changed or vals.get("company_id", order.company_id.id) != (
                order.company_id.id
            ):
                order.cs_vip_pricelist_manual = False

    def _cs_vip_note_manual_pricelist(self):
        """Remember whether the pricelist just written is the automatic one."""
        self.ensure_one()
        # sudo: as in the compute.
        expected = (
            self.sudo().cs_vip_tier_id.pricelist_id or self._cs_vip_ordinary_pricelist()
        )
        manual = self.pricelist_id.id != expected.id
        if self.cs_vip_pricelist_manual != manual:
            self.cs_vip_pricelist_manual = manual

    def _cs_vip_reprice(self, before):
        """Price those quotations anew whose tier is not the one of ``before``."""
        for order in self:
            if order.state != "draft" or not order.order_line:
                continue
            if order.cs_vip_price_tier_id != before[order]:
                order.with_context(cs_vip_defer=DEFER)._recompute_prices()
                order._cs_vip_lines_changed()

    def _get_update_prices_lines(self):
        """Vouchers are worth what the points redeemed are, whatever the prices."""
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: not line.cs_vip_is_voucher)

    @api.onchange("pricelist_id")
    def _onchange_cs_vip_pricelist(self):
        """Price the lines while the form is still open, when a card is involved."""
        if self.state != "draft":
            return
        self._cs_vip_note_manual_pricelist()
        tiers = self.cs_vip_price_tier_id | self._origin.cs_vip_price_tier_id
        # sudo: whether the customer has a card, nothing of it
        card = self.sudo().partner_id.commercial_partner_id.cs_vip_card_id
        if not self.cs_vip_pricelist_manual and (tiers or card):
            self._recompute_prices()

    @api.onchange("partner_id")
    def _onchange_cs_vip_partner(self):
        before = self._origin.partner_id.commercial_partner_id
        if self.cs_vip_pricelist_manual and (
            self.partner_id.commercial_partner_id != before
        ):
            self.cs_vip_pricelist_manual = False

    def action_cs_vip_use_card_prices(self):
        """Give up the pricelist chosen by hand for the one of the customer's card."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "Prices follow the card only while this is a quotation. Set it "
                    "back to quotation first."
                )
            )
        self.cs_vip_pricelist_manual = False

    def copy(self, default=None):
        """A copy follows today's card, not the one of the day of its original."""
        copies = super().copy(default)
        before = {
            copied: order.cs_vip_price_tier_id
            for order, copied in zip(self, copies, strict=True)
        }
        copies._cs_vip_reprice(before)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "pricelist_id" not in (default or {}):
            for order, vals in zip(self, vals_list, strict=True):
                if not order.cs_vip_pricelist_manual:
                    vals.pop("pricelist_id", None)
        return vals_list


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_vip_price_class = fields.Selection(
        related="product_id.cs_vip_price_class", string="VIP Price Class"
    )
