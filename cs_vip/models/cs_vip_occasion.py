from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import business_day, festivals

CHANNELS = [("sms", "SMS"), ("email", "E-mail"), ("call", "Call")]
YEARS_AHEAD = 2
# What decides whose turn it is, and when.
TIMING = {
    "active", "company_id", "days_first", "days_last", "is_by_name", "month", "day",
    "country_id", "festival_name", "program_ids", "tier_ids",
}  # fmt: skip


class CsVipOccasion(models.Model):
    """Why, when and how card holders are greeted or reminded (V6, V10)."""

    _name = "cs.vip.occasion"
    _description = "Greeting Occasion"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the occasion serves every company."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        help="Renews the texts. Empty: the VIP manager.",
    )
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("wedding", "Wedding Anniversary"),
            ("festival", "Festival"),
            ("lapse", "Points about to Lapse"),
            ("maintenance", "Product Maintenance"),
            ("promotion", "Promotion"),
            ("event", "Customer Event"),
        ],
        required=True,
        default="birthday",
        tracking=True,
    )
    days_first = fields.Integer(
        string="From Days Before",
        tracking=True,
        help="Goes out so many days before the occasion.",
    )
    days_last = fields.Integer(
        string="To Days Before",
        tracking=True,
        help="Made up for until so many days before, after a standstill; then it "
        "would be late and is left out.",
    )
    is_by_name = fields.Boolean(
        string="From the Festival Calendar",
        help="For festivals that fall on another day each year.",
    )
    month = fields.Integer()
    day = fields.Integer()
    country_id = fields.Many2one("res.country", string="Calendar of")
    festival_name = fields.Char(help="As the calendar of that country calls it.")
    next_date = fields.Date(string="Next Time", compute="_compute_next_date")
    festival_problem = fields.Char(compute="_compute_next_date")
    program_ids = fields.Many2many(
        "cs.vip.program", string="Programmes", help="Empty: every programme."
    )
    tier_ids = fields.Many2many(
        "cs.vip.tier", string="Tiers", help="Empty: every tier."
    )
    channel_first = fields.Selection(
        CHANNELS, string="First Choice", required=True, default="sms", tracking=True
    )
    channel_second = fields.Selection(CHANNELS, string="Second Choice", tracking=True)
    channel_third = fields.Selection(CHANNELS, string="Third Choice", tracking=True)
    is_service = fields.Boolean(
        string="Service Message",
        tracking=True,
        help="Goes to every card holder who has not refused the channel. Everything "
        "else needs consent, as the settings say.",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        string="SMS Text",
        domain=[("model", "=", "cs.vip.greeting")],
        ondelete="restrict",
        index="btree_not_null",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="E-mail Text",
        domain=[("model", "=", "cs.vip.greeting")],
        ondelete="restrict",
        index="btree_not_null",
    )
    call_script = fields.Html(
        translate=True, help="What to say; shown in the customer's language."
    )
    greeting_ids = fields.One2many("cs.vip.greeting", "occasion_id")
    planned_count = fields.Integer(compute="_compute_counts")
    sent_count = fields.Integer(compute="_compute_counts")

    _window = models.Constraint(
        "CHECK(days_last >= 0 AND days_first >= days_last)",
        "An occasion goes out before or on the day, and its first day comes before "
        "its last: for example from 7 to 2 days before.",
    )

    @api.depends("kind", "is_by_name", "month", "day", "country_id", "festival_name")
    def _compute_next_date(self):
        for occasion in self:
            today = business_day.today(self.env, occasion._place())
            occasion.next_date = occasion._next_festival(today)
            occasion.festival_problem = False
            if occasion.kind == "festival" and not occasion.next_date:
                occasion.festival_problem = occasion._why_no_festival(today.year)

    def _compute_counts(self):
        groups = self.env["cs.vip.greeting"]._read_group(
            [
                ("occasion_id", "in", self.ids),
                ("state", "in", ("planned", "sent", "done")),
            ],
            ["occasion_id", "state"],
            ["__count"],
        )
        counts = {(occasion.id, state): count for occasion, state, count in groups}
        for occasion in self:
            occasion.planned_count = counts.get((occasion.id, "planned"), 0)
            occasion.sent_count = sum(
                counts.get((occasion.id, state), 0) for state in ("sent", "done")
            )

    @api.constrains("kind", "is_by_name", "month", "day", "country_id", "festival_name")
    def _check_festival(self):
        for occasion in self.filtered(lambda record: record.kind == "festival"):
            if occasion.is_by_name:
                if not (occasion.country_id and occasion.festival_name):
                    raise ValidationError(
                        self.env._(
                            "Choose the country and the name of the festival for "
                            "%(occasion)s.",
                            occasion=occasion.name,
                        )
                    )
                continue
            try:
                festivals.yearly(occasion.month, occasion.day, 2024)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: there is no day %(day)s in month %(month)s. "
                        "Enter a month from 1 to 12 and a day it has.",
                        occasion=occasion.name,
                        day=occasion.day,
                        month=occasion.month,
                    )
                ) from None

    @api.constrains(
        "channel_first",
        "channel_second",
        "channel_third",
        "sms_template_id",
        "mail_template_id",
        "call_script",
    )
    def _check_channels(self):
        labels = dict(self._fields["channel_first"]._description_selection(self.env))
        for occasion in self:
            channels = occasion._channels()
            if len(set(channels)) < len(channels):
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: each channel can be chosen once only.",
                        occasion=occasion.name,
                    )
                )
            for channel in channels:
                if not occasion._text_of(channel):
                    raise ValidationError(
                        self.env._(
                            "%(occasion)s goes out by %(channel)s, but has no text "
                            "for it. Choose a text, or another channel.",
                            occasion=occasion.name,
                            channel=labels[channel],
                        )
                    )
            for template in occasion.sms_template_id, occasion.mail_template_id:
                if template and template.model != "cs.vip.greeting":
                    raise ValidationError(
                        self.env._(
                            '%(occasion)s: the text "%(template)s" is made for '
                            "another kind of document. Choose one that applies to "
                            "greetings.",
                            occasion=occasion.name,
                            template=template.name,
                        )
                    )

    @api.constrains("kind")
    def _check_kind_unused(self):
        if self.greeting_ids.search_count([("occasion_id", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "The kind of an occasion stays what it is once customers were "
                    "greeted. Archive it and make a new one."
                )
            )

    def write(self, vals):
        """What was planned by the old rule is planned anew."""
        res = super().write(vals)
        if TIMING & set(vals):
            # sudo: rows that only the engine makes and drops
            self.env["cs.vip.greeting"].sudo()._drop_planned(
                [("occasion_id", "in", self.ids)]
            )
        return res

    def _place(self):
        return self.company_id or self.env.company

    def _channels(self):
        """The channels in order of preference."""
        self.ensure_one()
        chosen = (self.channel_first, self.channel_second, self.channel_third)
        return [channel for channel in chosen if channel]

    def _text_of(self, channel):
        self.ensure_one()
        return {
            "sms": self.sms_template_id,
            "email": self.mail_template_id,
            "call": self.call_script,
        }[channel]

    def _festival(self, year):
        """The date of this festival in a year, or None if it is not known."""
        self.ensure_one()
        if self.kind != "festival":
            return None
        if not self.is_by_name:
            if not self.month or not self.day:
                return None
            try:
                return festivals.yearly(self.month, self.day, year)
            except ValueError:
                return None
        if not (self.country_id and self.festival_name):
            return None
        return festivals.festival(self.country_id.code, self.festival_name, year)

    def _festivals(self, first, last):
        """The dates of this festival from one day to another."""
        dates = (self._festival(year) for year in range(first.year, last.year + 1))
        return [day for day in dates if day and first <= day <= last]

    def _next_festival(self, day):
        """The first date of this festival on or after a day."""
        found = self._festivals(day, day + timedelta(days=366 * YEARS_AHEAD))
        return found[0] if found else False

    def _previous_festival(self, day):
        """The last date of this festival before a day."""
        found = self._festivals(
            day - timedelta(days=366 * YEARS_AHEAD), day - timedelta(days=1)
        )
        return found[-1] if found else False

    def _why_no_festival(self, year):
        if not self.is_by_name:
            return self.env._("Enter month and day of the festival.")
        if not (self.country_id and self.festival_name):
            return self.env._("Choose the country and the name of the festival.")
        names = festivals.festival_names(self.country_id.code, year)
        if not names:
            return self.env._(
                "There is no festival calendar for %(country)s. Choose another "
                "country, or a fixed date.",
                country=self.country_id.name,
            )
        return self.env._(
            'The calendar of %(country)s knows no "%(festival)s", so nobody is '
            "greeted. It knows: %(names)s.",
            country=self.country_id.name,
            festival=self.festival_name,
            names=", ".join(names),
        )

    def action_view_greetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_greeting_action"
        )
        action["domain"] = [("occasion_id", "=", self.id)]
        action["context"] = {}
        return action
