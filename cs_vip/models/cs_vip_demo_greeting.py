from datetime import timedelta

from odoo import api, fields, models

from ..festivals import yearly

GREETED_DAYS = 60
ANSWERS = [
    # sms, e-mail, call
    ("given", "given", "given"),
    ("given", "given", "refused"),
    ("refused", "given", "given"),
    ("refused", "refused", "given"),
    (False, False, False),
]
GIVEN = [
    ("cs_vip.offer_cushion", "cs_vip.customer_01", "老客户推荐新客户"),
    ("cs_vip.offer_care", "cs_vip.customer_03", "开业以来的老客户"),
]


class CsVipDemo(models.AbstractModel):
    """Two months of greetings, as the engine would have sent them."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_greetings(self):
        company = self._company()
        holders = (
            self.env["cs.vip.card"]
            .search([("company_id", "=", company.id), ("state", "=", "active")])
            .partner_id.sorted("id")
        )
        today = fields.Date.today()
        for number, holder in enumerate(holders):
            sms, email, call = ANSWERS[number % len(ANSWERS)]
            holder._cs_set_consents({"sms": sms, "email": email, "call": call})
            # Spread over the year, some of them soon
            day = today + timedelta(days=(number * 11) % 120 - 50)
            year = 1960 + number % 40
            holder.birthdate_date = yearly(day.month, day.day, year)
            if number % 4 == 0:
                day += timedelta(days=6)
                holder.cs_wedding_date = yearly(day.month, day.day, year + 28)
        for days_ago in range(GREETED_DAYS, 0, -1):
            self._at(days_ago)._greet(send=True)
        self._at(0)._greet(send=False)

    @api.model
    def _give_offers(self):
        """Two offers that the manager gave though nobody had called."""
        given = self.env["cs.vip.offer.given"].with_user(
            self.env.ref("base.user_admin")
        )
        for offer, customer, reason in GIVEN:
            given.create(
                {
                    "offer_id": self.env.ref(offer).id,
                    "partner_id": self.env.ref(customer).id,
                    "reason": reason,
                }
            )

    def _greet(self, send):
        """A day of the engine; what it hands over counts as delivered."""
        company, today = self._company(), self._day()
        occasions = self.env["cs.vip.occasion"].search(
            [("company_id", "in", (False, company.id))]
        )
        for occasion in occasions:
            occasion._plan(company, today)
        Greeting = self.env["cs.vip.greeting"].with_company(company)
        Greeting._leave_out_late(company, today)
        if not send:
            return
        due = Greeting.search(Greeting._due_domain(company, today))
        due._send(today)
        queued = due.filtered(lambda greeting: greeting.state == "queued")
        queued._withdraw()
        queued._set_sent()
        due.filtered(lambda greeting: greeting.state == "call")._called()
