from datetime import datetime, time, timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_duration

from odoo.addons.cs_vip import business_day


class CsCallbackPlan(models.Model):
    """Permitted calling hours and days, in the company's time zone (K3)."""

    _inherit = "cs.callback.plan"

    def _calendar(self):
        # sudo: the company's working days are no secret
        return self._company().sudo().resource_calendar_id

    def _to_utc(self, local):
        return business_day.to_utc(self._company(), local)

    def _to_local(self, moment):
        return business_day.to_local(self._company(), moment)

    def _is_permitted(self, moment):
        """Whether customers may be called at a UTC moment."""
        local = self._to_local(moment)
        hour = local.hour + local.minute / 60 + local.second / 3600
        return self.hour_from <= hour < self.hour_to

    def _check_permitted(self, moment):
        if not self._is_permitted(moment):
            raise UserError(
                self.env._(
                    "Customers are called between %(start)s and %(end)s. "
                    "Try again within these hours.",
                    start=format_duration(self.hour_from),
                    end=format_duration(self.hour_to),
                )
            )

    def _working_day(self, date):
        """The date itself or the next one on which the company works."""
        weekdays = {int(line.dayofweek) for line in self._calendar().attendance_ids}
        if weekdays:
            while date.weekday() not in weekdays:
                date += timedelta(days=1)
        return date

    def _next_permitted(self, moment):
        """The UTC moment itself, or when calling is permitted again."""
        local = self._to_local(moment)
        opening = timedelta(hours=self.hour_from)
        midnight = datetime.combine(local.date(), time.min)
        if local >= midnight + timedelta(hours=self.hour_to):
            local = midnight + timedelta(days=1) + opening
        elif local < midnight + opening:
            local = midnight + opening
        date = self._working_day(local.date())
        if date != local.date():
            local = datetime.combine(date, time.min) + opening
        return self._to_utc(local)
