from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain

from .. import business_day, festivals

BATCH = 500
# Shortest months: a due day found by adding months may move by as much.
SLACK = timedelta(days=3)


def days_between(first, last):
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


class CsVipOccasion(models.Model):
    """Whose turn it is: one method per kind, each with a constant number of queries
    for a batch of new greetings."""

    _inherit = "cs.vip.occasion"

    def _plan(self, company, today):
        """Plan the next batch of greetings that are not planned yet; how many."""
        self.ensure_one()
        ahead = today + timedelta(days=company.cs_vip_greeting_days)
        found = getattr(self, f"_due_{self.kind}")(company, today, ahead)
        Greeting = self.env["cs.vip.greeting"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True
        )
        return len(
            Greeting.create(
                [self._new_greeting(company, today, **values) for values in found]
            )
        )

    def _new_greeting(self, company, today, date_event, **values):
        values.setdefault("date_from", date_event - timedelta(days=self.days_first))
        values.setdefault("date_to", date_event - timedelta(days=self.days_last))
        return {
            **values,
            "occasion_id": self.id,
            "company_id": company.id,
            "date_event": date_event,
            "year": date_event.year,
            "date_planned": max(values["date_from"], today),
        }

    def _event_days(self, today, ahead):
        """First and last day of occasions that go out from today until `ahead`."""
        return (
            today + timedelta(days=self.days_last),
            ahead + timedelta(days=self.days_first),
        )

    def _card_domain(self, company, states=("active",)):
        domain = Domain("company_id", "=", company.id) & Domain("state", "in", states)
        if self.program_ids:
            domain &= Domain("program_id", "in", self.program_ids.ids)
        if self.tier_ids:
            domain &= Domain("tier_id", "in", self.tier_ids.ids)
        return domain

    def _greeted(self, column, *domain):
        """What already has its greeting, as a subselect of a column."""
        return (
            self.env["cs.vip.greeting"]
            ._search([("occasion_id", "=", self.id), (column, "!=", False), *domain])
            .subselect(column)
        )

    def _cards(self, domain):
        cards = self.env["cs.vip.card"].search_fetch(
            domain, ["partner_id", "tier_id", "date_end"], order="id", limit=BATCH
        )
        return cards.with_context(active_test=False)

    @staticmethod
    def _of_card(card, **values):
        return {
            "partner_id": card.partner_id.id,
            "card_id": card.id,
            "tier_id": card.tier_id.id,
            **values,
        }

    def _due_birthday(self, company, today, ahead):
        return self._due_anniversary("birthdate_date", company, today, ahead)

    def _due_wedding(self, company, today, ahead):
        return self._due_anniversary("cs_wedding_date", company, today, ahead)

    def _due_anniversary(self, field, company, today, ahead):
        """Holders whose yearly day it is; who was born on 29 February has it on the
        28th in other years."""
        by_year = {}
        for day in days_between(*self._event_days(today, ahead)):
            for month_day in festivals.month_days(day):
                by_year.setdefault(day.year, {})[month_day] = day
        found = []
        for year, days in by_year.items():
            born = Domain.OR(
                Domain(f"{field}.month_number", "=", month)
                & Domain(f"{field}.day_of_month", "=", number)
                for month, number in days
            )
            people = (
                self.env["res.partner"].with_context(active_test=False)._search(born)
            )
            cards = self._cards(
                self._card_domain(company)
                & Domain("partner_id", "in", people)
                & Domain("partner_id", "not in", self._greeted_in(year))
            )
            for card in cards:
                born_on = card.partner_id[field]
                found.append(
                    self._of_card(card, date_event=days[born_on.month, born_on.day])
                )
        return found

    def _greeted_in(self, year):
        return self._greeted("partner_id", ("year", "=", year))

    def _due_festival(self, company, today, ahead):
        found = []
        for day in self._festivals(*self._event_days(today, ahead)):
            cards = self._cards(
                self._card_domain(company)
                & Domain("partner_id", "not in", self._greeted_in(day.year))
            )
            found += [self._of_card(card, date_event=day) for card in cards]
        return found

    def _due_lapse(self, company, today, ahead):
        """Cards with points whose year is about to end (V6); suspended ones too."""
        first, last = self._event_days(today, ahead)
        cards = self._cards(
            self._card_domain(company, ("active", "suspended"))
            & Domain("date_end", ">=", first)
            & Domain("date_end", "<=", last)
            & Domain("points_balance", ">", 0)
            & Domain.OR(
                Domain("date_end", ">=", f"{year}-01-01")
                & Domain("date_end", "<=", f"{year}-12-31")
                & Domain("id", "not in", self._greeted("card_id", ("year", "=", year)))
                for year in range(first.year, last.year + 1)
            )
        )
        return [
            self._of_card(card, date_event=card.date_end, source=f"card,{card.id}")
            for card in cards
        ]

    def _due_maintenance(self, company, today, ahead):
        """Holders' goods whose next maintenance comes up, by the first delivery."""
        first, last = self._event_days(today, ahead)
        due = self._maintenance_due(company, first, last)
        holders = {
            card.partner_id: card
            for card in self.env["cs.vip.card"].search_fetch(
                self._card_domain(company)
                & Domain(
                    "partner_id",
                    "in",
                    [
                        line.order_partner_id.commercial_partner_id.id
                        for line, _number, _day in due
                    ],
                ),
                ["partner_id", "tier_id"],
            )
        }
        sources = [f"line,{line.id},{number}" for line, number, _day in due]
        known = {
            greeting.source
            for greeting in self.env["cs.vip.greeting"].search_fetch(
                [("occasion_id", "=", self.id), ("source", "in", sources)], ["source"]
            )
        }
        return [
            self._of_card(
                holders[line.order_partner_id.commercial_partner_id],
                date_event=day,
                source=source,
                sale_line_id=line.id,
                product_id=line.product_id.id,
            )
            for source, (line, _number, day) in zip(sources, due, strict=True)
            if source not in known
            and line.order_partner_id.commercial_partner_id in holders
        ][:BATCH]

    def _maintenance_due(self, company, first, last):
        """[(order line, number of the maintenance, day)] of all delivered goods."""
        products = self.env["product.product"].search(
            [("product_tmpl_id.cs_maintenance_months", ">", 0)]
        )
        delivered = Domain("product_id", "in", products.ids) & Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("sale_line_id", "!=", False),
                ("location_dest_id.usage", "=", "customer"),
            ]
        )
        Move = self.env["stock.move"]
        [(oldest,)] = Move._read_group(delivered, aggregates=["date:min"])
        if not oldest:
            return []
        months = set(products.mapped("cs_maintenance_months"))
        span = relativedelta(last, oldest.date())
        reach = span.years * 12 + span.months + 1
        counts = {n for step in months for n in range(step, reach + 1, step)}
        windows = [
            business_day.day_bounds(
                company,
                first - relativedelta(months=count) - SLACK,
                last - relativedelta(months=count) + SLACK,
            )
            for count in sorted(counts)
        ]
        if not windows:
            return []
        lines = Move.search(
            delivered
            & Domain.OR(
                Domain("date", ">=", start) & Domain("date", "<", end)
                for start, end in windows
            )
        ).sale_line_id
        deliveries = Move._read_group(
            delivered & Domain("sale_line_id", "in", lines.ids),
            ["sale_line_id"],
            ["date:min"],
            order="sale_line_id",
        )
        found = []
        for line, moment in deliveries:
            if line.qty_delivered <= 0 or line.state != "sale":
                continue
            begun = business_day.business_day(company, moment)
            step = line.product_id.cs_maintenance_months
            number = 1
            while (day := begun + relativedelta(months=step * number)) <= last:
                if day >= first:
                    found.append((line, number, day))
                number += 1
        return found

    def _due_promotion(self, company, today, ahead):
        """Who stands on a list that is released: promotions and events alike."""
        promotions = self.env["cs.vip.promotion"].search(
            [
                ("occasion_id", "=", self.id),
                ("company_id", "=", company.id),
                ("state", "=", "released"),
                ("date_send", "<=", ahead),
                ("date_until", ">=", today),
            ]
        )
        found = []
        for promotion in promotions:
            told = self._greeted("partner_id", ("promotion_id", "=", promotion.id))
            lines = self.env["cs.vip.promotion.line"].search_fetch(
                [
                    ("promotion_id", "=", promotion.id),
                    ("partner_id", "not in", told),
                ],
                ["partner_id", "card_id", "tier_id"],
                order="id",
                limit=BATCH,
            )
            found += [
                {
                    "partner_id": line.partner_id.id,
                    "card_id": line.card_id.id,
                    "tier_id": line.tier_id.id,
                    "promotion_id": promotion.id,
                    "source": f"promotion,{promotion.id}",
                    "date_event": promotion.date_until,
                    "date_from": promotion.date_send,
                    "date_to": promotion.date_until,
                }
                for line in lines
            ]
        return found

    _due_event = _due_promotion
