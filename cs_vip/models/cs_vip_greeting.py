from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import business_day
from .cs_vip_occasion import CHANNELS

# What users may change by hand; the rest follows from the engine and the buttons.
EDITABLE = {"date_planned", "user_id"}
WAITING = ("planned", "failed")


class CsVipGreeting(models.Model):
    """One greeting or reminder to one customer; the row itself is the promise that it
    goes out once and never twice (V10)."""

    _name = "cs.vip.greeting"
    _description = "VIP Greeting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_planned, id"
    _rec_names_search = ["partner_id.name", "occasion_id.name"]
    _check_company_auto = True

    occasion_id = fields.Many2one(
        "cs.vip.occasion", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="occasion_id.kind", store=True)
    year = fields.Integer(required=True, readonly=True, aggregator=False)
    source = fields.Char(
        readonly=True,
        help="What it is about, where there can be several in a year.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    phone = fields.Char(related="partner_id.phone")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    card_id = fields.Many2one(
        "cs.vip.card", readonly=True, index="btree_not_null", check_company=True
    )
    tier_id = fields.Many2one("cs.vip.tier", readonly=True, index="btree_not_null")
    program_id = fields.Many2one(related="tier_id.program_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
    product_id = fields.Many2one("product.product", readonly=True)
    promotion_id = fields.Many2one(
        "cs.vip.promotion", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    date_event = fields.Date(string="Occasion on", required=True, readonly=True)
    date_from = fields.Date(string="Earliest", required=True, readonly=True)
    date_to = fields.Date(string="Latest", required=True, readonly=True)
    date_planned = fields.Date(string="Goes out on", required=True, index=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("queued", "In the Queue"),
            ("call", "To Call"),
            ("sent", "Sent"),
            ("done", "Called"),
            ("failed", "Failed"),
            ("skipped", "Left Out"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
        index=True,
        group_expand=True,
    )
    skip_reason = fields.Selection(
        [
            ("no_consent", "No consent"),
            ("blacklisted", "On the blacklist"),
            ("no_address", "No phone number or e-mail"),
            ("archived", "Customer archived"),
            ("no_card", "No valid card any more"),
            ("nothing", "Nothing to say any more"),
            ("late", "Would be late"),
        ],
        string="Left Out Because",
        readonly=True,
    )
    failure = fields.Char(string="Failed Because", readonly=True)
    tries = fields.Integer(readonly=True, aggregator=False)
    failed_channels = fields.Char(readonly=True)
    message = fields.Text(string="What Was Sent", readonly=True)
    script = fields.Html(string="Call Script", compute="_compute_script")
    points = fields.Integer(string="Points to Lapse", readonly=True)
    date_sent = fields.Datetime(string="Sent on", readonly=True, index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        string="Caller",
        index="btree_not_null",
        domain=[("share", "=", False)],
    )

    _once = models.UniqueIndex(
        "(occasion_id, year, partner_id, (COALESCE(source, '')))",
        "This customer was greeted on this occasion already.",
    )
    _window_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A greeting's last day comes before its first."
    )
    _waiting_index = models.Index(
        "(company_id, date_planned) WHERE state IN ('planned', 'failed')"
    )

    @api.depends("occasion_id", "partner_id")
    def _compute_display_name(self):
        for greeting in self:
            parts = (greeting.occasion_id.name, greeting.partner_id.name)
            greeting.display_name = " – ".join(part for part in parts if part)

    @api.depends("occasion_id", "partner_id")
    def _compute_script(self):
        for greeting in self:
            occasion = greeting.occasion_id.with_context(lang=greeting._language())
            greeting.script = greeting.state == "call" and occasion.call_script

    def _language(self):
        """The customer's, else the company's."""
        self.ensure_one()
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    @api.constrains("date_planned")
    def _check_date_planned(self):
        for greeting in self:
            if greeting.state != "planned":
                continue
            if not greeting.date_from <= greeting.date_planned <= greeting.date_to:
                raise ValidationError(
                    self.env._(
                        "%(greeting)s goes out from %(first)s to %(last)s; before it "
                        "is too early, after it too late.",
                        greeting=greeting.display_name,
                        first=greeting.date_from,
                        last=greeting.date_to,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._refuse_by_hand(vals)
        return super().write(vals)

    def _refuse_by_hand(self, vals):
        fixed = {
            name
            for name in vals
            if name not in EDITABLE
            and self._fields[name].store
            and self._fields[name].type not in ("one2many", "many2many")
        }
        if fixed:
            raise AccessError(
                self.env._(
                    "These fields of a greeting are not edited by hand: %s. Use its "
                    "buttons.",
                    ", ".join(sorted(fixed)),
                )
            )
        if "date_planned" in vals and any(g.state != "planned" for g in self):
            raise UserError(
                self.env._("Only a planned greeting can be put off to another day.")
            )

    def _step(self, states, message):
        """The records, to be written by a button; refused in another state."""
        self.check_access("write")
        if any(greeting.state not in states for greeting in self):
            raise UserError(message)
        # sudo: the fields that the buttons set are closed to the hand
        return self.sudo()

    def action_cancel(self):
        """Not to be sent; what waits in a queue or as a task goes too."""
        greetings = self._step(
            ("planned", "queued", "call", "failed"),
            self.env._("What is sent or settled cannot be cancelled."),
        )
        greetings._withdraw()
        greetings.write({"state": "cancelled"})

    def action_plan(self):
        """Once more, as far as it is not late."""
        greetings = self._step(
            ("cancelled", "skipped", "failed"),
            self.env._("Only what was cancelled, left out or failed is planned again."),
        )
        for greeting in greetings:
            today = business_day.today(self.env, greeting.company_id)
            if today > greeting.date_to:
                raise UserError(
                    self.env._(
                        "%(greeting)s would be late: its last day was %(last)s.",
                        greeting=greeting.display_name,
                        last=greeting.date_to,
                    )
                )
            greeting._withdraw()
            greeting.write(
                {
                    "state": "planned",
                    "date_planned": max(today, greeting.date_from),
                    "skip_reason": False,
                    "failure": False,
                    "failed_channels": False,
                    "tries": 0,
                    "channel": False,
                }
            )

    def action_done(self):
        """The customer was called."""
        self._step(("call",), self.env._("There is no call to make here."))
        self._called()

    def action_not_reached(self):
        """Nobody answered: the next channel, or another try tomorrow."""
        greetings = self._step(("call",), self.env._("There is no call to make here."))
        greetings._withdraw()
        greetings._set_failed(self.env._("Not reached"))

    def _called(self):
        """Close the calls and their tasks."""
        # sudo: whoever finishes the task; the fields are closed to the hand
        greetings = self.sudo().filtered(lambda greeting: greeting.state == "call")
        for user, mine in greetings.grouped("user_id").items():
            mine.write(
                {
                    "state": "done",
                    "date_sent": business_day.now(self.env),
                    "user_id": (user or self.env.user).id,
                }
            )
        greetings.activity_feedback(["cs_vip.activity_greeting_call"])
