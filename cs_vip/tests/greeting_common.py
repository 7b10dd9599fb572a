"""Card holders with consents, and the greetings' job without its commits."""

from datetime import date
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.cs_vip.models.cs_vip_greeting_send import CsVipGreeting

from .common import VipCommon


class GreetingCommon(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._desk_makes_the_calls()
        # Only the occasion under test runs.
        cls.env["cs.vip.occasion"].search([]).active = False
        cls.birthday = cls.occasion("birthday")
        cls.birthday.active = True
        cls.card = cls.grant("2026-02-01")
        cls.holder = cls.card.partner_id
        cls.holder.write({"email": "holder@example.com", "lang": "en_US"})
        cls.consent(cls.holder)
        cls.env["sms.sms"].search([]).unlink()

    def setUp(self):
        super().setUp()
        self.steps = []
        self.time_left = float("inf")

        def progress(_cron, processed=0, *, remaining=None, deactivate=False):
            self.steps.append((processed, remaining))
            return self.time_left

        self.enterContext(patch.object(IrCron, "_commit_progress", progress))

    @classmethod
    def _desk_makes_the_calls(cls):
        """Where a department makes them, that is for its own tests."""
        cls.classPatch(
            cls.registry["cs.vip.greeting"], "_by_call", CsVipGreeting._by_call
        )

    @classmethod
    def occasion(cls, name):
        return cls.env.ref(f"cs_vip.occasion_{name}")

    @classmethod
    def consent(cls, partner, **answers):
        partner._cs_set_consents(
            answers or {"sms": "given", "email": "given", "call": "given"}
        )

    @classmethod
    def holders(cls, number, **values):
        """More card holders, who agreed to everything."""
        people = cls.env["res.partner"]
        for count in range(number):
            person = cls._create_customer(f"客{count}", **values)
            cls.grant("2026-02-01", person)
            people |= person
        cls.consent(people)
        return people

    @classmethod
    def run_job(cls, day):
        cls.on(cls.env["cs.vip.greeting"], day)._cron_greet(date.fromisoformat(day))
        return cls.greetings()

    @classmethod
    def greetings(cls, partner=None):
        cls.env.flush_all()
        domain = [("company_id", "=", cls.company.id)]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        return cls.env["cs.vip.greeting"].search(domain, order="id")

    @classmethod
    def only(cls, *names):
        """Switch to other occasions."""
        cls.env["cs.vip.occasion"].search([]).active = False
        found = cls.env["cs.vip.occasion"]
        for name in names:
            found |= cls.occasion(name)
        found.active = True
        return found

    def messages(self):
        """[(number, text)] of the SMS queue."""
        return [
            (message.number, message.body)
            for message in self.env["sms.sms"].search([], order="id")
        ]

    def mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "cs.vip.greeting"), ("is_notification", "=", False)],
            order="id",
        )
