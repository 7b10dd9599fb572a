from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Domain


class CsCallbackPlan(models.Model):
    """Which customers a plan picks, one method per purpose (K1)."""

    _inherit = "cs.callback.plan"

    def _pick(self, day):
        """[(earliest date of the call, values of the callback)], each once."""
        self.ensure_one()
        picked = getattr(self, f"_pick_{self.purpose}")(day)
        return self._without_excluded(picked, day)

    def _pick_other(self, day):
        return []

    # Greetings come one by one from the engine of cs_vip.
    _pick_greeting = _pick_other

    def _pick_recent_purchase(self, day):
        """Customers whose last purchase lies in the plan's window."""
        rows = self.env["sale.order"]._read_group(
            [
                ("state", "=", "sale"),
                ("company_id", "=", self._company().id),
                ("date_order", "<", self._day_end(day)),
            ],
            ["partner_id"],
            ["date_order:max"],
            having=[
                ("date_order:max", ">=", self._window_start(day)),
                ("date_order:max", "<", self._window_end(day)),
            ],
        )
        return [
            (
                self._to_local(last).date() + timedelta(days=self.delay_days),
                {"partner_id": partner.id},
            )
            for partner, last in rows
        ]

    _pick_past_purchase = _pick_recent_purchase

    def _pick_vip(self, day):
        cards = self.env["cs.vip.card"].search_fetch(
            [
                ("state", "=", "active"),
                ("program_id.company_id", "in", (False, self._company().id)),
            ],
            ["partner_id"],
        )
        return [(day, {"partner_id": partner.id}) for partner in cards.partner_id]

    def _pick_after_complaint(self, day):
        tickets = self.env["helpdesk.ticket"].search_fetch(
            [
                ("cs_is_complaint", "=", True),
                ("partner_id", "!=", False),
                ("duplicate_id", "=", False),
                ("company_id", "=", self._company().id),
                ("closed_date", ">=", self._window_start(day)),
                ("closed_date", "<", self._window_end(day)),
            ],
            ["partner_id", "closed_date"],
        )
        return [
            (
                self._to_local(ticket.closed_date).date()
                + timedelta(days=self.delay_days),
                {"partner_id": ticket.partner_id.id, "origin_ticket_id": ticket.id},
            )
            for ticket in tickets
        ]

    def _pick_after_installation(self, day):
        visits = self.env["cs.visit"].search_fetch(
            [
                ("state", "=", "done"),
                ("kind", "=", "installation"),
                ("company_id", "=", self._company().id),
                ("date_done", ">=", self._window_start(day)),
                ("date_done", "<", self._window_end(day)),
            ],
            ["partner_id", "date_done"],
        )
        return self._pick_visits(visits)

    def _pick_visits(self, visits):
        return [
            (
                self._to_local(visit.date_done).date()
                + timedelta(days=self.delay_days),
                {"partner_id": visit.partner_id.id, "visit_id": visit.id},
            )
            for visit in visits
        ]

    def _pick_archive_verification(self, day):
        partners = self.env["res.partner"].search(
            [
                ("cs_archive_state", "=", "proposed"),
                ("company_id", "in", (False, self._company().id)),
            ]
        )
        return [(day, {"partner_id": partner.id}) for partner in partners]

    def _without_excluded(self, picked, day):
        """Leave out who must not be called (K3) or was planned lately."""
        partners = self.env["res.partner"].browse(
            {values["partner_id"] for _date, values in picked}
        )
        reachable = set(partners._cs_callable().ids)
        earlier = self.env["cs.callback"].search_fetch(
            Domain("plan_id", "=", self.id) & Domain("partner_id", "in", partners.ids),
            ["partner_id", "state", "date_planned", "visit_id", "origin_ticket_id"],
        )
        quiet_from = day - timedelta(days=self.quiet_days)
        taken, events = set(), set()
        for callback in earlier:
            events.add((callback.visit_id.id, callback.origin_ticket_id.id))
            if callback.state == "planned" or callback.date_planned > quiet_from:
                taken.add(callback.partner_id.id)
        result = []
        for date, values in picked:
            partner_id = values["partner_id"]
            event = (
                values.get("visit_id", False),
                values.get("origin_ticket_id", False),
            )
            is_new = event not in events if any(event) else partner_id not in taken
            if partner_id in reachable and is_new:
                result.append((date, values))
                taken.add(partner_id)
                events.add(event)
        return result

    def _day_end(self, day):
        return self._to_utc(datetime.combine(day + timedelta(days=1), time.min))

    def _window_start(self, day):
        return self._to_utc(
            datetime.combine(day - timedelta(days=self.days_to), time.min)
        )

    def _window_end(self, day):
        return self._day_end(day - timedelta(days=self.days_from))
