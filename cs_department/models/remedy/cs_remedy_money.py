from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

NEARLY = 1e-9  # a fraction as good as the whole


class CsRemedy(models.Model):
    """Money back through core: a draft credit note, which accounts post; on an order
    that is not invoiced yet, a lower price (C6)."""

    _inherit = "cs.remedy"

    def _check_creditable(self):
        """Never more than invoiced, less what was credited."""
        self._check_currency()
        for line in self.line_ids:
            # sudo: invoices are not the desk's; only a quantity is told
            sold = line.sudo().sale_line_id
            possible = sum(
                left for _entry, left, _amount in sold._cs_creditable_lines()
            )
            if line.uom_id.compare(line.quantity, possible) > 0:
                line._refuse_more(
                    possible, self.env._("invoiced, less what was credited")
                )
        self._check_credit_amount()

    def _check_reducible(self):
        self._check_currency()
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("Enter by how much the price is reduced."))
        if self._is_invoiced():
            self._check_creditable()
        elif self.currency_id.compare_amounts(self.amount, self.goods_value) > 0:
            self._refuse_amount(self.goods_value)

    def _check_currency(self):
        foreign = self.line_ids.order_id.filtered(
            lambda order: order.currency_id != self.currency_id
        )
        if foreign:
            raise UserError(
                self.env._(
                    "Order %(order)s is in %(currency)s, other goods are not. Enter "
                    "one remedy for each.",
                    order=foreign[0].name,
                    currency=foreign[0].currency_id.name,
                )
            )

    def _is_invoiced(self):
        """Whether the goods are invoiced; refused where only a part, or a draft, is."""
        # sudo: invoices are not the desk's; only whether there are any
        lines = self.sudo().line_ids.sale_line_id
        invoiced = lines.filtered(
            lambda line: not line.product_uom_id.is_zero(line.qty_invoiced)
        )
        if not invoiced:
            return False
        drafts = invoiced.invoice_lines.filtered(
            lambda entry: (
                entry.parent_state == "draft" and entry.move_type == "out_invoice"
            )
        )
        if drafts or invoiced != lines:
            raise UserError(
                self.env._(
                    "Some of the goods are not invoiced yet, or their invoice is a "
                    "draft. Enter one remedy for each, or have the invoice posted."
                )
            )
        return True

    def _check_credit_amount(self):
        # sudo: as above
        allotted = self.sudo()._allotted_credit()
        whole = possible = 0.0
        by_invoice = defaultdict(float)
        for entry, quantity, left_amount in allotted:
            share = entry.price_total * quantity / entry.quantity
            whole += share
            by_invoice[entry.move_id] += min(share, left_amount)
        for invoice, share in by_invoice.items():
            credited = sum(
                note.amount_total
                for note in invoice.reversal_move_ids
                if note.state != "cancel"
            )
            possible += min(share, invoice.amount_total - credited)
        wanted = self.amount or whole
        if self.currency_id.compare_amounts(wanted, possible) > 0:
            self._refuse_amount(possible)

    def _refuse_amount(self, possible):
        raise UserError(
            self.env._(
                "%(amount)s is too much: for these goods %(possible)s is possible "
                "(invoiced, less what was credited).",
                amount=self.currency_id.format(self.amount or self.goods_value),
                possible=self.currency_id.format(max(possible, 0.0)),
            )
        )

    def _allotted_credit(self):
        """[(invoice line, quantity, amount of it not credited yet)] for the remedy's
        goods; called with all rights."""
        allotted = []
        for line in self.line_ids:
            quantity = line.quantity
            for entry, left, amount in line.sale_line_id._cs_creditable_lines():
                part = min(quantity, left)
                if line.uom_id.compare(part, 0) > 0:
                    allotted.append((entry, part, amount))
                quantity -= part
        return allotted

    def _make_refund(self):
        return [self._credit()]

    def _make_reduction(self):
        if self._is_invoiced():
            return [self._credit()]
        self._reduce_price()
        self.state = "delivered"
        return []

    def _credit(self):
        """Draft credit notes through core's reversal, of the goods alone."""
        allotted = self._allotted_credit()
        whole = sum(
            entry.price_total * part / entry.quantity for entry, part, _left in allotted
        )
        fraction = (self.amount or whole) / whole
        by_invoice = defaultdict(dict)
        for entry, part, _left in allotted:
            by_invoice[entry.move_id][entry] = part
        notes = self.env["account.move"]
        for invoice, parts in by_invoice.items():
            wizard = self.env["account.move.reversal"].create(
                {
                    "move_ids": [Command.set(invoice.ids)],
                    "company_id": invoice.company_id.id,
                    "journal_id": invoice.journal_id.id,
                    "reason": f"{self.kind_id.name}, {self.ticket_id.number}",
                }
            )
            wizard.refund_moves()
            note = wizard.new_move_ids
            self._keep_credited(note, parts, fraction)
            notes |= note
        return notes

    def _keep_credited(self, note, parts, fraction):
        """Of the reversed invoice, the goods and the amount of the remedy remain."""
        wanted = {
            entry.sale_line_ids[:1]: (entry, part) for entry, part in parts.items()
        }
        commands = []
        for copied in note.invoice_line_ids:
            entry, part = wanted.pop(copied.sale_line_ids[:1], (None, 0.0))
            if not entry:
                commands.append(Command.delete(copied.id))
                continue
            values = {"quantity": part}
            if self.effect == "reduction" or abs(fraction - 1) > NEARLY:
                values["price_unit"] = entry.price_unit * fraction
                values["cs_price_reduction"] = True
            commands.append(Command.update(copied.id, values))
        note.write({"invoice_line_ids": commands})

    def _reduce_price(self):
        """The order's own price goes down, with a note on the order."""
        fraction = self.amount / self.goods_value
        orders = self.line_ids.order_id
        locked = orders.filtered("locked")
        locked.action_unlock()
        for line in self.line_ids:
            sold = line.sale_line_id
            share = line.quantity / sold.product_uom_qty
            sold.price_unit *= 1 - fraction * share
        locked.action_lock()
        for order in orders:
            order.message_post(
                body=self.env._(
                    "Price reduced by %(amount)s: request %(number)s.",
                    amount=self.currency_id.format(self.amount),
                    number=self.ticket_id.number,
                ),
                author_id=self.env.user.partner_id.id,
            )
