from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_remedy_authority import SUPERVISOR
from .cs_return import OF_GOODS

# Goods and money move by a document. Work that somebody did on the spot, and letters
# handed over, are delivered by hand.
BY_DOCUMENT = ("return", "exchange", "replenish", "refund", "reduction", "gift")


class CsRemedy(models.Model):
    """Goods and money are delivered with their document, never by hand (C6).

    Goods of an order that is not in the system have no document: a supervisor approves
    and delivers such a remedy, and a return is in the register, settled.
    """

    _inherit = "cs.remedy"

    can_deliver = fields.Boolean(
        compute="_compute_can_deliver", help="By hand, by the current user."
    )

    @api.depends(
        "state",
        "kind_id",
        "line_ids",
        "date_accepted",
        "date_declined",
        "document_state",
    )
    @api.depends_context("uid")
    def _compute_can_deliver(self):
        for remedy in self:
            agreed = remedy.date_accepted or not (
                remedy.kind_id.needs_agreement or remedy.date_declined
            )
            remedy.can_deliver = (
                remedy.state == "approved"
                and agreed
                and (not remedy.document_state or remedy.can_carry_out)
                and (
                    remedy.effect not in BY_DOCUMENT
                    or (remedy._lacks_goods() and remedy._is_supervisor())
                )
            )

    def _lacks_goods(self):
        return self.effect in BY_DOCUMENT and not self.line_ids

    def _is_supervisor(self):
        return self.env.su or self.env.user.has_group(SUPERVISOR)

    @api.depends("line_ids", "effect")
    def _compute_can_approve(self):
        result = super()._compute_can_approve()
        for remedy in self:
            if remedy._lacks_goods() and not remedy._is_supervisor():
                remedy.can_approve = False
                remedy.approval_reason = self.env._(
                    "Enter the goods. If their order is not in the system, write that "
                    "in the description and ask for approval."
                )
        return result

    def _check_step(self, state, vals):
        result = super()._check_step(state, vals)
        if self.env.su:
            return result
        for remedy in self:
            if state == "approved" and remedy._lacks_goods():
                remedy._check_reason(vals.get("description", remedy.description))
            elif state == "delivered" and remedy.effect in BY_DOCUMENT:
                remedy._check_by_hand()
        return result

    def _check_by_hand(self):
        if not self._lacks_goods():
            raise UserError(
                self.env._(
                    "“%s” becomes “delivered” with its document. Press “Carry Out”.",
                    self.kind_id.name,
                )
            )
        if not self._is_supervisor():
            raise UserError(
                self.env._(
                    "“%s” names no goods of an order. Ask your supervisor to set it "
                    "to “delivered”.",
                    self.kind_id.name,
                )
            )
        if self.effect in OF_GOODS and not self._settled_entry():
            raise UserError(
                self.env._(
                    "Enter the goods in the register of returns and settle the entry "
                    "first: the sales manager sees every return."
                )
            )

    def _settled_entry(self):
        return self.env["cs.return"].search_count(
            [
                ("ticket_id", "=", self.ticket_id.id),
                ("kind", "=", self.effect),
                ("state", "=", "done"),
                ("remedy_id", "=", False),
            ],
            limit=1,
        )
