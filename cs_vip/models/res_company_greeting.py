from odoo import fields, models

from .. import business_day


class ResCompany(models.Model):
    """How a company greets its card holders (V10, V10b)."""

    _inherit = "res.company"

    cs_vip_consent_policy = fields.Selection(
        [
            ("opt_in", "Only with Consent"),
            ("opt_out", "Unless Refused"),
        ],
        string="Greetings to Customers",
        required=True,
        default="opt_in",
        help="Whether customers who were never asked are greeted. Service messages "
        "go to everybody who did not refuse.",
    )
    cs_vip_greeting_days = fields.Integer(
        string="Plan Greetings Ahead",
        default=7,
        help="So many days ahead the list shows what goes out.",
    )
    cs_vip_greeting_hour_from = fields.Float(
        string="Messages from", default=9.0, help="Company time."
    )
    cs_vip_greeting_hour_to = fields.Float(
        string="Messages until", default=20.0, help="Company time."
    )
    cs_vip_greeting_tries = fields.Integer(
        string="Tries per Greeting",
        default=3,
        help="A message that failed is tried again on the following days, as long as "
        "it is not late.",
    )
    cs_vip_offer_months = fields.Integer(
        string="New Surprise Offers Every", default=2, help="In months."
    )
    cs_vip_offer_min = fields.Integer(string="Offers at Least", default=2)
    cs_vip_offer_max = fields.Integer(string="Offers at Most", default=3)

    _cs_vip_greeting_hours = models.Constraint(
        "CHECK(cs_vip_greeting_hour_from >= 0 AND cs_vip_greeting_hour_to <= 24"
        " AND cs_vip_greeting_hour_from < cs_vip_greeting_hour_to)",
        "The hours for messages begin before they end, within one day.",
    )
    _cs_vip_greeting_numbers = models.Constraint(
        "CHECK(cs_vip_greeting_days >= 0 AND cs_vip_greeting_tries > 0"
        " AND cs_vip_offer_months > 0 AND cs_vip_offer_min >= 0"
        " AND cs_vip_offer_max >= cs_vip_offer_min AND cs_vip_offer_max > 0)",
        "Days, tries and months of greetings must be above zero, and there cannot be "
        "fewer surprise offers at most than at least.",
    )

    def _cs_vip_may_send(self):
        """Whether messages may leave at this moment, at the company's place."""
        self.ensure_one()
        local = business_day.to_local(self, business_day.now(self.env))
        hour = local.hour + local.minute / 60
        # sudo: the hours are no secret
        company = self.sudo()
        return (
            company.cs_vip_greeting_hour_from <= hour < company.cs_vip_greeting_hour_to
        )

    def _cs_vip_manager(self):
        """The first VIP manager who works for the company."""
        # sudo: who the managers are is asked on behalf of scheduled jobs and the desk
        managers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref("cs_vip.group_manager").id),
                    ("share", "=", False),
                ],
                order="id",
            )
        )
        return managers.filtered(lambda user: self in user.company_ids)[:1] or (
            self.env.user
        )
