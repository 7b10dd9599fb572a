"""How a greeting goes out: channel, language, queue, the provider's answer."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models.mail_mail import MailMail
from odoo.addons.sms.models.sms_sms import SmsSms

from .greeting_common import GreetingCommon

DUE = "2026-03-01"
NEXT = "2026-03-02"


@tagged("post_install", "-at_install")
class TestGreetingSend(GreetingCommon):
    def reason(self, day=DUE):
        greeting = self.run_job(day)
        return greeting.state, greeting.skip_reason or greeting.channel

    def test_channels_in_order(self):
        self.assertEqual(self.reason(), ("queued", "sms"))

    def test_second_choice_without_consent_for_the_first(self):
        self.consent(self.holder, sms="refused")
        self.assertEqual(self.reason(), ("queued", "email"))

    def test_third_choice_is_a_call(self):
        self.consent(self.holder, sms=False, email=False)
        self.assertEqual(self.reason()[1], "call")

    def test_nobody_without_consent(self):
        self.consent(self.holder, sms=False, email=False, call=False)
        self.assertEqual(self.reason(), ("skipped", "no_consent"))
        self.assertFalse(self.messages())

    def test_policy_opt_out(self):
        self.company.cs_vip_consent_policy = "opt_out"
        self.consent(self.holder, sms=False, email=False, call=False)
        self.assertEqual(self.reason(), ("queued", "sms"))

    def test_policy_opt_out_heeds_refusals(self):
        self.company.cs_vip_consent_policy = "opt_out"
        self.consent(self.holder, sms="refused", email="refused", call="refused")
        self.assertEqual(self.reason(), ("skipped", "no_consent"))

    def test_agreed_in_time(self):
        """What was left out for want of consent goes out once it is given."""
        self.consent(self.holder, sms=False, email=False, call=False)
        self.run_job(DUE)
        self.consent(self.on(self.holder, NEXT), email="given")
        self.assertEqual(self.reason(NEXT), ("queued", "email"))

    def test_blacklisted(self):
        self.env["phone.blacklist"]._add([self.holder.phone_sanitized])
        self.assertEqual(self.reason(), ("queued", "email"))
        self.greetings().unlink()
        self.env["mail.blacklist"]._add("holder@example.com")
        self.assertEqual(self.reason(), ("skipped", "blacklisted"))

    def test_no_address(self):
        self.holder.write({"phone": False, "email": False})
        self.assertEqual(self.reason(), ("skipped", "no_address"))

    def test_no_phone_goes_by_email(self):
        self.holder.phone = "no phone"
        self.assertEqual(self.reason(), ("queued", "email"))

    def test_archived(self):
        self.holder.active = False
        self.assertEqual(self.reason(), ("skipped", "archived"))

    def test_card_void_meanwhile(self):
        self.run_job("2026-02-25")
        self.card.sudo().state = "void"
        self.assertEqual(self.reason(), ("skipped", "no_card"))

    def test_queue_not_sent_in_the_job(self):
        """The job hands over; sending is the queues' own job."""
        with (
            patch.object(SmsSms, "_send", side_effect=AssertionError),
            patch.object(MailMail, "send", side_effect=AssertionError),
        ):
            self.run_job(DUE)
            self.greetings().unlink()
            self.consent(self.holder, sms="refused")
            self.run_job(DUE)
        self.assertEqual(self.mails().state, "outgoing")
        self.assertEqual(self.mails().recipient_ids, self.holder)

    def test_text(self):
        self.run_job(DUE)
        [(number, text)] = self.messages()
        self.assertEqual(number, "+8613800138000")
        self.assertIn("Dear 王小明, your birthday is near", text)
        self.assertEqual(self.greetings().message, text)

    def test_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        sms = self.birthday.sms_template_id
        sms.with_context(lang="zh_CN").body = "{{ object.partner_id.name }}，生日快乐"
        self.birthday.with_context(lang="zh_CN").call_script = "<p>您好</p>"
        english = self.holder
        [chinese] = self.holders(1, lang="zh_CN", phone="+86 138 0013 8001")
        # A text that its author gave no language follows the customer all the same.
        sms.lang = False
        self.run_job(DUE)
        self.assertIn("your birthday", self.greetings(english).message)
        self.assertEqual(self.greetings(chinese).message, "客0，生日快乐")
        self.greetings().unlink()
        self.consent(chinese, sms="refused", email="refused")
        self.run_job(DUE)
        greeting = self.greetings(chinese)
        self.assertIn("您好", greeting.script)
        self.assertIn("您好", greeting.activity_ids.note)

    def test_call_is_a_task_of_the_desk(self):
        self.flagship.user_id = self.desk
        self.consent(self.holder, sms=False, email=False)
        greeting = self.run_job(DUE)
        self.assertEqual(greeting.state, "call")
        self.assertEqual(greeting.activity_ids.user_id, self.desk)
        self.assertEqual(str(greeting.activity_ids.date_deadline), "2026-03-06")
        greeting.activity_ids.with_user(self.desk).action_feedback("Glad")
        self.assertEqual((greeting.state, greeting.user_id), ("done", self.desk))
        self.assertTrue(greeting.date_sent)

    def test_call_button(self):
        self.consent(self.holder, sms=False, email=False)
        greeting = self.run_job(DUE)
        greeting.with_user(self.desk).action_done()
        self.assertEqual(greeting.state, "done")
        self.assertFalse(greeting.activity_ids)
        with self.assertRefused(UserError, "no call to make"):
            greeting.with_user(self.desk).action_done()

    def test_call_not_made_in_time(self):
        self.consent(self.holder, sms=False, email=False)
        greeting = self.run_job(DUE)
        self.run_job("2026-03-07")
        self.assertEqual((greeting.state, greeting.skip_reason), ("skipped", "late"))
        self.assertFalse(greeting.activity_ids)

    def test_not_reached_goes_by_another_way(self):
        self.channels("call", "sms")
        greeting = self.run_job(DUE)
        self.on(greeting, DUE).with_user(self.desk).action_not_reached()
        self.assertEqual((greeting.state, greeting.tries), ("failed", 1))
        self.run_job(DUE)
        self.assertEqual(greeting.state, "failed", "not before tomorrow")
        self.run_job(NEXT)
        self.assertEqual((greeting.state, greeting.channel), ("queued", "sms"))

    def channels(self, first, second=False, third=False):
        self.birthday.write(
            {
                "channel_first": first,
                "channel_second": second,
                "channel_third": third,
            }
        )

    def answer(self, state, day=DUE):
        """What the SMS provider says."""
        message = self.env["sms.sms"].search([("state", "=", "outgoing")])
        message = self.on(message, day)
        with patch(
            "odoo.addons.sms.tools.sms_api.SmsApi._send_sms_batch",
            return_value=[{"uuid": message.uuid, "state": state}],
        ):
            message.send(unlink_sent=False)

    def test_sms_sent(self):
        greeting = self.run_job(DUE)
        self.answer("success")
        self.assertEqual(greeting.state, "sent")
        self.assertTrue(greeting.date_sent)

    def test_sms_failed_goes_by_email_tomorrow(self):
        greeting = self.run_job(DUE)
        with self.mute():
            self.answer("wrong_number_format")
        self.assertEqual((greeting.state, greeting.tries), ("failed", 1))
        self.assertEqual(greeting.failure, "Wrong Number Format")
        self.run_job(NEXT)
        self.assertEqual((greeting.state, greeting.channel), ("queued", "email"))
        self.assertFalse(self.env["sms.sms"].search([("state", "=", "error")]))

    def test_failed_every_way(self):
        """Three tries, then it stays failed; and never after the last day."""
        self.channels("sms")
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            greeting = self.run_job(day)
            self.assertEqual(greeting.state, "queued", day)
            with self.mute():
                self.answer("server_error", day)
        self.assertEqual((greeting.state, greeting.tries), ("failed", 3))
        self.run_job("2026-03-04")
        self.assertEqual(greeting.state, "failed")
        self.on(greeting, "2026-03-05").with_user(self.desk).action_plan()
        self.run_job("2026-03-05")
        self.assertEqual(greeting.state, "queued")

    def test_mail_sent_and_failed(self):
        self.consent(self.holder, sms="refused")
        greeting = self.run_job(DUE)
        self.mails()._postprocess_sent_message([], [], failure_type=None)
        self.assertEqual(greeting.state, "sent")
        self.greetings().unlink()
        greeting = self.run_job(DUE)
        self.mails()._postprocess_sent_message(
            [], [], failure_reason="No such mailbox", failure_type="mail_email_invalid"
        )
        self.assertEqual(
            (greeting.state, greeting.failure), ("failed", "No such mailbox")
        )

    @staticmethod
    def mute():
        return mute_logger("odoo.addons.sms.models.sms_sms")

    def test_broken_text_fails_its_own_only(self):
        """A text that cannot be filled in stops nothing but itself."""
        self.only("birthday", "festival_valentine")
        festival = self.occasion("festival_valentine")
        festival.write({"month": 3, "day": 4})
        festival.sms_template_id = self.env["sms.template"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("cs.vip.greeting"),
                "body": "{{ object.nonsense.name }}",
            }
        )
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.run_job(DUE)
        by_kind = {greeting.kind: greeting for greeting in self.greetings()}
        self.assertEqual(by_kind["birthday"].state, "queued")
        self.assertEqual(by_kind["festival"].state, "failed")
        self.assertTrue(by_kind["festival"].failure)
        self.assertEqual(len(self.messages()), 1)

    def test_empty_text_fails(self):
        self.birthday.sms_template_id.body = "{{ '' }}"
        greeting = self.run_job(DUE)
        self.assertEqual(
            (greeting.state, greeting.failure), ("failed", "The text is empty.")
        )

    def test_markup(self):
        """No markup on the phone, and a name is only ever a name."""
        self.birthday.sms_template_id.body = (
            "<p>Dear <b>{{ object.partner_id.name }}</b></p>"
        )
        self.run_job(DUE)
        self.assertNotIn("<", self.messages()[0][1])
        self.greetings().unlink()
        self.holder.name = "<script>{{ 7 * 7 }}</script>"
        self.consent(self.holder, sms="refused")
        self.run_job(DUE)
        self.assertIn("&lt;script&gt;{{ 7 * 7 }}", self.mails().body_html)
        self.assertNotIn("49", self.mails().body_html)

    def test_unique_in_the_database(self):
        greeting = self.run_job(DUE)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            greeting.copy()
            self.env.flush_all()

    def test_put_off(self):
        greeting = self.run_job("2026-02-25").with_user(self.desk)
        greeting.date_planned = "2026-03-04"
        self.run_job("2026-03-03")
        self.assertEqual(greeting.state, "planned")
        for day in ("2026-03-07", "2026-02-28"):
            with (
                self.assertRefused(ValidationError, "too late"),
                self.cr.savepoint(),
            ):
                greeting.date_planned = day
        self.run_job("2026-03-04")
        self.assertEqual(greeting.state, "queued")
        with self.assertRefused(UserError, "Only a planned greeting"):
            greeting.date_planned = "2026-03-05"

    def test_cancel_and_plan_again(self):
        greeting = self.run_job(DUE).with_user(self.desk)
        greeting.action_cancel()
        self.assertEqual(greeting.state, "cancelled")
        self.assertEqual(self.env["sms.sms"].search([]).mapped("state"), ["canceled"])
        self.run_job(NEXT)
        self.assertEqual(greeting.state, "cancelled")
        self.on(greeting, NEXT).with_user(self.desk).action_plan()
        self.run_job(NEXT)
        self.assertEqual(greeting.state, "queued")
        self.answer("success")
        with self.assertRefused(UserError, "cannot be cancelled"):
            greeting.action_cancel()
        with self.assertRefused(UserError, "Only what was cancelled"):
            greeting.action_plan()

    def test_not_planned_again_when_late(self):
        greeting = self.run_job(DUE)
        greeting.action_cancel()
        with self.assertRefused(UserError, "would be late"):
            self.on(greeting, "2026-03-07").action_plan()

    def test_not_edited_by_hand(self):
        greeting = self.run_job("2026-02-25").with_user(self.manager)
        for values in ({"state": "sent"}, {"date_to": "2027-01-01"}, {"points": 5}):
            with self.assertRefused(AccessError, "not edited by hand"):
                greeting.write(values)

    def test_salespeople_see_none(self):
        greeting = self.run_job("2026-02-25")
        with self.assertRaises(AccessError):
            greeting.with_user(self.salesman).read(["state"])

    def test_preview_of_the_next_days(self):
        self.run_job("2026-02-23")
        action = self.env.ref("cs_vip.cs_vip_greeting_action")
        self.assertIn("search_default_next_days", action.context)
        self.assertEqual(self.greetings().state, "planned")


@tagged("post_install", "-at_install")
class TestOccasionChecks(GreetingCommon):
    def test_channel_without_text(self):
        with self.assertRefused(ValidationError, "goes out by E-mail, but has no text"):
            self.birthday.mail_template_id = False
        with self.assertRefused(ValidationError, "each channel can be chosen once"):
            self.birthday.channel_second = "sms"

    def test_text_of_another_document(self):
        with self.assertRefused(ValidationError, "another kind of document"):
            self.birthday.mail_template_id = self.env.ref(
                "cs_vip.mail_template_approval"
            )

    def test_kind_stays(self):
        self.run_job(DUE)
        with self.assertRefused(ValidationError, "kind of an occasion stays"):
            self.birthday.kind = "wedding"

    def test_window(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.birthday.days_last = 8
            self.env.flush_all()
