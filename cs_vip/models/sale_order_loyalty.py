from odoo import models

from .internal import DEFER, PAID, counts_what_is_paid


class SaleOrder(models.Model):
    """Beside core `sale_loyalty`, where that is installed: each sees the other once.

    These methods are core's hooks; without it nobody calls them. The voucher is how the
    customer pays: it decides neither which reward an order deserves nor how large that
    is, so the order of applying them does not matter. What was paid with points earns
    no points of core either.
    """

    _inherit = "sale.order"

    def _get_no_effect_on_threshold_lines(self):
        lines = super()._get_no_effect_on_threshold_lines()
        if counts_what_is_paid(self.env):
            return lines
        return lines | self.order_line.filtered("cs_vip_is_voucher")

    def _get_not_rewarded_order_lines(self):
        lines = super()._get_not_rewarded_order_lines()
        return lines.filtered(lambda line: not line.cs_vip_is_voucher)

    def _program_check_compute_points(self, programs):
        """Rules per amount of money count what is left to pay after the voucher."""
        found = super()._program_check_compute_points(programs)
        if not self.cs_vip_points_redeemed:
            return found
        by_money = programs.filtered(
            lambda program: "money" in program.rule_ids.mapped("reward_point_mode")
        )
        order = self.with_context(cs_vip_paid=PAID)
        paid = super(SaleOrder, order)._program_check_compute_points(by_money)
        for program in by_money:
            if "points" in found[program]:
                found[program]["points"] = paid[program].get("points", [0])
        return found

    def _update_programs_and_rewards(self):
        """Rewards are rewritten line by line: look at the voucher once, afterwards."""
        order = self.with_context(cs_vip_defer=DEFER)
        res = super(SaleOrder, order)._update_programs_and_rewards()
        self._cs_vip_lines_changed()
        return res


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_vip_is_reward(self):
        """Whether a promotion of core put this line on the order."""
        self.ensure_one()
        return "reward_id" in self._fields and bool(self.reward_id)
