from odoo import models

from .row_lock import take_turns


class SaleOrderLine(models.Model):
    """How much of a line the customer has, and may still be credited (C6, C7)."""

    _inherit = "sale.order.line"

    def _cs_with_customer(self):
        """{line id: delivered less what came back or is on its way back}, in the
        line's unit; goods collected for analysis are not with the customer."""
        # sudo: only quantities of lines that the caller reads are told
        lines = self.sudo()
        quantities = dict.fromkeys(self.ids, 0.0)
        # sudo: as above
        moves = self.env["stock.move"].sudo()
        delivered = [
            ("location_dest_id.usage", "=", "customer"),
            ("state", "=", "done"),
        ]
        back = [("location_id.usage", "=", "customer"), ("state", "!=", "cancel")]
        for domain, sign in ((delivered, 1), (back, -1)):
            for line, product, unit, state, moved, demand in moves._read_group(
                [("sale_line_id", "in", lines.ids), *domain],
                ["sale_line_id", "product_id", "product_uom", "state"],
                ["quantity:sum", "product_uom_qty:sum"],
            ):
                if product == line.product_id:
                    quantity = moved if state == "done" else demand
                    quantities[line.id] += sign * unit._compute_quantity(
                        quantity, line.product_uom_id, round=False
                    )
        return quantities

    def _cs_returnable_moves(self):
        """[(move, quantity of it still with the customer, in the line's unit)], what
        was delivered last first."""
        self.ensure_one()
        found = []
        for move in self.move_ids.sorted(lambda move: (move.date, move.id), True):
            if (
                move.state != "done"
                or move.location_dest_usage != "customer"
                or move.product_id != self.product_id
            ):
                continue
            back = sum(
                came.product_uom._compute_quantity(
                    came.quantity if came.state == "done" else came.product_uom_qty,
                    move.product_uom,
                    round=False,
                )
                for came in move.returned_move_ids
                if came.state != "cancel"
            )
            left = move.product_uom._compute_quantity(
                move.quantity - back, self.product_uom_id, round=False
            )
            if self.product_uom_id.compare(left, 0) > 0:
                found.append((move, left))
        return found

    def _cs_creditable_lines(self):
        """[(invoice line, quantity and amount not credited yet)] of posted invoices.

        Credit notes that are still drafts count; a price reduction takes of the amount,
        not of the quantity.
        """
        self.ensure_one()
        found = []
        entries = self.invoice_lines
        for entry in entries.filtered(
            lambda entry: (
                entry.parent_state == "posted" and entry.move_type == "out_invoice"
            )
        ):
            back = entries.filtered(
                lambda back, entry=entry: (
                    back.move_id.reversed_entry_id == entry.move_id
                    and back.parent_state != "cancel"
                )
            )
            whole = back.filtered(lambda back: not back.cs_price_reduction)
            left = entry.quantity - sum(whole.mapped("quantity"))
            if self.product_uom_id.compare(left, 0) > 0:
                amount = entry.price_total - sum(back.mapped("price_total"))
                found.append((entry, left, amount))
        return found

    def _prepare_qty_invoiced(self):
        """A price reduction leaves the goods invoiced: they are not charged again."""
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            for entry in line._get_invoice_lines():
                if entry.cs_price_reduction and entry.parent_state != "cancel":
                    quantities[line] += entry.product_uom_id._compute_quantity(
                        entry.quantity, line.product_uom_id
                    )
        return quantities

    def _cs_take_turns(self):
        """Two remedies about the same goods are carried out one after the other."""
        # sudo: the rows only wait for each other
        take_turns(self.sudo())
