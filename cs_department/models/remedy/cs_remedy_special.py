from odoo import api, fields, models
from odoo.exceptions import UserError

MANAGER = "cs_department.group_manager"
EFFECTS = ("return", "exchange")


class CsRemedy(models.Model):
    """Special-price goods are not returned or exchanged; where the company says so,
    the manager makes an exception if the fault is ours (C7)."""

    _inherit = "cs.remedy"

    special_goods = fields.Char(
        compute="_compute_special_goods",
        help="Goods of the remedy that were sold at a special price.",
    )

    @api.depends("kind_id", "line_ids.sale_line_id")
    def _compute_special_goods(self):
        for remedy in self:
            special = remedy._special_lines().product_id
            remedy.special_goods = self.env._(", ").join(special.mapped("display_name"))

    def _special_lines(self):
        if self.effect not in EFFECTS:
            return self.line_ids.browse()
        return self.line_ids.filtered("no_return")

    def _is_our_fault(self):
        """Ours, by a defect that counts (C7)."""
        defect = self.defect_kind_id
        return self.ticket_id.cs_fault == "ours" and (not defect or defect.counts)

    @api.depends("line_ids.sale_line_id", "defect_kind_id")
    def _compute_can_approve(self):
        result = super()._compute_can_approve()
        for remedy in self:
            if remedy._special_lines() and not remedy._may_except():
                remedy.can_approve = False
                remedy.approval_reason = self.env._(
                    "Goods sold at a special price come back only by an exception of "
                    "the manager."
                )
        return result

    def _may_except(self):
        return (
            self.company_id.cs_special_return_override
            and self._is_our_fault()
            and (self.env.su or self.env.user.has_group(MANAGER))
        )

    def _check_goods(self):
        self._check_special_goods()
        return super()._check_goods()

    def _check_step(self, state, vals):
        if state == "approved":
            for remedy in self:
                remedy._check_special_goods(approving=True)
        return super()._check_step(state, vals)

    def _check_special_goods(self, approving=False):
        if not self._special_lines():
            return
        if not self.company_id.cs_special_return_override:
            reason = self.env._("Offer a repair or a price reduction instead.")
        elif not self._is_our_fault():
            reason = self.env._(
                "An exception needs our fault, by a defect that affects look or use."
            )
        elif approving and not self._may_except():
            reason = self.env._(
                "The fault is ours, so the manager can make an exception: ask for "
                "approval."
            )
        else:
            return
        raise UserError(
            self.env._(
                "Sold at a special price, so not returned or exchanged: %(goods)s. "
                "%(reason)s",
                goods=self.special_goods,
                reason=reason,
            )
        )
