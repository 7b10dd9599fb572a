from odoo import api, fields, models

from .. import business_day

CONSENTS = {"cs_consent_sms", "cs_consent_email", "cs_consent_call"}
STAMPS = {"cs_consent_date", "cs_consent_user_id"}
ANSWERS = [("given", "Agreed"), ("refused", "Refused")]
# Greetings that are planned by a date of the customer's.
DATES = {"birthdate_date": "birthday", "cs_wedding_date": "wedding"}


class ResPartner(models.Model):
    """How a customer wants to hear from us, and the dates greetings go by (V10).

    Empty is "never asked": the company's policy decides. Refused holds for everything,
    service messages and calls included.
    """

    _inherit = "res.partner"

    cs_consent_sms = fields.Selection(
        ANSWERS, string="Messages by SMS", tracking=True, copy=False
    )
    cs_consent_email = fields.Selection(
        ANSWERS, string="Messages by E-mail", tracking=True, copy=False
    )
    cs_consent_call = fields.Selection(
        ANSWERS, string="Calls", tracking=True, copy=False
    )
    cs_consent_date = fields.Datetime(
        string="Wishes Recorded on", readonly=True, copy=False
    )
    cs_consent_user_id = fields.Many2one(
        "res.users",
        string="Wishes Recorded by",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    cs_wedding_date = fields.Date(string="Wedding Day", tracking=True)
    cs_vip_greeting_ids = fields.One2many(
        "cs.vip.greeting",
        "partner_id",
        string="VIP Greetings",
        groups="cs_vip.group_user",
    )
    cs_vip_greeting_count = fields.Integer(
        string="Greetings",
        compute="_compute_cs_vip_greeting_count",
        groups="cs_vip.group_user",
    )

    _cs_birthday_index = models.Index(
        "(date_part('month', birthdate_date), date_part('day', birthdate_date))"
        " WHERE birthdate_date IS NOT NULL"
    )
    _cs_wedding_index = models.Index(
        "(date_part('month', cs_wedding_date), date_part('day', cs_wedding_date))"
        " WHERE cs_wedding_date IS NOT NULL"
    )

    def _compute_cs_vip_greeting_count(self):
        counts = dict(
            self.env["cs.vip.greeting"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_vip_greeting_count = counts.get(partner, 0)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cs_stamp_consent(vals) for vals in vals_list])

    def write(self, vals):
        res = super().write(self._cs_stamp_consent(vals))
        # sudo: rows that only the engine makes and drops
        greetings = self.env["cs.vip.greeting"].sudo()
        kinds = [kind for name, kind in DATES.items() if name in vals]
        if kinds:
            greetings._drop_planned(
                [("partner_id", "in", self.ids), ("kind", "in", kinds)]
            )
        if any(vals.get(name) == "given" for name in CONSENTS):
            greetings._reconsider(self)
        return res

    def _cs_stamp_consent(self, vals):
        """When, and by whom, the customer's wish was recorded."""
        if not self.env.su:
            vals = {name: vals[name] for name in vals if name not in STAMPS}
        if not CONSENTS & set(vals):
            return vals
        return {
            **vals,
            "cs_consent_date": business_day.now(self.env),
            "cs_consent_user_id": self.env.uid,
        }

    def _cs_set_consents(self, answers):
        """A customer's own answers: {"sms", "email", "call"} → "given", "refused" or
        empty; anything else is left alone."""
        known = {False, *dict(ANSWERS)}
        self.write(
            {
                f"cs_consent_{channel}": answer or False
                for channel, answer in answers.items()
                if f"cs_consent_{channel}" in CONSENTS and (answer or False) in known
            }
        )

    def action_cs_vip_view_greetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_greeting_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action
