from datetime import datetime, time, timedelta

from odoo import fields, models

from odoo.addons.cs_vip import business_day

from .. import month


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_kpi_objection_days = fields.Integer(
        "Days to Object",
        default=3,
        help="Days that the employee has to read a reviewed appraisal and to object. "
        "Until then the manager confirms only what the employee has read.",
    )
    cs_kpi_feedback_due = fields.Integer(
        "Feedback Due",
        default=6,
        help="Items per person and month; used where feedback is measured as a rate.",
    )
    cs_kpi_small_sample = fields.Integer(
        "Small Sample",
        default=5,
        help="Rates and means of fewer records are marked. 0: none is.",
    )
    cs_kpi_visit_tolerance = fields.Integer(
        "Minutes a Visit May Begin Late",
        default=15,
        help="After the end of the window agreed with the customer, else after the "
        "planned start.",
    )
    cs_kpi_handover_hours = fields.Float(
        "Hours to Accept a Hand-Over",
        default=4,
        help="A hand-over accepted later than this counts as late.",
    )
    cs_kpi_rating_days = fields.Integer(
        "Days to Rate Departments",
        default=7,
        help="Days that raters have for the forms of a period that is over.",
    )
    cs_kpi_computed_month = fields.Date(
        "Appraised until Month", help="Last month that was appraised by itself."
    )

    # How sure a figure has to be before anybody is told (P5)
    cs_kpi_statistics_minimum = fields.Integer(
        "Smallest Sample",
        default=5,
        help="Months, marks or records below which no statistics are shown.",
    )
    cs_kpi_confidence = fields.Float(
        "Confidence (%)",
        default=95.0,
        help="How sure a statistical hint has to be. 95: one in twenty is chance.",
    )
    cs_kpi_training_loss = fields.Float(
        "Training Need From (%)",
        default=20.0,
        help="Share of an item's weight that is lost on average.",
    )

    _cs_kpi_days_positive = models.Constraint(
        "CHECK(cs_kpi_objection_days >= 0 AND cs_kpi_feedback_due >= 0 AND "
        "cs_kpi_small_sample >= 0 AND cs_kpi_visit_tolerance >= 0 AND "
        "cs_kpi_handover_hours >= 0 AND cs_kpi_rating_days >= 0)",
        "The days, hours and numbers of the appraisal's settings cannot be negative.",
    )

    _cs_kpi_statistics_range = models.Constraint(
        "CHECK(cs_kpi_statistics_minimum >= 2 AND cs_kpi_confidence >= 50"
        " AND cs_kpi_confidence < 100 AND cs_kpi_training_loss > 0"
        " AND cs_kpi_training_loss <= 100)",
        "The smallest sample is at least 2, the confidence from 50 to below 100, and "
        "the training need above 0 up to 100 per cent.",
    )

    def _cs_kpi_is_due(self, day=None):
        """The first working day of the month has come and nobody appraised the
        month before yet."""
        self.ensure_one()
        today = day or business_day.today(self.env, self)
        done = self.cs_kpi_computed_month
        if done and done >= month.previous_month(today):
            return False
        return today >= self._cs_kpi_first_working_day(today)

    def _cs_kpi_first_working_day(self, day):
        """Of the month of ``day``, by the company's calendar and its days off."""
        calendar = self.resource_calendar_id
        first = month.month_start(day)
        if not calendar:
            return first
        start = datetime.combine(first, time.min, business_day.time_zone(self))
        found = calendar.plan_days(1, start, compute_leaves=True)
        return found.date() if found else first + timedelta(days=1)
