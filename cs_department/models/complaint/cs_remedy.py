from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip.business_day import now

from ...exact import check_numbers

# A remedy moves along these steps only (C6).
TRANSITIONS = {
    ("sought", "approved"),
    ("sought", "refused"),
    ("approved", "delivered"),
    ("approved", "refused"),
    ("approved", "sought"),
    ("refused", "sought"),
    ("delivered", "refused"),  # points taken back, see cs_remedy_points
}
STEP_FIELDS = {
    "sought": ("date_sought", "user_id"),
    "approved": ("date_approved", "approved_user_id"),
    "delivered": ("date_delivered", "delivered_user_id"),
    "refused": ("date_refused", "refused_user_id"),
}
RECORD_FIELDS = {name for pair in STEP_FIELDS.values() for name in pair} | {
    "asked_user_id",
    "date_asked",
}
GRANTED = ("approved", "delivered")
# Agreed on approval; a change starts again from "sought".
AGREED_FIELDS = {"ticket_id", "kind_id", "amount", "currency_id"}


class CsRemedy(models.Model):
    """What the customer gets, or is refused with a reason (C6).

    Nobody promises beyond their authority: approving is where the limit of the
    kind is checked, whoever writes the state.
    """

    _name = "cs.remedy"
    _description = "Remedy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_sought desc, id desc"
    _rec_name = "kind_id"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    kind_id = fields.Many2one(
        "cs.remedy.kind",
        required=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    has_amount = fields.Boolean(related="kind_id.has_amount")
    description = fields.Text(help="What exactly is given, or why it is refused.")
    amount = fields.Monetary(tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        required=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="ticket_id.partner_id", string="Customer", store=True, index=True
    )
    state = fields.Selection(
        [
            ("sought", "Sought"),
            ("approved", "Approved"),
            ("delivered", "Delivered"),
            ("refused", "Refused"),
        ],
        default="sought",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    refusal_reason = fields.Text(copy=False)
    date_planned = fields.Date(
        string="Planned Completion",
        help="Date agreed with the customer for carrying the remedy out.",
    )
    date_sought = fields.Datetime(readonly=True, copy=False)
    date_approved = fields.Datetime(readonly=True, copy=False)
    date_delivered = fields.Datetime(readonly=True, copy=False)
    date_refused = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, copy=False
    )
    approved_user_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    delivered_user_id = fields.Many2one(
        "res.users", string="Delivered by", readonly=True, copy=False
    )
    refused_user_id = fields.Many2one(
        "res.users", string="Refused by", readonly=True, copy=False
    )
    can_approve = fields.Boolean(
        compute="_compute_can_approve", help="Within the limit of the current user."
    )
    approval_reason = fields.Char(
        string="Why Approval Is Needed", compute="_compute_can_approve"
    )

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount of a remedy cannot be negative."
    )

    @api.depends("ticket_id.company_id")
    def _compute_currency_id(self):
        for remedy in self:
            remedy.currency_id = (
                remedy.ticket_id.company_id or self.env.company
            ).currency_id

    @api.depends("kind_id", "amount", "currency_id", "ticket_id.cs_remedy_ids.state")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for remedy in self:
            limit = remedy._authority_limit()
            currency = remedy.kind_id.currency_id or remedy.currency_id
            amount = remedy._case_amount() if limit is not None else 0.0
            remedy.can_approve = True
            remedy.approval_reason = False
            if limit is not None and currency.compare_amounts(amount, limit) > 0:
                remedy.can_approve = False
                remedy.approval_reason = self.env._(
                    "%(amount)s for “%(kind)s” on this ticket is above your limit of "
                    "%(limit)s. Ask for approval.",
                    amount=currency.format(amount),
                    kind=remedy.kind_id.name,
                    limit=currency.format(limit),
                )

    def _authority_limit(self):
        """Highest amount the current user may promise; None without limit (C6)."""
        if self.env.su or self.env.user.has_group("cs_department.group_manager"):
            return None
        if self.env.user.has_group("cs_department.group_supervisor"):
            return self.kind_id.supervisor_limit
        return self.kind_id.agent_limit

    def _limit_amount(self):
        """Amount in the currency of the limits, at the rate of today."""
        return self.currency_id._convert(
            self.amount, self.kind_id.currency_id, self.company_id
        )

    def _granted_before(self):
        """Remedies of the kind that the ticket has been granted already."""
        # sudo: sums alone, of the ticket whose remedy is read
        others = self.ticket_id._origin.sudo().cs_remedy_ids - self._origin
        kind = self.kind_id._origin
        return others.filtered(
            lambda other: other.kind_id == kind and other.state in GRANTED
        )

    def _case_amount(self):
        """What the limit of a case is compared with: no parts pass it (C6)."""
        granted = self._granted_before()
        return self._limit_amount() + sum(other._limit_amount() for other in granted)

    @api.constrains("kind_id", "amount")
    def _check_amount(self):
        for remedy in self:
            if remedy.amount and not remedy.kind_id.has_amount:
                raise ValidationError(
                    self.env._(
                        "A remedy of kind “%s” has no amount. Choose another kind, "
                        "or set the amount to zero.",
                        remedy.kind_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        moment = now(self.env)
        for vals in vals_list:
            if not self.env.su and (
                vals.get("state", "sought") != "sought" or RECORD_FIELDS & vals.keys()
            ):
                raise UserError(
                    self.env._(
                        "A remedy begins as “sought”. Record it first, then have it "
                        "approved."
                    )
                )
            check_numbers(self, vals)
            vals.setdefault("date_sought", moment)
            vals.setdefault("user_id", self.env.uid)
        remedies = super().create(vals_list)
        remedies._check_ticket_open()
        return remedies

    def write(self, vals):
        if AGREED_FIELDS & vals.keys():
            self._check_still_sought()
        check_numbers(self, vals)
        state = vals.get("state")
        if state == "approved" and len(self) > 1:
            for remedy in self:  # each counts for the limits of the next
                remedy.write(vals)
            return True
        if not self.env.su and RECORD_FIELDS & vals.keys():
            raise UserError(
                self.env._("Who did a step and when is recorded by the step itself.")
            )
        if state:
            self._check_step(state, vals)
            date_field, user_field = STEP_FIELDS[state]
            vals = {
                **vals,
                date_field: vals.get(date_field) or now(self.env),
                user_field: self.env.uid,
            }
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_sought(self):
        if any(remedy.state != "sought" for remedy in self):
            raise UserError(
                self.env._(
                    "Only remedies that are still sought can be deleted; the others "
                    "are part of the record."
                )
            )

    def _check_still_sought(self):
        for remedy in self:
            if remedy.state != "sought":
                raise UserError(
                    self.env._(
                        "Remedy “%s” is already agreed. Take it back to “sought” "
                        "before you change its kind or amount.",
                        remedy.kind_id.name,
                    )
                )

    def _check_ticket_open(self):
        for ticket in self.ticket_id:
            if ticket.closed and not self.env.su:
                raise UserError(
                    self.env._(
                        "Ticket %s is closed. Reopen it before you change its "
                        "remedies.",
                        ticket.number,
                    )
                )

    def _check_step(self, state, vals):
        """Refuse steps that skip one, lack a reason or exceed the authority."""
        self._check_ticket_open()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for remedy in self:
            if (remedy.state, state) not in TRANSITIONS:
                raise UserError(
                    self.env._(
                        "A remedy cannot go from “%(old)s” to “%(new)s”.",
                        old=labels[remedy.state],
                        new=labels.get(state, state),
                    )
                )
            if state == "approved" and not remedy.can_approve:
                raise UserError(remedy.approval_reason)
            description = vals.get("description", remedy.description)
            if state == "delivered" and remedy.kind_id.needs_reason:
                remedy._check_reason(description)
            if state == "refused":
                remedy._check_reason(vals.get("refusal_reason", remedy.refusal_reason))

    def _check_reason(self, text):
        if not (text or "").strip():
            raise UserError(
                self.env._(
                    "Write down the reason for “%s” first; the customer hears it.",
                    self.kind_id.name,
                )
            )

    def action_approve(self):
        return self.write({"state": "approved"})

    def action_deliver(self):
        return self.write({"state": "delivered"})

    def action_refuse(self):
        return self.write({"state": "refused"})

    def action_reset(self):
        return self.write({"state": "sought"})
