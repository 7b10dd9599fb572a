from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A credit note takes back the points of what it credits (V9)."""
        posted = super()._post(soft)
        posted._cs_vip_sync_orders()
        return posted

    def button_draft(self):
        res = super().button_draft()
        self._cs_vip_sync_orders()
        return res

    def _cs_vip_sync_orders(self):
        # sudo: accountants credit; the points of the order follow from that
        moves = self.sudo()
        refunds = moves.filtered(lambda move: move.move_type == "out_refund")
        orders = refunds.invoice_line_ids.sale_line_ids.order_id
        # An invoice matters where it charges again what was credited.
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        lines = invoices.invoice_line_ids.sale_line_ids
        again = lines.filtered(
            lambda line: any(
                entry.move_type == "out_refund" for entry in line.invoice_lines
            )
        )
        (orders | again.order_id)._cs_vip_sync_points()
