from datetime import timedelta

from psycopg2 import Error as DatabaseError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from .. import business_day
from .cs_vip_greeting import WAITING
from .cs_vip_occasion_due import BATCH

CALL = "cs_vip.activity_greeting_call"
ONE_DAY = timedelta(days=1)


class CsVipGreeting(models.Model):
    """Planning and sending, in batches that are committed one by one (V10)."""

    _inherit = "cs.vip.greeting"

    @api.model
    def _cron_greet(self, day=None):
        """Plan what comes up, and hand what is due today to the queues of SMS and
        e-mail or to the callers. Nothing is sent in here; killed and started again, it
        goes on where it stopped. `day` stands for the whole day, at any hour.
        """
        progress = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain.TRUE):
            here = self.with_company(company)
            today = day or business_day.today(self.env, company)
            for occasion in self.env["cs.vip.occasion"].search(
                [("company_id", "in", (False, company.id))]
            ):
                while planned := occasion._plan(company, today):
                    if not progress._commit_progress(planned):
                        return
            here._leave_out_late(company, today)
            if not (day or company._cs_vip_may_send()):
                continue
            due = here._due_domain(company, today)
            while greetings := here.search(due, limit=BATCH):
                greetings._send(today)
                remaining = here.search_count(due)
                if not progress._commit_progress(len(greetings), remaining=remaining):
                    return

    @api.model
    def _due_domain(self, company, today):
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", WAITING)
            & Domain("date_planned", "<=", today)
            & Domain("date_to", ">=", today)
            & Domain("tries", "<", company.cs_vip_greeting_tries)
        )

    @api.model
    def _leave_out_late(self, company, today):
        """Nobody is greeted late: not by a message, and not by a call."""
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("planned", "call")),
                ("date_to", "<", today),
            ]
        )
        late._withdraw()
        late._skip("late")

    @api.model
    def _drop_planned(self, domain):
        """Forget what nobody has tried yet; the next run plans it by the new rule."""
        self.search(
            Domain(domain) & Domain("state", "=", "planned") & Domain("tries", "=", 0)
        ).unlink()

    @api.model
    def _reconsider(self, partners):
        """Customers have just agreed: what was left out for want of it goes out."""
        for greeting in self.search(
            [
                ("partner_id", "in", partners.ids),
                ("skip_reason", "=", "no_consent"),
                ("state", "=", "skipped"),
            ]
        ):
            today = business_day.today(self.env, greeting.company_id)
            if today <= greeting.date_to:
                greeting.write(
                    {
                        "state": "planned",
                        "skip_reason": False,
                        "date_planned": max(today, greeting.date_from),
                    }
                )

    def _skip(self, reason):
        self.write({"state": "skipped", "skip_reason": reason, "channel": False})

    def _send(self, today):
        """Choose each customer's channel and hand the greeting over to it."""
        self.filtered(lambda greeting: greeting.state == "failed")._withdraw()
        by_way, left_out = {}, {}
        choices = self._choose()
        for greeting in self:
            channel, reason = choices[greeting]
            if reason:
                left_out.setdefault(reason, self.browse())
                left_out[reason] |= greeting
            else:
                way = (greeting.occasion_id, channel, greeting._language())
                by_way.setdefault(way, self.browse())
                by_way[way] |= greeting
        for reason, greetings in left_out.items():
            greetings._skip(reason)
        for (occasion, channel, lang), greetings in by_way.items():
            greetings._hand_over(occasion.with_context(lang=lang), channel, today)

    def _hand_over(self, occasion, channel, today):
        """A text that cannot be filled in fails its own greetings only."""
        try:
            with self.env.cr.savepoint():
                for greeting in self:
                    if greeting.kind == "lapse":
                        greeting.points = greeting.card_id.points_balance
                getattr(self, f"_by_{channel}")(occasion, today)
        except DatabaseError:
            raise  # the whole batch is tried again
        except Exception as error:  # the text is user's data, any error can be in it
            self.invalidate_recordset()
            message = str(error) if isinstance(error, UserError) else repr(error)
            self.write({"channel": channel})
            self._set_failed(message, today)

    def _choose(self):
        """{greeting: (channel, reason why none)}, of all in a few queries."""
        partners = self.partner_id
        partners.fetch(
            [
                "active",
                "lang",
                "phone",
                "phone_sanitized",
                "email_normalized",
                "cs_consent_sms",
                "cs_consent_email",
                "cs_consent_call",
            ]
        )
        return {greeting: greeting._choose_one() for greeting in self}

    def _choose_one(self):
        if not self.partner_id.active:
            return None, "archived"
        if self.card_id and self.card_id.state not in ("active", "suspended"):
            return None, "no_card"
        if self.promotion_id and self.promotion_id.state != "released":
            return None, "nothing"
        if self.kind == "lapse" and (
            self.card_id.points_balance <= 0 or self.card_id.date_end != self.date_event
        ):
            return None, "nothing"
        reasons = {}
        failed = (self.failed_channels or "").split(",")
        channels = self.occasion_id._channels()
        untried = [channel for channel in channels if channel not in failed]
        for channel in untried or channels:
            reasons[channel] = self._obstacle(channel)
            if not reasons[channel]:
                return channel, None
        for reason in ("blacklisted", "no_address"):
            if reason in reasons.values():
                return None, reason
        return None, "no_consent"

    def _obstacle(self, channel):
        """Why this customer is not reached on a channel; None if they are."""
        partner = self.partner_id
        consent = partner[f"cs_consent_{channel}"]
        if consent == "refused":
            return "no_consent"
        if (
            not consent
            and not self.occasion_id.is_service
            and self.company_id.cs_vip_consent_policy == "opt_in"
        ):
            return "no_consent"
        if channel == "email":
            if not partner.email_normalized:
                return "no_address"
            return "blacklisted" if partner.is_blacklisted else None
        number = partner.phone if channel == "call" else partner.phone_sanitized
        if not number:
            return "no_address"
        return "blacklisted" if partner.phone_sanitized_blacklisted else None

    def _by_sms(self, occasion, today):
        bodies = occasion.sms_template_id._render_field("body", self.ids)
        texts = {}
        for greeting in self:
            text = str(bodies[greeting.id])
            # Pasted from a web page or a mail: a phone shows no markup
            texts[greeting] = html2plaintext(text) if "</" in text else text
            if not texts[greeting].strip():
                raise UserError(self.env._("The text is empty."))
        # sudo: the queue belongs to the system
        messages = (
            self.env["sms.sms"]
            .sudo()
            .create(
                [
                    {
                        "number": greeting.partner_id.phone_sanitized,
                        "partner_id": greeting.partner_id.id,
                        "body": texts[greeting],
                    }
                    for greeting in self
                ]
            )
        )
        # sudo: the link by which the provider's answer finds back
        self.env["sms.tracker"].sudo().create(
            [
                {"sms_uuid": message.uuid, "cs_vip_greeting_id": greeting.id}
                for greeting, message in zip(self, messages, strict=True)
            ]
        )
        for greeting in self:
            greeting.message = texts[greeting]
        self._handed_over("sms")

    def _by_email(self, occasion, today):
        mails = occasion.mail_template_id.send_mail_batch(self.ids, force_send=False)
        for greeting, mail in zip(self, mails, strict=True):
            if is_html_empty(mail.body_html):
                raise UserError(self.env._("The text is empty."))
            greeting.message = mail.subject
        self._handed_over("email")

    def _handed_over(self, channel):
        self.write(
            {
                "state": "queued",
                "channel": channel,
                "skip_reason": False,
                "failure": False,
            }
        )

    def _by_call(self, occasion, today):
        """A task for the desk, with what to say in the customer's language."""
        for program, greetings in self.grouped("program_id").items():
            user = greetings.card_id[:1]._desk_user() if program else self.env.user
            user = user or self.env.user
            self.env["mail.activity"].with_context(
                mail_activity_quick_update=True
            ).create(
                [
                    {
                        "activity_type_id": self.env.ref(CALL).id,
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": greeting.id,
                        "summary": occasion.name,
                        "note": occasion.call_script,
                        "date_deadline": greeting.date_to,
                        "user_id": (greeting.user_id or user).id,
                        "automated": True,
                    }
                    for greeting in greetings
                ]
            )
            greetings.filtered(lambda greeting: not greeting.user_id).user_id = user
        self._call_planned()

    def _call_planned(self):
        self.write(
            {"state": "call", "channel": "call", "skip_reason": False, "failure": False}
        )

    def _set_sent(self):
        self.filtered(lambda greeting: greeting.state in ("queued", "failed")).write(
            {
                "state": "sent",
                "date_sent": business_day.now(self.env),
                "failure": False,
            }
        )

    def _set_failed(self, reason, day=None):
        """Tried again tomorrow, on another channel if there is one."""
        for greeting in self.filtered(
            lambda greeting: greeting.state not in ("done", "cancelled")
        ):
            failed = set((greeting.failed_channels or "").split(",")) - {""}
            today = day or business_day.today(self.env, greeting.company_id)
            greeting.write(
                {
                    "state": "failed",
                    "failure": reason,
                    "tries": greeting.tries + 1,
                    "failed_channels": ",".join(
                        sorted(failed | {greeting.channel or ""} - {""})
                    ),
                    "date_planned": today + ONE_DAY,
                }
            )

    def _withdraw(self):
        """Take back what still waits in a queue or with a caller, so that nothing
        goes out twice."""
        # sudo: queues and tasks of the system
        greetings = self.sudo()
        waiting = (
            self.env["sms.tracker"]
            .sudo()
            .search(  # sudo: as above
                [("cs_vip_greeting_id", "in", greetings.ids)]
            )
        )
        messages = (
            self.env["sms.sms"]
            .sudo()
            .search(  # sudo: as above
                [
                    ("uuid", "in", waiting.mapped("sms_uuid")),
                    ("state", "in", ("outgoing", "error")),
                ]
            )
        )
        waiting.cs_vip_greeting_id = False
        messages.write({"state": "canceled"})
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(  # sudo: as above
                [
                    ("model", "=", self._name),
                    ("res_id", "in", greetings.ids),
                    ("state", "in", ("outgoing", "exception")),
                    ("is_notification", "=", False),
                ]
            )
        )
        mails.write({"state": "cancel"})
        greetings.activity_unlink([CALL])
