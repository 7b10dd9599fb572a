from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..qualification import missing, window_start


class CsVipCard(models.Model):
    """Whether the orders of an application really reach its level (V2, V4)."""

    _inherit = "cs.vip.card"

    application_problem = fields.Char(
        string="Does Not Qualify",
        compute="_compute_application_problem",
        help="Why the orders of the application do not reach its level.",
    )

    @api.depends(
        "application_order_ids", "application_amount", "tier_id", "partner_id", "state"
    )
    def _compute_application_problem(self):
        pending = self.filtered(
            lambda card: (
                card.state == "submitted"
                # sudo: that there are orders; the card desk may have no rights on them
                or (card.state == "draft" and card.sudo().application_order_ids)
            )
        )
        self.application_problem = False
        for card, problem in pending._application_shortfalls():
            card.application_problem = problem

    def _check_application(self):
        """Nobody gets a card for purchases that do not suffice."""
        res = super()._check_application()  # what is missing is named first
        for _card, problem in self._application_shortfalls():
            if problem:
                raise UserError(problem)
        return res

    def _application_shortfalls(self):
        """Yield (card, what its orders lack to the level, False where they reach it).

        They lie in one window of the level, which ends with the latest of them, and
        that one lies in the window of the day of the application.
        """
        if not self:
            return
        # sudo: orders of every salesperson qualify, older cards use them up
        cards = self.sudo()
        void = cards.program_id._void_dates(cards.partner_id.ids)
        for card in self:
            yield card, card.sudo()._application_shortfall(void)  # sudo: as above

    def _application_shortfall(self, void):
        card, tier = self, self.tier_id
        single, together = tier.min_single_purchase, tier.min_yearly_purchase
        if card.partner_id.cs_is_project_customer or not (single or together):
            return False  # refused with words of its own; or given without a purchase
        if tier.previous_tier_id:
            return self.env._(
                "%(tier)s is reached from %(below)s only. Apply for %(below)s.",
                tier=tier.display_name,
                below=tier.previous_tier_id.name,
            )
        orders = card.application_order_ids
        for order in orders:
            reason = card._order_does_not_count(order, void)
            if reason:
                return self.env._(
                    "Order %(order)s does not count: %(reason)s. Take it out of the "
                    "application.",
                    order=order.name,
                    reason=reason,
                )
        amounts = orders.mapped("cs_vip_net_amount")
        largest, total = max(amounts, default=0.0), sum(amounts)
        exact = [Decimal(str(value)) for value in (largest, total, single, together)]
        if missing(*exact).nothing:
            return False
        return card._amounts_do_not_suffice(largest, total)

    def _order_does_not_count(self, order, void):
        """Why an order is no purchase of this level's window, None where it is one."""
        tier, company = self.tier_id, self.company_id
        if order.state != "sale":
            return self.env._("it is not confirmed")
        if order.team_id.cs_vip_program_id != self.program_id:
            return self.env._("it was bought in another store")
        if order.company_id != company:
            return self.env._("it belongs to another company")
        if order.cs_vip_day <= void.get(self.partner_id.id, date.min):
            return self.env._("an earlier card used it up")
        bought = self.application_order_ids.filtered(
            lambda other: other.state == "sale"
        )
        last = max(bought.mapped("cs_vip_day"))
        ends = [last]
        if order.cs_vip_day == last:
            # The days the desk takes to decide are not the customer's.
            sent = self.date_submitted if self.state == "submitted" else None
            ends.append(sent or self._today())
        for end in ends:
            if order.cs_vip_day < window_start(tier.window, tier.window_months, end):
                return self.env._("it is older than the period that counts")
        return None

    def _amounts_do_not_suffice(self, largest, total):
        tier, money = self.tier_id, self.company_id.currency_id.format
        terms = {
            "tier": tier.display_name,
            "total": money(total),
            "largest": money(largest),
            "single": money(tier.min_single_purchase),
            "together": money(tier.min_yearly_purchase),
        }
        if not tier.min_yearly_purchase:
            return self.env._(
                "%(tier)s takes one purchase of at least %(single)s; the largest of "
                "these orders comes to %(largest)s, net of returns.",
                **terms,
            )
        if not tier.min_single_purchase:
            return self.env._(
                "%(tier)s takes purchases of %(together)s; these orders come to "
                "%(total)s, net of returns.",
                **terms,
            )
        return self.env._(
            "%(tier)s takes one purchase of at least %(single)s, or purchases of "
            "%(together)s together; these orders come to %(total)s, the largest to "
            "%(largest)s, net of returns.",
            **terms,
        )
