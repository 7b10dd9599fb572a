from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Goods that come back, are sent again or given (C6, C7)."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "cs.remedy.document"]

    def _cs_document_step(self):
        return self.state if self.state in ("done", "cancel") else "open"

    def _create_backorder_picking(self):
        """What is still to come belongs to the same remedy."""
        backorder = super()._create_backorder_picking()
        # sudo: the links are the department's, the transfer is the warehouse's
        backorder.sudo().write(
            {
                "cs_remedy_id": self.sudo().cs_remedy_id.id,
                "cs_ticket_id": self.sudo().cs_ticket_id.id,
            }
        )
        return backorder

    def _action_done(self):
        self._cs_check_seen()
        result = super()._action_done()
        self._cs_follow_remedy()
        return result

    def _cs_check_seen(self):
        # sudo: the warehouse does not open the register of returns
        remedies = self.sudo().cs_remedy_id
        waiting = remedies.return_ids.filtered(
            lambda entry: entry.seen_state == "waiting" and entry._sight_blocks()
        )
        if waiting:
            raise UserError(
                self.env._(
                    "Return %s was not seen by the sales manager yet. Ask them to "
                    "press “Seen” in the register of returns.",
                    waiting[0].name,
                )
            )

    def _cs_follow_remedy(self):
        done = self.filtered(lambda picking: picking.state == "done")
        # sudo: as in the check above
        entries = done.sudo().cs_remedy_id.return_ids
        entries._goods_arrived()
        return super()._cs_follow_remedy()
