from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .. import points as rules
from .internal import VOUCHER as MARK
from .sale_order import CARD_FIELDS

COMPUTATION_KEY = "global_discount,cs_vip_voucher"
# What redeeming reads of records around the order. They have up to two hundred columns;
# reading them all would be half of the work.
READ = {
    "company_id": (
        "alias_domain_id", "currency_id", "parent_path",
        "tax_calculation_rounding_method",
    ),
    "partner_id": ("commercial_partner_id", "lang"),
    "cs_vip_card_id": CARD_FIELDS,
}  # fmt: skip
READ_OF_PRODUCT = (
    "categ_id", "company_id", "cs_vip_price_class", "sale_delay", "type", "uom_id",
)  # fmt: skip


class Redemption(NamedTuple):
    """So many points pay `amount` of an order; `left` is what the customer pays.

    `rate` is the voucher's value per point before it was capped to the order;
    `nearest` the voucher that uses its points fully, where the order caps this one.
    """

    points: int
    amount: Decimal
    rate: Decimal
    left: Decimal
    nearest: rules.Offer


class SaleOrder(models.Model):
    """Redeeming points as a voucher on a quotation (V7)."""

    _inherit = "sale.order"

    def action_cs_vip_redeem(self, points):
        """Pay part of the quotation with `points`. Points that are not needed are not
        taken. Nothing is booked before the order is confirmed."""
        self.ensure_one()
        self.check_access("write")
        order = self.sudo()  # sudo: lines and prices of an order that one may change
        order._cs_vip_fetch_for_voucher()
        order._cs_vip_set_voucher(order._cs_vip_redemption(points))
        return True

    def action_cs_vip_remove_voucher(self):
        self.check_access("write")
        for order in self:
            if order.state not in ("draft", "sent"):
                raise UserError(self._cs_vip_only_quotations(order))
        self._cs_vip_clear_voucher()
        return True

    def _cs_vip_redemption(self, points):
        """What redeeming `points` would come to; refuses what cannot be redeemed."""
        self.ensure_one()
        card = self._cs_vip_redeeming_card()
        voucher = self.cs_vip_program_id._voucher_rules()
        if isinstance(points, bool) or not isinstance(points, int) or points <= 0:
            raise UserError(
                self.env._("Enter how many points to redeem: a whole number above 0.")
            )
        if points > card.points_balance:
            raise UserError(
                self.env._(
                    "Card %(card)s has %(balance)s points, %(points)s cannot be "
                    "redeemed. Enter at most the balance.",
                    card=card.name,
                    balance=card.points_balance,
                    points=points,
                )
            )
        self._cs_vip_refuse_small_order(voucher.least)
        before = self._cs_vip_total_before_voucher()
        if before <= 0:
            raise UserError(
                self.env._("Order %s has nothing left to pay with points.", self.name)
            )
        bands = voucher.bands
        balance = card.points_balance if voucher.by_balance else None
        rounding = Decimal(str(self.currency_id.rounding))
        amount = rules.voucher_amount(points, bands, balance, rounding)
        nearest = rules.Offer(points, amount)
        if amount > before:
            points = min(points, rules.points_for(before, bands, balance, rounding))
            nearest = rules.reachable(
                before, bands, balance, card.points_balance, rounding
            )
            amount = before
        if not amount:
            raise UserError(self.env._("%s points are not worth a voucher.", points))
        worth = rules.voucher_amount(points, bands, balance, rounding)
        return Redemption(points, amount, worth / points, before - amount, nearest)

    def _cs_vip_fetch_for_voucher(self):
        """Read narrowly what a redemption needs; what is forgotten here is read as
        ever, only slower."""
        for name, fields in READ.items():
            self[name].fetch(fields)
        self.env.user.partner_id.fetch(["name", "email"])  # author of the log
        products = self.order_line.product_id | self.env.ref("cs_vip.product_voucher")
        products.fetch(["product_tmpl_id"])
        products.product_tmpl_id.fetch(READ_OF_PRODUCT)

    def _cs_vip_redeeming_card(self):
        """The card whose points may be spent here; refuses everything else."""
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            raise UserError(self._cs_vip_only_quotations(self))
        order = self.sudo()  # sudo: the customer's card, whoever may open it
        card = order.cs_vip_card_id
        if not card:
            raise UserError(order._cs_vip_why_no_card())
        if card.partner_id != order.partner_id.commercial_partner_id:
            raise UserError(
                self.env._(
                    "Card %(card)s belongs to another customer than order %(order)s.",
                    card=card.name,
                    order=self.name,
                )
            )
        if card.state != "active" or card.company_id != order.company_id:
            raise UserError(order._cs_vip_why_no_card())
        for program in order.cs_vip_program_id | card.program_id:
            if not program._voucher_rules().allowed:
                raise UserError(
                    self.env._(
                        "Points buy no vouchers in the programme %s.", program.name
                    )
                )
        if self.currency_id != self.company_id.currency_id:
            raise UserError(
                self.env._(
                    "Points are redeemed in %(currency)s only; order %(order)s is in "
                    "another currency.",
                    currency=self.company_id.currency_id.name,
                    order=self.name,
                )
            )
        return card

    def _cs_vip_only_quotations(self, order):
        return self.env._(
            "Points are redeemed on quotations only; order %s is confirmed or "
            "cancelled. Set it back to a quotation first.",
            order.name,
        )

    def _cs_vip_why_no_card(self):
        """Why the customer has no card to redeem with, in plain words."""
        self.ensure_one()
        holder = self.partner_id.commercial_partner_id
        if not self.team_id.cs_vip_program_id:
            return self.env._(
                "Order %s belongs to no store with a VIP programme. Choose its sales "
                "team.",
                self.name,
            )
        cards = self.env["cs.vip.card"].search([("partner_id", "=", holder.id)])
        labels = dict(cards._fields["state"]._description_selection(self.env))
        here = cards.filtered(lambda card: card.company_id == self.company_id)
        if here:
            card = here.sorted(lambda card: (card.state == "active", card.id))[-1]
            if card.state != "active":
                return self.env._(
                    "Card %(card)s of %(holder)s is “%(state)s”; only an active card "
                    "redeems points.",
                    card=card.name,
                    holder=holder.name,
                    state=labels[card.state],
                )
            return self.env._(
                "Card %(card)s of %(holder)s is not valid for this order.",
                card=card.name,
                holder=holder.name,
            )
        if cards:
            return self.env._("The card of %s belongs to another company.", holder.name)
        return self.env._("%s has no VIP card.", holder.name)

    def _cs_vip_refuse_small_order(self, least):
        """V7: the least order, at list prices and before the card's discount."""
        # At its price a line is worth no more than at its list price: most orders
        # need no second computation of taxes.
        charged = sum(self._cs_vip_listed_lines().mapped("price_total"))
        if self.currency_id.compare_amounts(charged, least) >= 0:
            return
        list_total = self._cs_vip_list_total()
        if self.currency_id.compare_amounts(list_total, least) < 0:
            small = self.env._(
                "Vouchers are redeemed on orders of at least %(least)s at list "
                "prices; order %(order)s comes to %(total)s.",
                least=self.currency_id.format(least),
                order=self.name,
                total=self.currency_id.format(list_total),
            )
            if self.state == "sale":
                small += " " + self.env._(
                    "Cancel it, set it back to a quotation and change it; its voucher "
                    "is removed."
                )
            raise UserError(small)

    def _cs_vip_refuse_less_than_voucher(self):
        """V7 holds after the confirmation, too: the voucher never exceeds the order,
        nor is that smaller than the least one."""
        for order in self.filtered("cs_vip_points_redeemed").sudo():  # sudo: as above
            before = float(order._cs_vip_total_before_voucher())
            voucher = order.cs_vip_voucher_amount
            if order.currency_id.compare_amounts(before, voucher) < 0:
                raise UserError(
                    self.env._(
                        "Order %(order)s would come to %(total)s, less than its "
                        "voucher of %(voucher)s. Cancel it, set it back to a "
                        "quotation, change it and redeem points anew. Goods that "
                        "come back are returned or credited.",
                        order=order.name,
                        total=order.currency_id.format(before),
                        voucher=order.currency_id.format(voucher),
                    )
                )
            least = order.cs_vip_program_id._voucher_rules().least
            order._cs_vip_refuse_small_order(least)

    def _cs_vip_refuse_overspending(self, card, missing):
        self.ensure_one()
        if card.state != "active":
            raise UserError(
                self.env._(
                    "Card %s is no longer active. Remove the voucher to confirm.",
                    card.name,
                )
            )
        if missing > card.points_balance:
            raise UserError(
                self.env._(
                    "Card %(card)s has %(balance)s points left, the voucher of order "
                    "%(order)s takes %(points)s. Redeem fewer points.",
                    card=card.name,
                    balance=card.points_balance,
                    order=self.name,
                    points=missing,
                )
            )

    def _cs_vip_goods(self):
        """Lines that are sold: neither vouchers, nor down payments, nor discounts."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and not line.cs_vip_is_voucher
            )
        )

    def _cs_vip_listed_lines(self):
        """What is sold for money: neither discounts nor what a promotion gives."""
        return self._cs_vip_goods().filtered(
            lambda line: line.price_unit >= 0 and not line._cs_vip_is_reward()
        )

    def _cs_vip_list_total(self):
        """List price × quantity, tax included. A line sold above its list price counts
        at what it is sold for."""
        self.ensure_one()
        total = 0.0
        for line in self._cs_vip_listed_lines():
            unit_price = max(
                line.price_unit * (1 - line.discount / 100),
                line.product_id.uom_id._compute_price(
                    line.product_id.lst_price, line.product_uom_id
                ),
            )
            if self.state == "sale":  # list prices may have changed since
                unit_price = max(unit_price, line.technical_price_unit)
            total += line.tax_ids.compute_all(
                unit_price,
                currency=self.currency_id,
                quantity=line.product_uom_qty,
                product=line.product_id,
                partner=self.partner_shipping_id,
            )["total_included"]
        return total

    def _cs_vip_total_before_voucher(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.cs_vip_is_voucher)
        total = self.currency_id.round(sum(lines.mapped("price_total")))
        return Decimal(f"{total:.{self.currency_id.decimal_places}f}")

    def _cs_vip_set_voucher(self, redemption):
        """Replace the voucher lines: one product, spread over the tax groups."""
        self.ensure_one()
        lang = self.env.lang
        if self.partner_id.lang != lang:
            lang = self._get_lang()
        # sudo: these fields are protected; the redemption was checked
        order = self.sudo().with_context(cs_vip_voucher=MARK, lang=lang)
        old = order.order_line.filtered("cs_vip_is_voucher")
        order.write(
            {
                "order_line": [
                    *(Command.delete(line.id) for line in old),
                    *map(Command.create, order._cs_vip_voucher_lines(redemption)),
                ],
                "cs_vip_points_redeemed": redemption.points,
                "cs_vip_voucher_amount": float(redemption.amount),
            }
        )

    def _cs_vip_voucher_lines(self, redemption):
        product = self.env.ref("cs_vip.product_voucher")
        common = {
            "name": self.env._("VIP voucher for %s points", redemption.points),
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "technical_price_unit": 0,
            "discount": 0.0,
            "cs_vip_is_voucher": True,
            "sequence": 999,
        }
        amount = float(redemption.amount)
        return [
            {**common, **share}
            for share in self._cs_vip_voucher_shares(amount, product)
        ]

    def _cs_vip_voucher_shares(self, amount, product):
        """The voucher's part in each group of taxes, as core spreads a discount."""
        goods = self._cs_vip_goods()
        taxes = goods.tax_ids
        if all(line.tax_ids == taxes for line in goods) and all(
            tax.amount_type == "percent" and tax.price_include for tax in taxes
        ):  # one group, tax included: nothing to spread, nothing to convert
            return [
                {
                    "price_unit": -amount,
                    "product_uom_qty": 1.0,
                    "tax_ids": [Command.set(taxes.ids)],
                }
            ]
        Tax = self.env["account.tax"]
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in goods]
        Tax._add_tax_details_in_base_lines(base_lines, self.company_id)
        Tax._round_base_lines_tax_details(base_lines, self.company_id)
        return [
            {
                "price_unit": base_line["price_unit"],
                "product_uom_qty": base_line["quantity"],
                "tax_ids": [Command.set(base_line["tax_ids"].ids)],
                "extra_tax_data": Tax._export_base_line_extra_tax_data(base_line),
            }
            for base_line in Tax._prepare_global_discount_lines(
                base_lines=base_lines,
                company=self.company_id,
                amount_type="fixed",
                amount=amount,
                computation_key=COMPUTATION_KEY,
                grouping_function=lambda _base_line: {"product_id": product},
            )
        ]

    def _cs_vip_clear_voucher(self):
        # sudo: as above; taking a voucher off a quotation needs no card
        for order in self.sudo().with_context(cs_vip_voucher=MARK):
            order.order_line.filtered("cs_vip_is_voucher").unlink()
            order.write({"cs_vip_points_redeemed": 0, "cs_vip_voucher_amount": 0.0})

    def _cs_vip_refresh_voucher(self, points=None):
        """The quotation changed: spread the voucher anew, or take it off."""
        for order in self:
            try:
                redemption = order._cs_vip_redemption(
                    points or order.cs_vip_points_redeemed
                )
            except UserError as refused:
                order._cs_vip_drop_voucher(refused.args[0])
            else:
                order._cs_vip_set_voucher(redemption)

    def _cs_vip_drop_voucher(self, reason):
        self._cs_vip_clear_voucher()
        self._message_log(body=self.env._("Voucher removed. %s", reason))

    def _cs_vip_check_voucher(self):
        """Before confirmation: the card still affords exactly this voucher."""
        for order in self.sudo():  # sudo: lines and prices of an order being confirmed
            redemption = order._cs_vip_redemption(order.cs_vip_points_redeemed)
            if (
                redemption.points != order.cs_vip_points_redeemed
                or order.currency_id.compare_amounts(
                    float(redemption.amount), order.cs_vip_voucher_amount
                )
            ):
                order._cs_vip_set_voucher(redemption)
