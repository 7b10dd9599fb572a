from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day


class CsCallbackAttempt(models.Model):
    """One dialling: never changed afterwards; its result moves the call on (K3)."""

    _name = "cs.callback.attempt"
    _description = "Callback Attempt"
    _order = "date desc, id desc"
    _rec_name = "result"

    callback_id = fields.Many2one(
        "cs.callback", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(
        required=True, default=lambda self: business_day.now(self.env)
    )
    user_id = fields.Many2one(
        "res.users", "Caller", required=True, default=lambda self: self.env.user
    )
    result = fields.Selection(
        [
            ("reached", "Reached"),
            ("busy", "Busy"),
            ("no_answer", "No Answer"),
            ("wrong_number", "Wrong Number"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    duration = fields.Float("Duration (Minutes)", aggregator="sum")
    note = fields.Char()
    company_id = fields.Many2one(
        related="callback_id.company_id", store=True, index=True
    )

    _duration_not_negative = models.Constraint(
        "CHECK(duration >= 0)", "A call cannot last less than no time."
    )

    @api.model_create_multi
    def create(self, vals_list):
        attempts = super().create(vals_list)
        for attempt in attempts:
            attempt._check_attempt()
            attempt.callback_id._follow_attempt(attempt)
        return attempts

    def _check_attempt(self):
        callback = self.callback_id
        plan = callback._rule()
        if callback.state != "planned":
            raise UserError(
                self.env._("This call is closed; no further attempt is recorded.")
            )
        if self.date > business_day.now(self.env) + timedelta(minutes=1):
            raise UserError(self.env._("An attempt cannot lie in the future."))
        plan._check_permitted(self.date)
        if (
            not self.env.su
            and self.user_id != self.env.user
            and not self.env.user.has_group("cs_department.group_supervisor")
        ):
            raise UserError(
                self.env._("Everybody records their own attempts under their own name.")
            )


class CsCallback(models.Model):
    _inherit = "cs.callback"

    def _follow_attempt(self, attempt):
        """Not reached: try again by the plan's rule, then close as unreachable."""
        self.ensure_one()
        plan = self._rule()
        if attempt.result == "reached":
            return
        final = attempt.result in ("wrong_number", "refused")
        if final or len(self.attempt_ids) >= plan.max_attempts:
            self._close("unreachable")
        else:
            self.date_next = plan._next_permitted(
                attempt.date + timedelta(hours=plan.retry_hours)
            )

    def _check_transition(self, old, new):
        """A call counts as made when somebody was reached and said something."""
        result = super()._check_transition(old, new)
        if (old, new) != ("planned", "done"):
            return result
        if not self.is_reached:
            raise UserError(
                self.env._(
                    "Record first that you reached %s.", self.partner_id.display_name
                )
            )
        answers = self.satisfaction or self.opinion or self.product_use
        if self.purpose != "greeting" and not answers:
            raise UserError(
                self.env._(
                    "Record what the customer said: satisfaction, product in use or "
                    "opinion."
                )
            )
        return result

    def _close(self, state):
        self.write({"state": state, "date_next": False, "call_started": False})
        self.activity_unlink(["mail.mail_activity_data_call"])

    def _attempt(self, result):
        for callback in self:
            now = business_day.now(self.env)
            begun = callback.call_started
            callback.call_started = False
            self.env["cs.callback.attempt"].create(
                {
                    "callback_id": callback.id,
                    "result": result,
                    "date": now,
                    "duration": max((now - begun).total_seconds() / 60, 0)
                    if begun
                    else 0,
                }
            )

    def action_start_call(self):
        self.ensure_one()
        now = business_day.now(self.env)
        self._rule()._check_permitted(now)
        self.call_started = now
        return {
            "type": "ir.actions.act_url",
            "url": f"tel:{self.phone}",
            "target": "self",
        }

    def action_reached(self):
        self._attempt("reached")

    def action_busy(self):
        self._attempt("busy")

    def action_no_answer(self):
        self._attempt("no_answer")

    def action_wrong_number(self):
        self._attempt("wrong_number")

    def action_refused(self):
        self._attempt("refused")

    def action_done(self):
        """Close a call that was made; verified data makes the file verified (A1)."""
        self._close("done")
        verified = self.filtered(lambda c: c.purpose == "archive_verification")
        verified.partner_id.filtered(
            lambda partner: partner.cs_archive_state == "proposed"
        ).write({"cs_archive_state": "verified"})

    def action_cancel(self):
        self._close("cancelled")

    def action_retry(self):
        """A supervisor lets an unreachable customer be tried once more."""
        for callback in self:
            callback.write(
                {
                    "state": "planned",
                    "date_next": callback._rule()._next_permitted(
                        business_day.now(self.env)
                    ),
                }
            )

    def action_no_more_calls(self):
        """The customer asks not to be called again (K3)."""
        self.check_access("write")
        # sudo: the customer's wish is recorded by whoever hears it; nothing else is
        self.partner_id.sudo().write({"cs_consent_call": "refused"})
