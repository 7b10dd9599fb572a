from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache

from .. import business_day
from ..qualification import (
    held_long_enough,
    latest_begin,
    qualifying,
    window_start,
)
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
        tiers = program.tier_ids.sorted("sequence").filtered(
            lambda tier: tier.min_single_purchase or tier.min_yearly_purchase
        )
        hopeful = {}  # of windows with the same begin: most levels share theirs
        found = {}
        for tier in tiers:
            cards = program._cards_ready_for(tier, holders, company, day)
            first = program._window_start(tier, cards, day)
            if first and first not in hopeful:
                hopeful[first] = program._hopeful(tiers, first, day, holders)
            if first:
                found |= program._reach(tier, first, day, hopeful[first], cards)
        return found

    def _evaluate_newcomer(self, partner):
        """What `partner` qualifies for today; None where nothing."""
        return self._evaluate(partner).get(partner.commercial_partner_id)

    def _cards_ready_for(self, tier, holders, company, day):
        """Domain of the active cards of the level below that have held it long
        enough; None for a level without one below."""
        if not tier.previous_tier_id:
            return None
        cards = Domain(
            [
                ("tier_id", "=", tier.previous_tier_id.id),
                ("state", "=", "active"),
                ("company_id", "=", company.id),
                ("tier_date", "<=", latest_begin(tier.previous_tier_months, day)),
            ]
        )
        if holders is not None:
            cards &= Domain("partner_id", "in", holders.ids)
        return cards

    def _window_start(self, tier, cards, day):
        """The first day that counts for one of the cards; None if there are none."""
        earliest = None
        if tier.window == "level" and cards is not None:
            Card = self.env["cs.vip.card"]
            ((earliest,),) = Card._read_group(cards, aggregates=["tier_date:min"])
            if not earliest:
                return None
        return window_start(tier.window, tier.window_months, day, earliest)

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

    def _hopeful(self, tiers, first, day, holders):
        """{holder id: (largest purchase, together)} of those whose purchases since
        `first` reach one of the levels, as far as amounts go."""
        domain = self._orders_domain(first, day)
        if holders is not None:
            domain &= Domain("cs_vip_holder_id", "in", holders.ids)
        ways = (("max", "min_single_purchase"), ("sum", "min_yearly_purchase"))
        having = Domain.OR(
            Domain(f"cs_vip_net_amount:{aggregate}", ">=", min(open_ways))
            for aggregate, field in ways
            if (open_ways := [tier[field] for tier in tiers if tier[field]])
        )
        if having.is_false():  # a level that is given, not reached
            return {}
        return {
            holder.id: (largest, together)
            for holder, largest, together in self.env["sale.order"]._read_group(
                domain,
                ["cs_vip_holder_id"],
                [f"cs_vip_net_amount:{aggregate}" for aggregate, _field in ways],
                having=list(having),
            )
        }

    def _reach(self, tier, first, day, hopeful, cards):
        """{holder: Qualification} of those among `hopeful` who reach `tier`'s amounts:
        with one of `cards` (a domain), or for None without a live one."""
        single, together = tier.min_single_purchase, tier.min_yearly_purchase
        ids = [
            holder
            for holder, (largest, total) in hopeful.items()
            if (single and largest >= single) or (together and total >= together)
        ]
        if not ids:
            return {}
        Card = self.env["cs.vip.card"]
        since = {}
        if cards is None:
            live = Card._read_group(
                [("partner_id", "in", ids), ("state", "in", LIVE_STATES)],
                ["partner_id"],
            )
            ids = list(set(ids) - {holder.id for (holder,) in live})
        else:
            asked = Card.search_fetch(
                cards & Domain("partner_id", "in", ids), ["partner_id", "tier_date"]
            )
            ids = asked.partner_id.ids
            if tier.window == "level":
                since = {card.partner_id.id: card.tier_date for card in asked}
        Order = self.env["sale.order"]
        void = self._void_dates(ids)
        found = {}
        for holder, *arrays in Order._read_group(
            self._orders_domain(first, day) & Domain("cs_vip_holder_id", "in", ids),
            ["cs_vip_holder_id"],
            # in the order of the ids, all three
            ["id:array_agg", "cs_vip_day:array_agg", "cs_vip_net_amount:array_agg"],
        ):
            begin = since.get(holder.id)
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
            reached = {}
            if below:
                cards = Domain("id", "in", asking.ids)
                first = self._window_start(tier, cards, day)
                hopeful = self._hopeful(tier, first, day, asking.partner_id)
                reached = self._reach(tier, first, day, hopeful, cards)
            for card in asking:
                if not below:
                    found[card] = tier, self.env["sale.order"]
                elif card.partner_id in reached:
                    found[card] = tier, reached[card.partner_id].orders
            failed = asking.filtered(lambda card: card not in found)
            if failed:
                waiting[below] = waiting.get(below, failed) | failed
        return found
