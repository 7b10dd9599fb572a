from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .. import business_day

RENEWAL = "cs_vip.activity_renew_texts"


class CsVipOccasion(models.Model):
    """Texts that grow old: renewed every few months, telephone greetings with each
    festival (V10b)."""

    _inherit = "cs.vip.occasion"

    text_renewal_months = fields.Integer(
        string="Renew Texts Every", default=3, help="In months; 0: never due."
    )
    text_notice_days = fields.Integer(
        string="Renew Script Ahead",
        default=14,
        help="The telephone greeting of a festival is due for renewal so many days "
        "before it goes out.",
    )
    text_renewed_on = fields.Date(
        string="Texts Renewed on",
        default=lambda self: business_day.today(self.env),
        copy=False,
        readonly=True,
        tracking=True,
    )
    text_renewed_by_id = fields.Many2one(
        "res.users", string="Renewed by", copy=False, readonly=True, tracking=True
    )
    text_due_on = fields.Date(
        string="Texts Due on",
        compute="_compute_text_due_on",
        help="SMS and e-mail by the interval, the call script of a festival before "
        "each festival.",
    )
    is_text_due = fields.Boolean(
        string="Texts Overdue",
        compute="_compute_text_due_on",
        search="_search_is_text_due",
    )

    _text_numbers = models.Constraint(
        "CHECK(text_renewal_months >= 0 AND text_notice_days >= 0)",
        "Intervals for renewing texts cannot be negative.",
    )

    @api.depends(
        "text_renewed_on",
        "text_renewal_months",
        "text_notice_days",
        "days_first",
        "channel_first",
        "channel_second",
        "channel_third",
        "next_date",
    )
    def _compute_text_due_on(self):
        for occasion in self:
            today = business_day.today(self.env, occasion._place())
            due = [
                day for day in (occasion._messages_due(), occasion._script_due()) if day
            ]
            occasion.text_due_on = min(due, default=False)
            occasion.is_text_due = bool(due) and min(due) <= today

    def _search_is_text_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The dates follow from festivals: a few dozen records, weighed one by one.
        found = self.search(Domain.TRUE).filtered("is_text_due")
        return [("id", "in" if True in value else "not in", found.ids)]

    def _messages_due(self):
        """SMS and e-mail; scripts too, unless they go with the festivals."""
        self.ensure_one()
        channels = set(self._channels())
        if self.kind == "festival":
            channels.discard("call")
        if not (channels and self.text_renewal_months and self.text_renewed_on):
            return False
        return self.text_renewed_on + relativedelta(months=self.text_renewal_months)

    def _script_due(self):
        """Before the festival that follows the one it was renewed for."""
        self.ensure_one()
        if (
            self.kind != "festival"
            or "call" not in self._channels()
            or not self.text_renewed_on
        ):
            return False
        used = self._next_festival(self.text_renewed_on)
        following = used and self._next_festival(used + timedelta(days=1))
        return following and following - timedelta(
            days=self.days_first + self.text_notice_days
        )

    def action_renew_texts(self):
        """Record that the texts were gone through and renewed."""
        self.check_access("write")
        for occasion in self:
            occasion.write(
                {
                    "text_renewed_on": business_day.today(self.env, occasion._place()),
                    "text_renewed_by_id": self.env.uid,
                }
            )
            occasion.activity_search([RENEWAL]).action_feedback(
                feedback=self.env._("The texts are renewed.")
            )

    @api.model
    def _cron_renewals(self, day=None):
        """Tell the manager which texts are due, and when new offers are."""
        for occasion in self.search(Domain.TRUE):
            occasion._remind_of_texts(day)
        for company in self.env["res.company"].search(Domain.TRUE):
            self.env["cs.vip.offer"].with_company(company)._remind_of_offers(day)

    def _remind_of_texts(self, day=None):
        """One open task per occasion."""
        company = self._place()
        today = day or business_day.today(self.env, company)
        due = self.text_due_on
        if not due or due > today or self.activity_search([RENEWAL]):
            return
        user = self.user_id or company._cs_vip_manager()
        occasion = self.with_context(lang=user.lang)
        occasion.activity_schedule(
            RENEWAL,
            date_deadline=today,
            summary=occasion.env._("Renew the texts of %s", occasion.name),
            user_id=user.id,
        )
