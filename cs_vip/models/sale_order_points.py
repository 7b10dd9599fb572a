from decimal import Decimal

from odoo import models

from .. import business_day
from ..points import accrual

EARNED, VOUCHER = "earned", "voucher"


class SaleOrder(models.Model):
    """What an order is due, and booking the difference (V5, V9)."""

    _inherit = "sale.order"

    def _cs_vip_net_amounts(self, fresh=False):
        """{order id: what the customer keeps and pays}, in the company's currency.

        Tax-included unit price × (ordered − max(returned to refund, credited)), less
        vouchers; down payments do not matter. `fresh` orders were never confirmed
        before, so that nothing can have come back.
        """
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        gone = {} if fresh else lines._cs_vip_quantities_gone()
        amounts = dict.fromkeys(self._ids, 0.0)
        for line in lines:
            ordered = line.product_uom_qty
            back = min(max(gone.get(line.id, 0.0), 0.0), max(ordered, 0.0))
            kept = line.price_total
            if back:
                kept *= (ordered - back) / ordered
            amounts[line.order_id.id] += kept
        for order in self:
            currency = order.company_id.currency_id
            amounts[order.id] = currency.round(
                amounts[order.id] / (order.currency_rate or 1.0)
            )
        return amounts

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

    def _cs_vip_sync_points(self, day=None, fresh=False, notes=None):
        """Book what the orders are due less what is booked, under the card's lock.

        Whatever happened to an order ends here: confirmation, cancellation, changed
        lines, returned goods, credit notes. `notes` ({order id: values}) are written
        along. `fresh` orders were never confirmed before: nothing is booked, and
        nothing came back.
        """
        # sudo: the ledger follows the order, whoever was allowed to change that
        orders = self.sudo().with_context(tracking_disable=True)
        amounts = orders._cs_vip_net_amounts(fresh)
        carded = orders.filtered("cs_vip_card_id")
        booked = {} if fresh else carded._cs_vip_booked()
        for order in orders.sorted(lambda order: (order.cs_vip_card_id.id, order.id)):
            values = dict((notes or {}).get(order.id, ()))
            confirmed = order.state == "sale"
            net = amounts[order.id] if confirmed else 0.0
            if order.cs_vip_net_amount != net:
                values["cs_vip_net_amount"] = net
            if order.cs_vip_card_id:
                booking_day = day or order._cs_vip_booking_day()
                order._cs_vip_book_voucher(
                    order.cs_vip_points_redeemed if confirmed else 0,
                    booked.get((order.id, VOUCHER), (0, 0)),
                    booking_day,
                )
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

    def _cs_vip_book_voucher(self, spent, booked, day):
        """Spend the points of a voucher, or give them back; they then live until the
        end of the card's current year."""
        points, revision = booked
        card = self.cs_vip_card_id._ledger_card()
        missing = spent + points  # booked vouchers are negative
        if missing > 0:
            self._cs_vip_refuse_overspending(card, missing)
            card._post("voucher", -missing, day, self, VOUCHER, self.name, revision)
        elif missing < 0:
            card._post("reversal", -missing, day, self, VOUCHER, self.name, revision)
            if card.state == "void":
                card._expire(day, f"void:{self.id}:{revision}")

    def _cs_vip_book_earned(self, due, booked, day):
        points, revision = booked
        card = self.cs_vip_card_id._ledger_card()
        if due > points:
            card._post("order", due - points, day, self, EARNED, self.name, revision)
        elif due < points:
            card._take_back(points - due, day, self.cs_vip_day, self, EARNED, revision)
