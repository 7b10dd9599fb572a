"""An account of the card rules in plain Python, for the replay test only.

Written from the texts of the rules (rows V2, V5, V6 and V9 of the domain digest, the
rules of the ledger and of dates), not from the addon's code: it shares no function with
it, so that a mistake has to be made twice to go unseen. It knows just what a replay
needs: confirmed orders that are never returned, no vouchers, approval at the end of the
day on which a customer qualifies. Where the texts leave a choice,
`docs/decisions/0005-replay.md` says what was chosen.

What happens at the end of a business day, in this order:

1. each order of the day earns, if the card was approved on an earlier day;
2. who has no valid card and reaches the first level gets one, approved at once; who has
   one and reaches the next level is raised;
3. a card whose year ends that day loses its points and is renewed, if something was
   bought in the year, else void.

Days on which nothing can happen are jumped over: without a purchase the sum of a
rolling window never grows, so only days with purchases, the day on which a level has
been held long enough and the last day of a year are looked at.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

ONE_DAY = timedelta(days=1)


class Purchase(NamedTuple):
    customer: str
    date: date
    dollars: Decimal
    cds: int = 1


class Tier(NamedTuple):
    """A level of the programme.

    `single` 0: no single purchase suffices. `held_months`: time on the level below.
    """

    name: str
    single: Decimal
    cumulative: Decimal
    held_months: int = 0


class Programme(NamedTuple):
    tiers: tuple[Tier, ...]
    amount_per_point: Decimal
    enrolment_rate: Decimal
    validity_months: int = 12
    window_months: int = 12


REPLAY = Programme(
    tiers=(
        Tier("first", Decimal(150), Decimal(300)),
        Tier("second", Decimal(0), Decimal(600), held_months=6),
    ),
    amount_per_point=Decimal(1),
    enrolment_rate=Decimal("0.3"),
)


class Entry(NamedTuple):
    date: date
    kind: str
    points: int
    revision: int = 0


class Level(NamedTuple):
    date: date
    tier: str


@dataclass
class Card:
    date_start: date
    date_end: date
    state: str = "active"
    levels: list[Level] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    renewals: int = 0
    bought_this_year: bool = False

    @property
    def tier(self) -> str:
        return self.levels[-1].tier

    @property
    def balance(self) -> int:
        return sum(entry.points for entry in self.entries)

    def post(self, day: date, kind: str, points: int) -> None:
        if points:
            self.entries.append(Entry(day, kind, points))


def read_purchases(lines: Iterable[str]) -> Iterator[Purchase]:
    """Rows of a CDNOW file: master id, id, date yyyymmdd, number of CDs, dollars."""
    for line in lines:
        if not line.strip():
            continue
        _master, customer, day, cds, dollars = line.split()
        yield Purchase(
            customer,
            date(int(day[:4]), int(day[4:6]), int(day[6:8])),
            Decimal(dollars),
            int(cds),
        )


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def keep_account(
    purchases: Iterable[Purchase], until: date, programme: Programme = REPLAY
) -> dict[str, list[Card]]:
    """Every card of every customer, oldest first, at the end of the day `until`."""
    by_customer: dict[str, list[Purchase]] = {}
    for purchase in purchases:
        by_customer.setdefault(purchase.customer, []).append(purchase)
    return {
        customer: _Customer(bought, programme).run(until)
        for customer, bought in by_customer.items()
    }


class _Customer:
    def __init__(self, purchases: list[Purchase], programme: Programme) -> None:
        self.purchases = sorted(purchases, key=lambda purchase: purchase.date)
        self.programme = programme
        self.cards: list[Card] = []

    def run(self, until: date) -> list[Card]:
        day = date.min
        while (day := self.next_day(day)) <= until:
            self.earn(day)
            self.qualify(day)
            self.close_year(day)
        return self.cards

    @property
    def card(self) -> Card | None:
        """The valid card, if there is one."""
        if self.cards and self.cards[-1].state == "active":
            return self.cards[-1]
        return None

    @property
    def next_tier(self) -> Tier | None:
        tiers = self.programme.tiers
        if self.card is None:
            return tiers[0]
        reached = [tier.name for tier in tiers].index(self.card.tier)
        return tiers[reached + 1] if reached + 1 < len(tiers) else None

    def next_day(self, day: date) -> date:
        """The first later day on which something can happen, else `date.max`."""
        days = [purchase.date for purchase in self.purchases]
        if self.card:
            days.append(self.card.date_end)
            if self.next_tier:
                days.append(self.held_until(self.next_tier))
        return min((later for later in days if later > day), default=date.max)

    def held_until(self, tier: Tier) -> date:
        """The first day on which the level below `tier` has been held long enough."""
        return add_months(self.cards[-1].levels[-1].date, tier.held_months)

    def earn(self, day: date) -> None:
        card = self.card
        if card is None:
            return
        for purchase in self.purchases:
            if purchase.date == day and purchase.dollars > 0:
                card.post(day, "order", self.whole_points(purchase.dollars))
                card.bought_this_year = True

    def qualify(self, day: date) -> None:
        tier = self.next_tier
        if tier is None:
            return
        amount = self.qualifying_amount(tier, day)
        if amount is None:
            return
        if self.card is None:
            self.issue(tier, day, amount)
        elif self.held_until(tier) <= day:
            self.card.levels.append(Level(day, tier.name))

    def qualifying_amount(self, tier: Tier, day: date) -> Decimal | None:
        """The largest order that suffices alone, else the sum of the window.

        None where neither reaches the level.
        """
        after = add_months(day, -self.programme.window_months)
        for card in self.cards:
            if card.state == "void":
                after = max(after, card.date_end)
        amounts = [
            purchase.dollars
            for purchase in self.purchases
            if after < purchase.date <= day
        ]
        largest = max(amounts, default=Decimal(0))
        if tier.single and largest >= tier.single:
            return largest
        total = sum(amounts, Decimal(0))
        return total if tier.cumulative and total >= tier.cumulative else None

    def issue(self, tier: Tier, day: date, amount: Decimal) -> None:
        card = Card(day, self.year_end(day), levels=[Level(day, tier.name)])
        if not self.cards:
            points = self.whole_points(amount * self.programme.enrolment_rate)
            card.post(day, "enrolment", points)
        self.cards.append(card)

    def close_year(self, day: date) -> None:
        card = self.card
        if card is None or card.date_end != day:
            return
        card.post(day, "expiry", -card.balance)
        if not card.bought_this_year:
            card.state = "void"
            return
        card.date_start = day + ONE_DAY
        card.date_end = self.year_end(card.date_start)
        card.renewals += 1
        card.bought_this_year = False

    def year_end(self, start: date) -> date:
        return add_months(start, self.programme.validity_months) - ONE_DAY

    def whole_points(self, amount: Decimal) -> int:
        return int(amount // self.programme.amount_per_point)
