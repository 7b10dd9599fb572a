from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.cs_vip import business_day

from ..rating_scale import RATING_SCALE

SUPERVISOR = "cs_department.group_supervisor"
LAST_ORDERS = 5
RESULT_FIELDS = {
    "satisfaction",
    "repurchase",
    "settled",
    "service_before",
    "service_during",
    "service_after",
    "product_use",
    "opinion",
    "date_done",
    "partner_id",
    "user_id",
    "plan_id",
    "date_planned",
}


class CsCallback(models.Model):
    """A call to a customer: planned, tried, made and recorded (K2, K3)."""

    _name = "cs.callback"
    _description = "Callback"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.rated.mixin",
    ]
    _order = "date_planned, date_next, id"
    _check_company_auto = True

    _rated_fields = ("satisfaction",)
    _transitions = {
        ("planned", "done"): None,
        ("planned", "unreachable"): None,
        ("planned", "cancelled"): None,
        ("unreachable", "planned"): SUPERVISOR,
    }

    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(
        "res.users",
        "Caller",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    plan_id = fields.Many2one(
        "cs.callback.plan",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self._default_plan_id(),
    )
    purpose = fields.Selection(
        selection=lambda self: (
            self.env["cs.callback.plan"]
            ._fields["purpose"]
            ._description_selection(self.env)
        ),
        compute="_compute_purpose",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    script = fields.Html(compute="_compute_script")
    expected_minutes = fields.Integer(related="plan_id.expected_minutes")
    date_planned = fields.Date(
        "Planned on",
        required=True,
        index=True,
        default=lambda self: business_day.today(self.env),
    )
    date_next = fields.Datetime("Next Attempt", index=True)
    date_done = fields.Date("Made on", readonly=True, copy=False, index=True)
    call_started = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Made"),
            ("unreachable", "Unreachable"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    attempt_ids = fields.One2many("cs.callback.attempt", "callback_id", "Attempts")
    attempt_count = fields.Integer(
        "Number of Attempts", compute="_compute_attempt_count", store=True
    )
    is_reached = fields.Boolean(compute="_compute_attempt_count", store=True)
    satisfaction = fields.Integer(
        aggregator="avg", copy=False, help="1 to 5; 0 is not rated."
    )
    satisfaction_choice = fields.Selection(
        RATING_SCALE,
        "Satisfaction (1–5)",
        compute="_compute_satisfaction_choice",
        inverse="_inverse_satisfaction_choice",
    )
    repurchase = fields.Selection(
        [("yes", "Yes"), ("maybe", "Perhaps"), ("no", "No")],
        "Will Buy Again",
        copy=False,
    )
    service_before = fields.Selection(RATING_SCALE, "Before the Sale", copy=False)
    service_during = fields.Selection(RATING_SCALE, "During the Sale", copy=False)
    service_after = fields.Selection(RATING_SCALE, "After the Sale", copy=False)
    product_use = fields.Text("Product in Use", copy=False)
    opinion = fields.Text(copy=False)
    data_corrected = fields.Boolean("Customer Data Corrected", copy=False)
    visit_id = fields.Many2one("cs.visit", "After Visit", index="btree_not_null")
    origin_ticket_id = fields.Many2one(
        "helpdesk.ticket", "After Complaint", index="btree_not_null"
    )
    purchases = fields.Html("What They Bought", compute="_compute_purchases")
    earlier_callback_ids = fields.Many2many(
        "cs.callback", string="Earlier Calls", compute="_compute_earlier_callback_ids"
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _satisfaction_scale = models.Constraint(
        "CHECK(satisfaction BETWEEN 0 AND 5)", "Satisfaction is rated from 1 to 5."
    )

    def _default_plan_id(self):
        return self.env["cs.callback.plan"].search(
            [
                ("purpose", "=", "other"),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            limit=1,
        )

    def _rule(self):
        """The plan, working for this call's company."""
        return self.plan_id.with_company(self.company_id)

    @api.depends("plan_id")
    def _compute_purpose(self):
        for callback in self:
            callback.purpose = callback.plan_id.purpose

    @api.depends("plan_id.script")
    def _compute_script(self):
        for callback in self:
            callback.script = callback.plan_id.script

    @api.depends("partner_id", "purpose")
    def _compute_display_name(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for callback in self:
            parts = (callback.partner_id.name, labels.get(callback.purpose))
            callback.display_name = " – ".join(part for part in parts if part)

    @api.depends("attempt_ids.result")
    def _compute_attempt_count(self):
        for callback in self:
            callback.attempt_count = len(callback.attempt_ids)
            callback.is_reached = "reached" in callback.attempt_ids.mapped("result")

    @api.depends("satisfaction")
    def _compute_satisfaction_choice(self):
        for callback in self:
            callback.satisfaction_choice = str(callback.satisfaction)

    def _inverse_satisfaction_choice(self):
        for callback in self:
            callback.satisfaction = int(callback.satisfaction_choice or 0)

    @api.depends("partner_id")
    def _compute_purchases(self):
        """The last orders: dates and products, no prices."""
        # sudo: the caller needs what was bought, not the right to open orders
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("state", "=", "sale"),
                    ("company_id", "in", self.company_id.ids),
                ],
                order="date_order desc, id desc",
            )
        )
        by_partner = defaultdict(list)
        for order in orders:
            if len(by_partner[order.partner_id.id]) < LAST_ORDERS:
                by_partner[order.partner_id.id].append(order)
        for callback in self:
            callback.purchases = Markup("").join(
                Markup("<p><b>%s</b> %s<br/>%s</p>")
                % (
                    format_date(self.env, order.date_order),
                    order.name,
                    self.env._(", ").join(
                        f"{line.product_id.display_name} × {line.product_uom_qty:g}"
                        for line in order.order_line
                        if line.product_id
                    ),
                )
                for order in by_partner[callback.partner_id.id]
            )

    @api.depends("partner_id")
    def _compute_earlier_callback_ids(self):
        others = self.search(
            [("partner_id", "in", self.partner_id.ids), ("state", "!=", "planned")]
        )
        for callback in self:
            callback.earlier_callback_ids = others.filtered(
                lambda other, callback=callback: (
                    other.partner_id == callback.partner_id
                    and other != callback._origin
                )
            )

    @api.constrains("partner_id", "state")
    def _check_partner_callable(self):
        planned = self.filtered(lambda callback: callback.state == "planned")
        refused = planned.partner_id - planned.partner_id._cs_callable()
        if refused:
            raise ValidationError(
                self.env._(
                    "%s cannot be planned for a call: no phone number, on the "
                    "blacklist, or does not want calls.",
                    self.env._(", ").join(refused.mapped("display_name")),
                )
            )

    @api.constrains("satisfaction")
    def _check_satisfaction(self):
        if any(not 0 <= callback.satisfaction <= 5 for callback in self):
            raise ValidationError(self.env._("Satisfaction is rated from 1 to 5."))

    @api.model_create_multi
    def create(self, vals_list):
        callbacks = super().create(vals_list)
        for callback in callbacks:
            if callback.state != "planned":
                continue
            today = business_day.today(self.env, callback.company_id)
            if not self.env.su and callback.date_planned < today:
                raise ValidationError(
                    self.env._("A call cannot be planned for a day that has passed.")
                )
            if not callback.date_next:
                callback.date_next = callback._rule()._slot(callback.date_planned, 0)
        return callbacks

    def write(self, vals):
        if (
            vals.keys() & RESULT_FIELDS
            and any(callback.state == "done" for callback in self)
            and not self.env.user.has_group(SUPERVISOR)
        ):
            raise UserError(
                self.env._(
                    "This call is recorded and closed. Ask the supervisor to change it."
                )
            )
        if vals.get("state") == "done":
            today = business_day.today(self.env, self.company_id[:1])
            vals = {**vals, "date_done": today}
        return super().write(vals)

    @api.model
    def _cron_remind(self, day=None):
        """An activity for each call that is due in the next days."""
        companies = self.env["res.company"].search(Domain.TRUE)
        today = {
            company: fields.Date.to_date(day) or business_day.today(self.env, company)
            for company in companies
        }
        plans = (
            self.env["cs.callback.plan"]
            .with_context(active_test=False)
            .search(Domain.TRUE)
        )
        for plan in plans:
            due = self.search(
                [
                    ("plan_id", "=", plan.id),
                    ("state", "=", "planned"),
                    ("user_id", "!=", False),
                    ("activity_ids", "=", False),
                ]
            ).filtered(
                lambda callback, ahead=timedelta(days=plan.reminder_days): (
                    callback.date_planned <= today[callback.company_id] + ahead
                )
            )
            for callback in due.with_context(mail_activity_quick_update=True):
                callback.activity_schedule(
                    "mail.mail_activity_data_call",
                    date_deadline=callback.date_planned,
                    summary=plan.name,
                    user_id=callback.user_id.id,
                )
