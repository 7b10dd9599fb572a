from collections import Counter
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cs_vip import business_day

# How far ahead an open-ended plan looks for a free day.
HORIZON = timedelta(days=365)


class CsCallbackPlan(models.Model):
    """Who is called why, by whom and when; it spreads the calls (K1, K3)."""

    _name = "cs.callback.plan"
    _description = "Callback Plan"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    purpose = fields.Selection(
        [
            ("recent_purchase", "Recent Purchase"),
            ("past_purchase", "Purchase of Longer Ago"),
            ("vip", "VIP Customers"),
            ("after_complaint", "After a Complaint"),
            ("after_installation", "After an Installation"),
            ("archive_verification", "Archive Verification"),
            ("greeting", "VIP Greeting"),
            ("other", "Individual Call"),
        ],
        required=True,
        default="recent_purchase",
        tracking=True,
    )
    script = fields.Html(
        translate=True, help="Begin with why you call and how long it takes."
    )
    is_standing = fields.Boolean(
        "Runs Every Day", help="New customers who fit are planned every night."
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    caller_ids = fields.Many2many(
        "res.users",
        string="Callers",
        domain=[("share", "=", False)],
        help="Empty: the customer information specialists.",
    )
    days_from = fields.Integer(
        "At Least Days Ago", help="Only purchases, complaints or visits this old."
    )
    days_to = fields.Integer("At Most Days Ago", help="Not those older than this.")
    delay_days = fields.Integer(
        "Call after Days", help="The call is due so many days after the event."
    )
    quiet_days = fields.Integer(
        help="Nobody is planned again by this plan within so many days."
    )
    expected_minutes = fields.Integer()
    calls_per_day = fields.Integer("Calls per Caller and Day")
    max_attempts = fields.Integer("Attempts at Most")
    retry_hours = fields.Float("Hours until the Next Attempt")
    hour_from = fields.Float("Calls Permitted from")
    hour_to = fields.Float("Calls Permitted until")
    reminder_days = fields.Integer(
        "Remind Days Ahead", help="The caller gets an activity so many days before."
    )
    callback_ids = fields.One2many("cs.callback", "plan_id", "Callbacks")
    callback_count = fields.Integer("Planned", compute="_compute_progress")
    done_count = fields.Integer("Made", compute="_compute_progress")
    done_rate = fields.Float("Completion", compute="_compute_progress")
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the plan serves every company."
    )

    _period = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The period of a callback plan cannot end before it begins.",
    )
    _hours = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "Permitted calling hours begin before they end, within one day.",
    )
    _positive = models.Constraint(
        "CHECK(max_attempts > 0 AND retry_hours >= 0 AND calls_per_day > 0 "
        "AND expected_minutes > 0)",
        "Attempts, calls per day and expected minutes must be above zero.",
    )
    _not_negative = models.Constraint(
        "CHECK(days_from >= 0 AND days_to >= days_from AND delay_days >= 0 "
        "AND quiet_days >= 0 AND reminder_days >= 0)",
        "Days cannot be negative, and the window of days cannot end before it begins.",
    )

    @api.depends("callback_ids.state")
    def _compute_progress(self):
        """K4: callbacks made ÷ callbacks planned."""
        counts = {
            (plan, state): count
            for plan, state, count in self.env["cs.callback"]._read_group(
                [("plan_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["plan_id", "state"],
                ["__count"],
            )
        }
        for plan in self:
            made = counts.get((plan, "done"), 0)
            planned = sum(count for key, count in counts.items() if key[0] == plan)
            plan.callback_count = planned
            plan.done_count = made
            plan.done_rate = made / planned if planned else 0.0

    def _company(self):
        """The company a shared plan works for at this moment."""
        return self.company_id or self.env.company

    def action_plan_calls(self):
        """Pick the customers and spread the calls, from today on."""
        self.ensure_one()
        if not self.is_standing and not (self.date_from and self.date_to):
            raise UserError(
                self.env._("Set the period in which the calls are to be made first.")
            )
        today = business_day.today(self.env, self._company())
        if self.date_to and self.date_to < today:
            raise UserError(
                self.env._("The period of this plan is over. Set a later end.")
            )
        candidates = self._pick(today)
        if not candidates:
            raise UserError(
                self.env._(
                    "Nobody fits this plan now. Customers without a phone number, "
                    "who do not want calls or were planned lately are left out."
                )
            )
        created = self._plan(candidates, today)
        left = len(candidates) - len(created)
        message = self.env._("%s calls planned.", len(created))
        if left:
            message += " " + self.env._(
                "%s customers did not fit into the period: add callers, calls per "
                "day or days.",
                left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_callbacks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_callback"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"default_plan_id": self.id}
        return action

    @api.model
    def _cron_plan(self, day=None):
        """Fill the standing plans with the customers who fit on the day."""
        companies = self.env["res.company"].search(Domain.TRUE)
        for plan in self.search([("is_standing", "=", True)]):
            for company in plan.company_id or companies:
                today = fields.Date.to_date(day) or business_day.today(
                    self.env, company
                )
                if plan.date_to and plan.date_to < today:
                    continue
                served = plan.with_company(company)
                served._plan(served._pick(today), today)

    def _plan(self, candidates, day):
        """Create the callbacks, as many a day as the callers can make.

        :param candidates: [(earliest date, values with ``partner_id``)], with the
            latest date as third where there is one
        """
        self.ensure_one()
        if not candidates:
            return self.env["cs.callback"]
        first = max(day, self.date_from or day)
        last = self.date_to or max(first, max(c[0] for c in candidates)) + HORIZON
        callers = self._callers()
        load = self._load(callers, first)
        vals_list = []
        for earliest, values, *latest in sorted(candidates, key=lambda item: item[0]):
            date = self._working_day(max(first, earliest))
            while date <= min([last, *latest]):
                user = min(callers, key=lambda user: load[user.id, date])
                place = load[user.id, date]
                if place < self.calls_per_day:
                    load[user.id, date] += 1
                    vals_list.append(
                        {
                            **values,
                            "plan_id": self.id,
                            "company_id": self._company().id,
                            "user_id": user.id,
                            "date_planned": date,
                            "date_next": self._slot(date, place),
                        }
                    )
                    break
                date = self._working_day(date + timedelta(days=1))
        return self.env["cs.callback"].create(vals_list)

    def _callers(self):
        """[user, …]; one empty user when nobody is there to call."""
        # sudo: who belongs to the group of specialists, as callers by default
        group = self.env.ref("cs_department.group_information_specialist").sudo()
        users = self.caller_ids or group.user_ids or group.all_user_ids
        company = self._company()
        # sudo: in which companies a caller works
        users = users.filtered(
            lambda user: user.active and company in user.sudo().company_ids
        )
        return list(users) or [self.env["res.users"]]

    def _load(self, callers, first):
        """Calls each caller already has, of all plans: {(user id, date): count}."""
        # sudo: the calendar of colleagues counts, whoever plans
        rows = (
            self.env["cs.callback"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "in", [user.id for user in callers]),
                    ("state", "=", "planned"),
                    ("date_planned", ">=", first),
                ],
                ["user_id", "date_planned:day"],
                ["__count"],
            )
        )
        return Counter({(user.id, date): count for user, date, count in rows})

    def _slot(self, date, place):
        """UTC moment of the n-th call of a day."""
        minutes = self.hour_from * 60 + place * self.expected_minutes
        return self._to_utc(
            datetime.combine(date, time.min)
            + timedelta(minutes=min(minutes, self.hour_to * 60 - 1))
        )
