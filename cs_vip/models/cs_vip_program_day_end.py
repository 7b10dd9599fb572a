from odoo import api, fields, models

from .. import business_day
from ..qualification import ONE_DAY

# A gap longer than this (a server that stood still) is evaluated for its last days.
MAX_DAYS = 31


class CsVipProgram(models.Model):
    """What happens at the end of each business day (V2)."""

    _inherit = "cs.vip.program"

    @api.model
    def _cron_day_end(self, day=None):
        """Propose the cards and upgrades that the day brought.

        Default: every day since the last one evaluated, up to yesterday. Each
        programme and day is committed by itself; started again, it goes on there.
        """
        steps = list(self.search([])._days_to_evaluate(day))
        for done, (program, current) in enumerate(steps, 1):
            program._end_day(current)
            remaining = len(steps) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    def _days_to_evaluate(self, day=None):
        for program in self:
            if day:
                yield program, fields.Date.to_date(day)
                continue
            company = program.company_id or self.env.company
            last = business_day.today(self.env, company) - ONE_DAY
            current = max(
                program.last_evaluated or last - ONE_DAY, last - ONE_DAY * MAX_DAYS
            )
            while current < last:
                current += ONE_DAY
                yield program, current

    def _end_day(self, day):
        """Evaluate one day: draft applications for newcomers, upgrades for holders."""
        self.ensure_one()
        companies = self.company_id or self.env["res.company"].search([])
        for company in companies:
            program = self.with_company(company)
            found = program._evaluate(day=day)
            upgrades = {
                holder: reached
                for holder, reached in found.items()
                if reached.tier.previous_tier_id
            }
            program._propose_upgrades(upgrades, day)
            program._propose_cards(
                {who: what for who, what in found.items() if who not in upgrades}
            )
        if not self.last_evaluated or self.last_evaluated < day:
            self.last_evaluated = day

    def _propose_cards(self, found):
        """A draft application for everybody who newly qualifies. Who was refused is
        proposed again after the next purchase only."""
        if not found:
            return self.env["cs.vip.card"]
        Card = self.env["cs.vip.card"]
        partners = self.env["res.partner"].browse([holder.id for holder in found])
        refused = dict(
            Card._read_group(
                [("partner_id", "in", partners.ids), ("state", "=", "refused")],
                ["partner_id"],
                ["date_refused:max"],
            )
        )
        return Card.create(
            [
                {
                    "partner_id": holder.id,
                    "program_id": self.id,
                    "company_id": self.env.company.id,
                    "tier_id": reached.tier.id,
                    "application_order_ids": [(6, 0, reached.orders.ids)],
                }
                for holder, reached in found.items()
                if not refused.get(holder) or reached.last_day > refused[holder]
            ]
        )

    def _propose_upgrades(self, found, day):
        """Upgrade the cards of those who qualify, or put it to the desk (setting)."""
        if not found:
            return
        partners = self.env["res.partner"].browse([holder.id for holder in found])
        cards = self.env["cs.vip.card"].search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "=", "active"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        raised = proposed = cards.browse()
        for card in cards:
            tier, orders, _amount, last_day = found[card.partner_id]
            if self.upgrade_mode == "automatic":
                card._set_tier(tier, day, "upgrade", orders)
                raised |= card
                continue
            refused_on = not card.proposed_tier_id and card.proposed_date
            if card.proposed_tier_id == tier or (refused_on and last_day <= refused_on):
                continue
            card.write(
                {
                    "proposed_tier_id": tier.id,
                    "proposed_date": day,
                    "proposal_order_ids": [(6, 0, orders.ids)],
                }
            )
            proposed |= card
        proposed._schedule_review()
        raised._card_changed()
