from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache

from .. import business_day
from ..qualification import held_long_enough, qualifying, window_start
from .cs_vip_card import LIVE_STATES


class TierRule(NamedTuple):
    """What a confirmation has to know of a tier."""

    id: int
    previous_id: int
    previous_months: int


class Qualification(NamedTuple):
    """`tier` was reached with `orders`, which come to `amount` net.

    `last_day` is that of the holder's last purchase in the window.
    """

    tier: Any
    orders: Any
    amount: float
    last_day: date


class CsVipProgram(models.Model):
    """Who qualifies for which level (V2)."""

    _inherit = "cs.vip.program"

    @ormcache("self.id")
    def _rules(self):
        """(amount per point, rules of the tiers that can be reached): read at every
        confirmation, changed hardly ever. Writing programmes or tiers clears it."""
        program = self.sudo()  # sudo: rules of the store, for whoever sells in it
        return program.amount_per_point, [
            TierRule(tier.id, tier.previous_tier_id.id, tier.previous_tier_months)
            for tier in program.tier_ids
            if tier.min_single_purchase or tier.min_yearly_purchase
        ]

    def _may_bring_a_level(self, card, day):
        """Whether a purchase on `day` can lift this card (or none: a newcomer)."""
        self.ensure_one()
        _amount, rules = self._rules()
        if not card:
            return any(not rule.previous_id for rule in rules)
        return card.program_id == self and any(
            rule.previous_id == card.tier_id.id
            and held_long_enough(card.tier_date, rule.previous_months, day)
            for rule in rules
        )

    def _evaluate(self, partners=None, day=None):
        """{holder: Qualification} at the end of the business day `day`.

        Newcomers for the levels without one below, holders of this programme's cards
        for the next level, once they have held theirs long enough. Without `partners`
        everybody is looked at; the number of queries does not depend on how many.
        """
        self.ensure_one()
        program = self.sudo()  # sudo: purchases of every store and salesperson count
        company = program.company_id or self.env.company
        day = day or business_day.today(self.env, company)
        holders = partners.commercial_partner_id if partners is not None else None
        found = {}
        for tier in program.tier_ids.sorted("sequence"):
            if not (tier.min_single_purchase or tier.min_yearly_purchase):
                continue
            if tier.previous_tier_id:
                ready = program._cards_ready_for(tier, holders, company, day)
                if ready:
                    found.update(program._reach(tier, ready.partner_id, day, ready))
            else:
                found.update(program._reach(tier, holders, day))
        return found

    def _evaluate_newcomer(self, partner):
        """What `partner` qualifies for today; None where nothing."""
        return self._evaluate(partner).get(partner.commercial_partner_id)

    def _cards_ready_for(self, tier, holders, company, day):
        """Active cards of the level below that have held it long enough."""
        domain = Domain("tier_id", "=", tier.previous_tier_id.id)
        domain &= Domain("state", "=", "active") & Domain("company_id", "=", company.id)
        if holders is not None:
            domain &= Domain("partner_id", "in", holders.ids)
        months = tier.previous_tier_months
        return (
            self.env["cs.vip.card"]
            .search_fetch(domain, ["partner_id", "tier_date"])
            .filtered(lambda card: held_long_enough(card.tier_date, months, day))
        )

    def _orders_domain(self, first, day):
        """Purchases of the programme's stores in a window, project customers' not."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return Domain(
            [
                ("state", "=", "sale"),
                ("company_id", "=", company.id),
                ("team_id", "any", [("cs_vip_program_id", "=", self.id)]),
                ("cs_vip_day", ">=", first),
                ("cs_vip_day", "<=", day),
                ("cs_vip_holder_id.cs_is_project_customer", "=", False),
            ]
        )

    def _reach(self, tier, holders, day, cards=None):
        """{holder: Qualification} of those who reach `tier`'s amounts.

        One grouped query finds who may, with what they bought.
        """
        since = {card.partner_id.id: card.tier_date for card in cards or ()}
        earliest = min(since.values()) if since else None
        first = window_start(tier.window, tier.window_months, day, earliest)
        domain = self._orders_domain(first, day)
        if holders is not None:
            domain &= Domain("cs_vip_holder_id", "in", holders.ids)
        if cards is None:
            domain &= Domain(
                "cs_vip_holder_id.cs_vip_card_ids",
                "not any",
                [("state", "in", LIVE_STATES)],
            )
        single, together = tier.min_single_purchase, tier.min_yearly_purchase
        having = Domain.OR(
            Domain(f"cs_vip_net_amount:{aggregate}", ">=", amount)
            for aggregate, amount in (("max", single), ("sum", together))
            if amount
        )
        Order = self.env["sale.order"]
        candidates = Order._read_group(
            domain,
            ["cs_vip_holder_id"],
            # in the order of the ids, all three
            [
                "id:array_agg",
                "cs_vip_day:array_agg",
                "cs_vip_net_amount:array_agg",
            ],
            having=list(having),
        )
        void = self._void_dates([holder.id for holder, *_arrays in candidates])
        found = {}
        for holder, *arrays in candidates:
            begin = since.get(holder.id) if tier.window == "level" else None
            bought = sorted(
                (bought_on, order_id, amount)
                for order_id, bought_on, amount in zip(*arrays, strict=True)
                if not (begin and bought_on < begin)
                and not (holder.id in void and bought_on <= void[holder.id])
            )
            places = qualifying(
                [Decimal(str(amount)) for _day, _id, amount in bought],
                Decimal(str(single)),
                Decimal(str(together)),
            )
            if places is not None:
                counted = [bought[place] for place in places]
                found[holder] = Qualification(
                    tier,
                    Order.browse([order_id for _day, order_id, _amount in counted]),
                    sum(amount for _day, _id, amount in counted),
                    bought[-1][0],
                )
        return found

    def _void_dates(self, holder_ids):
        """{holder id: day}: orders up to it were used up by a card that is void."""
        return {
            holder.id: last
            for holder, last in self.env["cs.vip.card"]._read_group(
                [("partner_id", "in", holder_ids), ("state", "=", "void"),
                 ("replaced_by_id", "=", False)],
                ["partner_id"],
                ["date_void:max"],
            )
        }  # fmt: skip

    def _still_qualify(self, cards, day):
        """{card: (level, orders)} that the holders still reach on `day`; the lowest
        level is never lost this way."""
        self.ensure_one()
        found = {}
        waiting = dict(cards.grouped("tier_id"))
        while waiting:
            tier, asking = waiting.popitem()
            below = tier.previous_tier_id
            reached = self._reach(tier, asking.partner_id, day, asking) if below else {}
            for card in asking:
                if not below:
                    found[card] = tier, self.env["sale.order"]
                elif card.partner_id in reached:
                    found[card] = tier, reached[card.partner_id].orders
            failed = asking.filtered(lambda card: card not in found)
            if failed:
                waiting[below] = waiting.get(below, failed) | failed
        return found
