from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .. import business_day
from ..qualification import Missing, holding_ends, missing, share, window_start


class Progress(NamedTuple):
    """How far a holder is from the next level of a programme (V2).

    `bought` and `largest` are those of the window from `first` to `last`, net of
    returns, in the company's currency; `orders` are the evidence, `added` an order not
    confirmed yet. `missing_…` is None
    where the level cannot be reached that way. `earliest` is the day from which the
    level below is held long enough, None for newcomers. `reason` says in the user's
    language why the level is not there yet. Records are the caller's, without sudo.
    """

    holder: Any
    card: Any
    tier: Any
    next_tier: Any
    bought: float
    largest: float
    missing_single: float | None
    missing_cumulative: float | None
    first: date | None
    last: date
    earliest: date | None
    never: bool
    orders: Any
    added: float = 0.0
    share: float = 0.0
    reason: str = ""

    @property
    def held(self):
        """The level below is held long enough."""
        return not self.earliest or self.earliest <= self.last

    @property
    def paid(self):
        """The purchases suffice, whatever else is wanting."""
        return Missing(self.missing_single, self.missing_cumulative).nothing

    @property
    def settled(self):
        """No purchase changes anything: never a card, or its state decides."""
        # sudo: the state of the card of whom was asked about
        card = self.card.sudo()
        return bool(self.never or (card and card.state != "active"))

    @property
    def reached(self):
        """Nothing is wanting: evaluated now, the holder would get the level."""
        return bool(self.next_tier and self.paid and self.held and not self.settled)


class Inquiry(NamedTuple):
    """Holders asked about, in a programme (sudo) of a company, at the end of a day."""

    program: Any
    company: Any
    day: date
    holders: Any


class CsVipProgram(models.Model):
    """How far to the next level, and why not yet (V2)."""

    _inherit = "cs.vip.program"

    def _progress(self, partners, day=None):
        """{holder: Progress} of the partners' holders at the end of `day`.

        The number of queries does not depend on how many are asked about.
        """
        self.ensure_one()
        return self._progress_many([(self, partners)], day)[0]

    @api.model
    def _progress_many(self, asked, day=None):
        """The same for each (programme, partners), in as many queries as for one."""
        inquiries = []
        for program, partners in asked:
            company = program.sudo().company_id or program.env.company  # sudo: as below
            inquiries.append(
                Inquiry(
                    # sudo: purchases of every store and salesperson count
                    program.sudo(),
                    company,
                    day or business_day.today(program.env, company),
                    partners._origin.commercial_partner_id,
                )
            )
        # sudo: the card of whom is asked about, whoever may open it
        cards = self.sudo()._progress_cards(inquiries)
        plans = [
            {
                holder: inquiry.program._progress_plan(
                    cards.get((holder, inquiry.company)), inquiry.day
                )
                for holder in inquiry.holders
            }
            for inquiry in inquiries
        ]
        orders = self.sudo()._progress_orders(inquiries, plans)  # sudo: as above
        return [
            {
                holder: program._progress_of(
                    holder,
                    cards.get((holder, inquiry.company)),
                    plan[holder],
                    counted.get(holder),
                    inquiry.day,
                )
                for holder in inquiry.holders
            }
            for (program, _partners), inquiry, plan, counted in zip(
                asked, inquiries, plans, orders, strict=True
            )
        ]

    def _progress_cards(self, inquiries):
        """{(holder, company): the card in force or applied for}."""
        Card = self.env["cs.vip.card"]
        holders = self.env["res.partner"].union(*(one.holders for one in inquiries))
        companies = {one.company.id for one in inquiries}
        found = Card.search_fetch(
            Card._live_domain(holders) & Domain("company_id", "in", companies),
            ["partner_id", "company_id", "state", "tier_id", "tier_date", "program_id"],
        )
        return {(card.partner_id, card.company_id): card for card in found}

    def _progress_plan(self, card, day):
        """(next level, first day of its window, day it is open from) for a holder."""
        below = self.env["cs.vip.tier"]
        since = None
        if card:
            if card.program_id != self:
                return below, None, None
            if card.state in ("draft", "submitted"):
                tier = card.tier_id
                first = window_start(tier.window, tier.window_months, day)
                return tier, first, None
            below, since = card.tier_id, card.tier_date
        above = self.tier_ids.filtered(
            lambda tier: (
                tier.previous_tier_id == below
                and (tier.min_single_purchase or tier.min_yearly_purchase)
            )
        ).sorted("sequence")[:1]
        if not above:
            return above, None, None
        first = window_start(above.window, above.window_months, day, since)
        earliest = since and holding_ends(since, above.previous_tier_months)
        return above, first, earliest

    def _progress_orders(self, inquiries, plans):
        """For each inquiry {holder: orders that count}, one query for all windows."""
        Order = self.env["sale.order"]
        firsts = [
            {holder: first for holder, (tier, first, _open) in plan.items() if tier}
            for plan in plans
        ]
        domain = Domain.OR(
            one.program.with_company(one.company)._orders_domain(
                min(first.values()), one.day
            )
            & Domain("cs_vip_holder_id", "in", [holder.id for holder in first])
            for one, first in zip(inquiries, firsts, strict=True)
            if first
        )
        if domain.is_false():
            return [{} for _one in inquiries]
        found = Order.search_fetch(
            domain,
            ["cs_vip_holder_id", "cs_vip_day", "cs_vip_net_amount", "team_id",
             "company_id"],
            order="cs_vip_day, id",
        )  # fmt: skip
        void = self._void_dates(list({holder.id for one in firsts for holder in one}))
        by_holder = found.grouped("cs_vip_holder_id")

        def counts(order, one, first, used):
            return (
                first <= order.cs_vip_day <= one.day
                and order.cs_vip_day > used
                and order.company_id == one.company
                and order.team_id.cs_vip_program_id == one.program
            )

        counted = []
        for one, window in zip(inquiries, firsts, strict=True):
            counted.append({})
            for holder, first in window.items():
                used = void.get(holder.id, date.min)
                counted[-1][holder] = by_holder.get(holder, Order).filtered(
                    lambda order, one=one, first=first, used=used: counts(
                        order, one, first, used
                    )
                )
        return counted

    def _progress_of(self, holder, card, plan, counted, day):
        tier, first, earliest = plan
        none = self.env["cs.vip.card"]
        counted = counted or self.env["sale.order"]
        amounts = counted.mapped("cs_vip_net_amount")
        in_force = card and card.state not in ("draft", "submitted")
        progress = Progress(
            holder=holder,
            card=(card or none).with_env(self.env),
            tier=(card if in_force else none).tier_id.with_env(self.env),
            next_tier=tier.with_env(self.env),
            bought=sum(amounts),
            largest=max(amounts, default=0.0),
            missing_single=None,
            missing_cumulative=None,
            first=first,
            last=day,
            earliest=earliest,
            # sudo: whether the holder is a project customer, nothing of them
            never=holder.sudo().cs_is_project_customer,
            orders=counted.with_env(self.env),
        )
        return self._progress_with(progress, 0.0)

    def _progress_with(self, progress, amount):
        """The same, had the holder bought for `amount` more in one order."""
        bought, largest = progress.bought, progress.largest
        if amount:
            bought, largest = bought + amount, max(largest, amount)
        progress = progress._replace(bought=bought, largest=largest, added=amount)
        tier = progress.next_tier.sudo()  # sudo: amounts of a level, told to its holder
        if tier:
            amounts = (
                largest, bought, tier.min_single_purchase, tier.min_yearly_purchase,
            )  # fmt: skip
            exact = [Decimal(str(amount)) for amount in amounts]
            lacks = missing(*exact)
            progress = progress._replace(
                missing_single=None if lacks.single is None else float(lacks.single),
                missing_cumulative=None
                if lacks.cumulative is None
                else float(lacks.cumulative),
                share=float(share(*exact)),
            )
        return progress._replace(reason=self._progress_reason(progress))

    def _progress_reason(self, progress):
        """Why not yet, in the user's language."""
        if progress.never:
            return self.env._(
                "%s is a project customer: contractors and engineering projects never "
                "qualify.",
                progress.holder.sudo().name,  # sudo: the name of whom was asked about
            )
        # sudo: number, state and level of the card of whom was asked about
        card, tier = progress.card.sudo(), progress.next_tier.sudo()
        program = self.sudo()  # sudo: the name of the store's programme
        if card.program_id and card.program_id != program:
            return self.env._(
                "Card %(card)s belongs to the programme %(program)s. Only purchases in "
                "its stores count towards a higher level.",
                card=card.name,
                program=card.program_id.name,
            )
        if card.state == "draft":
            return self.env._("Application %s is not submitted yet.", card.name)
        if card.state == "submitted":
            return self.env._("The card desk decides on application %s.", card.name)
        if card.state == "suspended":
            return self.env._(
                "Card %s is suspended. No higher level is granted meanwhile.", card.name
            )
        if not tier:
            if card:
                return self.env._("%s is the highest level.", card.tier_id.display_name)
            return self.env._("No level of %s is reached by buying.", program.name)
        sentences = []
        if not progress.paid:
            sentences += self._progress_amounts(progress, tier)
        if not progress.held:
            sentences.append(
                self.env._(
                    "%(below)s must be held for %(months)s months before %(tier)s: "
                    "from %(day)s on.",
                    below=card.tier_id.name,
                    months=tier.previous_tier_months,
                    tier=tier.name,
                    day=format_date(self.env, progress.earliest),
                )
            )
        if sentences:
            return " ".join(sentences)
        return self.env._("The purchases suffice for %s.", tier.display_name)

    def _progress_amounts(self, progress, tier):
        """What was bought, and what it takes."""
        # sudo: the currency of the store
        company = self.sudo().company_id or self.env.company
        money = company.currency_id.format
        terms = {
            "day": format_date(self.env, progress.first),
            "bought": money(progress.bought),
        }
        if progress.first == date.min and progress.added:
            yield self.env._("Bought so far, with this order: %(bought)s.", **terms)
        elif progress.first == date.min:
            yield self.env._("Bought so far: %(bought)s.", **terms)
        elif progress.added:
            yield self.env._(
                "Bought since %(day)s, with this order: %(bought)s.", **terms
            )
        else:
            yield self.env._("Bought since %(day)s: %(bought)s.", **terms)
        terms = {
            "tier": tier.name,
            "single": money(tier.min_single_purchase),
            "missing": money(progress.missing_cumulative or 0.0),
        }
        if progress.missing_single is None:
            yield self.env._("For %(tier)s, %(missing)s more is needed.", **terms)
        elif progress.missing_cumulative is None:
            yield self.env._(
                "For %(tier)s, one purchase of at least %(single)s is needed.", **terms
            )
        else:
            yield self.env._(
                "For %(tier)s, one purchase of at least %(single)s is needed, or "
                "%(missing)s more altogether.",
                **terms,
            )
