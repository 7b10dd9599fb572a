from decimal import Decimal
from typing import NamedTuple

from odoo import models

from .. import business_day
from ..points import accrual, points_back

EARNED, VOUCHER = "earned", "voucher"


class Kept(NamedTuple):
    """What the customer keeps of an order: `net` to pay, in the company's currency, and
    how much of the voucher's `redeemed` stays on it as `voucher`."""

    net: float
    redeemed: float
    voucher: float


class SaleOrder(models.Model):
    """What an order is due, and booking the difference (V5, V7, V9)."""

    _inherit = "sale.order"

    def _cs_vip_kept(self, fresh=False):
        """{order id: Kept}; down payments do not matter.

        Goods are kept at their tax-included unit price × (ordered − max(returned to
        refund, credited)). The voucher stays on what is kept and never on more than
        that, less what credit notes took off it. `fresh` orders were never confirmed
        before, so that nothing can have come back.
        """
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        gone = {} if fresh else lines._cs_vip_quantities_gone()
        goods, vouchers, redeemed = (dict.fromkeys(self._ids, 0.0) for _sum in range(3))
        for line in lines:
            ordered = line.product_uom_qty
            back = min(max(gone.get(line.id, 0.0), 0.0), max(ordered, 0.0))
            kept = line.price_total
            if back:
                kept *= (ordered - back) / ordered
            if line.cs_vip_is_voucher:
                vouchers[line.order_id.id] -= kept
                redeemed[line.order_id.id] -= line.price_total
            else:
                goods[line.order_id.id] += kept
        return {
            order.id: order._cs_vip_kept_of(
                goods[order.id], redeemed[order.id], vouchers[order.id]
            )
            for order in self
        }

    def _cs_vip_kept_of(self, goods, redeemed, voucher):
        voucher = max(min(voucher, goods), 0.0)
        currency = self.company_id.currency_id
        net = currency.round((goods - voucher) / (self.currency_rate or 1.0))
        return Kept(net, redeemed, voucher)

    def _cs_vip_net_amounts(self, fresh=False):
        """{order id: what the customer keeps and pays}, in the company's currency."""
        return {
            order_id: kept.net for order_id, kept in self._cs_vip_kept(fresh).items()
        }

    def _cs_vip_points(self, amount, rate=None):
        """Points for an amount of this order, whatever its state."""
        self.ensure_one()
        if not self.cs_vip_card_id:
            return 0
        if rate is None:
            rate = self.cs_vip_amount_per_point
            if self.state in ("draft", "sent"):
                rate, _tiers = self.cs_vip_program_id._rules()
        return accrual(Decimal(f"{amount:.2f}"), Decimal(f"{rate:.2f}"))

    def _cs_vip_due(self):
        """{order id: points the order is due}; 0 unless it is confirmed."""
        amounts = self._cs_vip_net_amounts()
        return {
            order.id: order._cs_vip_points(amounts[order.id])
            if order.state == "sale"
            else 0
            for order in self
        }

    def _cs_vip_points_back(self, kept):
        """How many points of the voucher come back with what was not kept (V9)."""
        self.ensure_one()
        if not self.cs_vip_points_redeemed:
            return 0
        return points_back(
            self.cs_vip_points_redeemed,
            Decimal(f"{kept.redeemed:.2f}"),
            Decimal(f"{kept.voucher:.2f}"),
        )

    def _cs_vip_due_voucher(self):
        """{order id: points the voucher is due, below zero}; 0 unless confirmed."""
        kept = self._cs_vip_kept()
        return {
            order.id: order._cs_vip_points_back(kept[order.id])
            - order.cs_vip_points_redeemed
            if order.state == "sale" and order.cs_vip_card_id
            else 0
            for order in self
        }

    def _cs_vip_sync_points(self, day=None, fresh=False, notes=None):
        """Book what the orders are due less what is booked, under the card's lock.

        Whatever happened to an order ends here: confirmation, cancellation, changed
        lines, returned goods, credit notes. A confirmation gives `notes`
        ({order id: values}) to be written along. `fresh` orders were never confirmed
        before: nothing is booked, and nothing came back.
        """
        # sudo: the ledger follows the order, whoever was allowed to change that
        orders = self.sudo().with_context(tracking_disable=True)
        kept = orders._cs_vip_kept(fresh)
        carded = orders.filtered("cs_vip_card_id")
        booked = {} if fresh else carded._cs_vip_booked()
        for order in orders.sorted(lambda order: (order.cs_vip_card_id.id, order.id)):
            values = dict((notes or {}).get(order.id, ()))
            confirmed = order.state == "sale"
            net = kept[order.id].net if confirmed else 0.0
            if order.cs_vip_net_amount != net:
                values["cs_vip_net_amount"] = net
            if order.cs_vip_card_id:
                booking_day = day or order._cs_vip_booking_day()
                back = order._cs_vip_points_back(kept[order.id]) if confirmed else 0
                order._cs_vip_book_voucher(
                    order.cs_vip_points_redeemed - back if confirmed else 0,
                    booked.get((order.id, VOUCHER), (0, 0)),
                    booking_day,
                    confirming=notes is not None,
                )
                if order.cs_vip_points_returned != back:
                    _net, redeemed, voucher = kept[order.id]
                    values["cs_vip_points_returned"] = back
                    values["cs_vip_voucher_returned"] = back and redeemed - voucher
                due = order._cs_vip_points(net, values.get("cs_vip_amount_per_point"))
                order._cs_vip_book_earned(
                    due, booked.get((order.id, EARNED), (0, 0)), booking_day
                )
                if order.cs_vip_points_earned != due:
                    values["cs_vip_points_earned"] = due
            if values:
                order.write(values)
        if not fresh:
            granted = orders.cs_vip_application_card_ids.filtered("enrolment_base")
            for card in granted:
                card._sync_enrolment(day or card._today())

    def _cs_vip_booked(self):
        if not self:
            return {}
        return self.env["cs.vip.card"]._booked(self, [EARNED, VOUCHER])

    def _cs_vip_booking_day(self):
        self.ensure_one()
        return business_day.today(self.env, self.company_id)

    def _cs_vip_book_voucher(self, spent, booked, day, confirming=False):
        """Spend the points of a voucher, or give them back; they then live until the
        end of the card's current year.

        Only a confirmation is refused where the card lacks points. Who gets returned
        goods again owes the points that paid for them.
        """
        points, revision = booked
        card = self.cs_vip_card_id._ledger_card()
        missing = spent + points  # booked vouchers are negative
        if missing > 0 and confirming:
            self._cs_vip_refuse_overspending(card, missing)
            card._post("voucher", -missing, day, self, VOUCHER, self.name, revision)
        elif missing > 0:
            given_back = self._cs_vip_voucher_given_back_on()
            card._take_back(missing, day, given_back, self, VOUCHER, revision)
        elif missing < 0:
            card._post("reversal", -missing, day, self, VOUCHER, self.name, revision)
            if card.state == "void":
                card._expire(day, f"void:{self.id}:{revision}")

    def _cs_vip_voucher_given_back_on(self):
        """The day on which points of the voucher came back last."""
        # sudo: a day of the order's own entries
        last = (
            self.env["cs.vip.points.entry"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("purpose", "=", VOUCHER),
                    ("points", ">", 0),
                ],
                order="id desc",
                limit=1,
            )
        )
        return last.date or self.cs_vip_day

    def _cs_vip_book_earned(self, due, booked, day):
        points, revision = booked
        card = self.cs_vip_card_id._ledger_card()
        if due > points:
            card._post("order", due - points, day, self, EARNED, self.name, revision)
        elif due < points:
            card._take_back(points - due, day, self.cs_vip_day, self, EARNED, revision)
