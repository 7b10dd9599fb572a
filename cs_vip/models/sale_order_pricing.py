from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from .internal import DEFER

OPEN_STATES = ("draft", "sent")

# A quotation's pricelist changes with these.
PRICE_TRIGGERS = {
    "partner_id", "company_id", "user_id", "team_id", "pricelist_id",
    "cs_vip_tier_id", "cs_vip_pricelist_manual",
}  # fmt: skip


class Quoted(NamedTuple):
    """What a quotation said before a change: at which tier's prices, its lines, those
    that somebody priced by hand, the total, and list prices that are not today's."""

    tier: Any
    lines: Any
    by_hand: Any
    total: float
    list_prices: dict
    currency: Any


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
            if order.state not in OPEN_STATES:
                continue
            if pricelist := order._cs_vip_card_pricelist():
                order.pricelist_id = pricelist
            elif order.pricelist_id.cs_vip_tier_id:
                # Core took it from the customer; in this store it does not count.
                order.pricelist_id = order._cs_vip_ordinary_pricelist()
        return res

    def _cs_vip_card_pricelist(self):
        """The card's, in the order's company."""
        self.ensure_one()
        return self.cs_vip_tier_id.with_company(self.company_id).pricelist_id

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
                order._cs_vip_refuse_foreign_tier()
        return orders

    def write(self, vals):
        if PRICE_TRIGGERS.isdisjoint(vals):
            return super().write(vals)
        quotations = self.filtered(lambda order: order.state in OPEN_STATES)
        before = {order: order._cs_vip_quoted() for order in quotations}
        foreign = {order: order._cs_vip_foreign_tier() for order in self}
        if "pricelist_id" not in vals:
            quotations._cs_vip_forget_choice(vals)
        res = super().write(vals)
        if "pricelist_id" in vals:
            for order in quotations:
                order._cs_vip_note_manual_pricelist()
        for order, tier in foreign.items():
            order._cs_vip_refuse_foreign_tier(tier)
        quotations._cs_vip_reprice(before, self._cs_vip_lines_priced_in(vals))
        return res

    def _cs_vip_lines_priced_in(self, vals):
        """Lines to which the caller gives a price in the same breath."""
        return self.env["sale.order.line"].browse(
            command[1]
            for command in vals.get("order_line") or ()
            if command[0] == Command.UPDATE
            and not {"price_unit", "discount"}.isdisjoint(command[2])
        )

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
            self.sudo()._cs_vip_card_pricelist() or self._cs_vip_ordinary_pricelist()
        )
        manual = self.pricelist_id.id != expected.id
        if self.cs_vip_pricelist_manual != manual:
            self.cs_vip_pricelist_manual = manual

    def _cs_vip_foreign_tier(self):
        """The tier at whose prices the order is though its card does not give them."""
        self.ensure_one()
        order = self.sudo()  # sudo: as in the compute
        if order.pricelist_id == order._cs_vip_card_pricelist():
            return order.cs_vip_tier_id.browse()
        return order.pricelist_id.cs_vip_tier_id

    def _cs_vip_refuse_foreign_tier(self, before=None):
        """Prices of a tier are the card's to give, or the sales manager's; what stood
        on the order `before` is not this user's doing."""
        tier = self._cs_vip_foreign_tier()
        if tier and tier != before and not self._cs_vip_may_choose_tier():
            raise UserError(
                self.env._(
                    "%(customer)s has no card that gives the prices of tier %(tier)s "
                    "in this store. Take another pricelist, or ask a sales manager.",
                    customer=self.partner_id.display_name,
                    tier=tier.display_name,
                )
            )

    def _cs_vip_may_choose_tier(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_manager")

    def _cs_vip_quoted(self):
        self.ensure_one()
        lines = self.order_line._cs_vip_priced_by_hand(self.pricelist_id)
        list_prices = {
            line: line.price_unit
            for line in self._get_update_prices_lines() - lines
            if line.product_id and line._cs_vip_has_another_list_price()
        }
        return Quoted(
            self.cs_vip_price_tier_id,
            self.order_line,
            lines,
            self.amount_total,
            list_prices,
            self.currency_id,
        )

    def _cs_vip_reprice(self, before, priced=()):
        """Price those quotations anew whose tier is not the one of ``before``, and tell
        it. What somebody priced by hand stays, and what is new or ``priced`` now."""
        none = self.env["sale.order.line"]
        for order in self:
            quoted = before[order]
            if order.state not in OPEN_STATES or not order.order_line:
                continue
            if order.cs_vip_price_tier_id != quoted.tier:
                if order.currency_id != quoted.currency:
                    # What was said in another currency is no price in this one.
                    quoted = quoted._replace(by_hand=none, list_prices={})
                by_hand = quoted.by_hand.exists()
                kept = by_hand.union(order.order_line - quoted.lines, *priced)
                order.with_context(
                    cs_vip_defer=DEFER, cs_vip_by_hand=kept._ids
                )._recompute_prices()
                for line, price in quoted.list_prices.items():
                    if line.exists() and line not in kept:
                        # Quoted at this list price; the card changes the discount.
                        line.with_context(cs_vip_defer=DEFER).price_unit = price
                order._cs_vip_lines_changed()
                order._cs_vip_tell_new_prices(quoted, by_hand)

    def _get_update_prices_lines(self):
        """Vouchers are worth what the points redeemed are, whatever the prices."""
        lines = super()._get_update_prices_lines()
        by_hand = self.env.context.get("cs_vip_by_hand") or ()
        return lines.filtered(
            lambda line: not line.cs_vip_is_voucher and line.id not in by_hand
        )

    @api.onchange("pricelist_id")
    def _onchange_cs_vip_pricelist(self):
        """Price the lines while the form is still open, when a card is involved."""
        if self.state not in OPEN_STATES:
            return
        self._cs_vip_note_manual_pricelist()
        tiers = self.cs_vip_price_tier_id | self._origin.cs_vip_price_tier_id
        # sudo: whether the customer has a card, nothing of it
        card = self.sudo().partner_id.commercial_partner_id.cs_vip_card_id
        if not self.cs_vip_pricelist_manual and (tiers or card):
            # sudo: pricelists that may have priced the lines while the form was open
            ours = self.sudo()._cs_vip_tier_pricelists()
            pricelists = self._origin.pricelist_id | ours.sudo(False)
            by_hand = self.order_line._cs_vip_priced_by_hand(pricelists)
            self.with_context(cs_vip_by_hand=by_hand._ids)._recompute_prices()

    def _cs_vip_tier_pricelists(self):
        """Those of all tiers of this company's programmes."""
        return self.env["product.pricelist"].search(
            [
                ("cs_vip_tier_id", "!=", False),
                ("company_id", "=", self.company_id.id),
            ]
        )

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
        if self.state not in OPEN_STATES:
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
        none = self.env["sale.order.line"]
        before = {
            copied: Quoted(
                order.cs_vip_price_tier_id,
                copied.order_line,
                none,
                copied.amount_total,
                {},
                copied.currency_id,
            )  # fmt: skip
            for order, copied in zip(self, copies, strict=True)
        }
        copies._cs_vip_reprice(before)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "pricelist_id" not in (default or {}):
            for order, vals in zip(self, vals_list, strict=True):
                if not order.cs_vip_pricelist_manual or (
                    order._cs_vip_foreign_tier() and not self._cs_vip_may_choose_tier()
                ):
                    vals.pop("pricelist_id", None)
        return vals_list


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_vip_price_class = fields.Selection(
        related="product_id.cs_vip_price_class", string="VIP Price Class"
    )

    def _cs_vip_priced_by_hand(self, pricelists):
        """Lines whose price or discount is none that one of `pricelists` gives."""
        return self.filtered(
            lambda line: (
                line.product_id
                and not line.display_type
                and not line.is_downpayment
                and not line.cs_vip_is_voucher
                and not line.combo_item_id
                and line._cs_vip_is_priced_by_hand(pricelists)
            )
        )

    def _cs_vip_has_another_list_price(self):
        """The price was given with the line, or the product's has changed since."""
        self.ensure_one()
        if self.product_type == "combo" or self.combo_item_id:
            return False
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        price = self.product_id._get_tax_included_unit_price_from_price(
            self.with_company(self.company_id)._get_display_price(),
            product_taxes=taxes,
            fiscal_position=self.order_id.fiscal_position_id,
        )
        return bool(self.currency_id.compare_amounts(price, self.price_unit))

    def _cs_vip_is_priced_by_hand(self, pricelists):
        self.ensure_one()
        currency = self.currency_id or self.env.company.currency_id
        if currency.compare_amounts(self.technical_price_unit, self.price_unit):
            return True
        return not any(
            float_compare(self.discount, given, precision_digits=2) == 0
            for given in self._cs_vip_discounts_in(pricelists)
        )

    def _cs_vip_discounts_in(self, pricelists):
        """Per cent off without a pricelist, and in each of these, one after another."""
        if not pricelists:
            yield 0.0
        for pricelist in pricelists:
            yield self._cs_vip_discount_in(pricelist)

    def _cs_vip_discount_in(self, pricelist):
        """Per cent off that a pricelist shows on this line, as core computes them."""
        terms = self._get_pricelist_kwargs()
        product = self.product_id.with_context(**self._get_product_price_context())
        rule = self.env["product.pricelist.item"].browse(
            pricelist._get_product_rule(
                product, quantity=terms["quantity"], uom=terms["uom"],
                date=terms["date"],
            )
        )  # fmt: skip
        if not rule._show_discount():
            return 0.0
        base = rule._compute_price_before_discount(product=product, **terms)
        price = rule._compute_price(product=product, **terms)
        return (base - price) / base * 100 if base > 0 and price < base else 0.0
