from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cs_vip import business_day

SUPERVISOR = "cs_department.group_supervisor"
# What was promised stays as it was said; a new date is a new promise.
SAID = {"name", "kind", "partner_id", "date_due", "ticket_id", "callback_id",
        "visit_id", "company_id"}  # fmt: skip


class CsPromise(models.Model):
    """What was promised to a customer: by whom, until when, kept or broken (C14)."""

    _name = "cs.promise"
    _description = "Promise to a Customer"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.overdue.mixin",
    ]
    _order = "date_due, id"
    _check_company_auto = True

    _transitions = {
        ("open", "kept"): None,
        ("open", "broken"): None,
        ("open", "released"): None,
        ("kept", "open"): SUPERVISOR,
        ("broken", "open"): SUPERVISOR,
        ("released", "open"): SUPERVISOR,
    }

    name = fields.Char(
        "Promised", required=True, help="In the words the customer heard."
    )
    kind = fields.Selection(
        [
            ("call", "Call Back"),
            ("answer", "Answer"),
            ("repair", "Repair"),
            ("visit", "Visit"),
            ("money", "Money"),
            ("other", "Other"),
        ],
        required=True,
        default="answer",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Who sees to it that the promise is kept.",
    )
    promised_by_id = fields.Many2one(
        "res.users",
        "Promised by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    date_promised = fields.Date(
        "Promised on",
        required=True,
        readonly=True,
        default=lambda self: business_day.today(self.env),
    )
    date_due = fields.Date("Due", required=True, index=True)
    date_done = fields.Date("Done on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("released", "Released by the Customer"),
        ],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    outcome = fields.Text(
        copy=False,
        tracking=True,
        help="Needed where the promise was broken, or the customer released us.",
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    callback_id = fields.Many2one(
        "cs.callback", index="btree_not_null", ondelete="cascade", check_company=True
    )
    visit_id = fields.Many2one(
        "cs.visit", index="btree_not_null", ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _open_due = models.Index("(user_id, date_due) WHERE state = 'open'")

    @api.depends("ticket_id", "callback_id", "visit_id")
    def _compute_partner_id(self):
        for promise in self:
            promise.partner_id = promise._source().partner_id or promise.partner_id

    def _source(self):
        return self.ticket_id or self.callback_id or self.visit_id

    @api.constrains("date_due", "date_promised")
    def _check_due(self):
        for promise in self:
            if promise.date_due < promise.date_promised:
                raise ValidationError(
                    self.env._(
                        "A promise cannot be due before it was made. Enter the day the "
                        "customer was told."
                    )
                )

    @api.constrains("ticket_id", "callback_id", "visit_id", "partner_id")
    def _check_source(self):
        for promise in self:
            # sudo: whose it is, compared only; nothing but its name is told
            told = promise.sudo()
            for source in (told.ticket_id, told.callback_id, told.visit_id):
                theirs = source.partner_id.commercial_partner_id
                if theirs and theirs != promise.partner_id.commercial_partner_id:
                    raise ValidationError(
                        self.env._(
                            "%s is about another customer than the promise.",
                            source.display_name,
                        )
                    )

    @api.constrains("user_id")
    def _check_responsible(self):
        """Somebody of the company who can see what the promise is about."""
        for promise in self:
            user = promise.user_id
            company = promise.company_id
            # sudo: where somebody works
            works_here = company in user.sudo().company_ids
            # sudo: what they have to see
            source = promise.sudo()._source()
            theirs = source.with_user(user).with_context(
                allowed_company_ids=company.ids
            )
            if (
                user.share
                or not works_here
                or (source and not theirs.has_access("read"))
            ):
                raise ValidationError(
                    self.env._(
                        "%s cannot see to this promise. Choose a colleague of the "
                        "company who may open the ticket, call or visit.",
                        user.name,
                    )
                )

    def _check_making(self):
        """Promises are made where one works: whoever may not write a ticket promises
        nothing on it; on a call or a visit it is enough to see it. A member promises
        for themselves or for the owner of the matter."""
        for promise in self:
            if promise.ticket_id:
                promise.ticket_id.check_access("write")
            for source in (promise.callback_id, promise.visit_id):
                if source:
                    source.check_access("read")
            # sudo: the owner, compared only
            told = promise.sudo()
            owner = told.ticket_id.user_id | told.callback_id.user_id
            if promise.user_id not in owner:
                promise._check_handing(promise.user_id)

    def _check_handing(self, user):
        """Nobody is given a promise by a colleague without being asked."""
        if user != self.env.user and not self.env.user.has_group(SUPERVISOR):
            raise AccessError(
                self.env._(
                    "You may take a promise over; giving it to %s is up to a "
                    "supervisor.",
                    user.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                for name in ("promised_by_id", "date_promised", "date_done"):
                    vals.pop(name, None)
        promises = super().create(vals_list)
        if not self.env.su:
            promises._check_making()
        promises._plan_reminder()
        return promises

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand(vals)
        result = super().write(vals)
        if vals.get("user_id"):
            self.filtered(lambda p: p.state == "open")._plan_reminder()
        return result

    def _check_by_hand(self, vals):
        if any(
            promise[name]
            != promise._fields[name].convert_to_record(
                promise._fields[name].convert_to_cache(vals[name], promise), promise
            )
            for name in SAID & set(vals)
            for promise in self
        ):
            raise UserError(
                self.env._(
                    "What was promised stays on record. Close this promise and enter "
                    "the new one."
                )
            )
        if "state" in vals:
            raise AccessError(self.env._("Use the buttons to close a promise."))
        if {"promised_by_id", "date_promised", "date_done"} & set(vals):
            raise AccessError(
                self.env._("Who promised what and when is not edited by hand.")
            )
        user = self.env["res.users"].browse(vals.get("user_id"))
        if user and self.user_id != user:
            self._check_handing(user)

    def _plan_reminder(self):
        """A task for whoever is responsible, on the day it is due."""
        # sudo: the responsible may be a colleague whose tasks nobody else writes
        for promise in self.sudo().filtered(lambda p: p.state == "open"):
            promise.activity_unlink(["mail.mail_activity_data_todo"])
            promise.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=promise.date_due,
                summary=promise.name,
                user_id=promise.user_id.id,
            )

    def _check_transition(self, old, new):
        result = super()._check_transition(old, new)
        if old == "open" and new in ("broken", "released"):
            if not (self.outcome or "").strip():
                raise UserError(
                    self.env._("Write down first why: the customer may ask again.")
                )
        if new == "kept" and old == "open" and self._is_late():
            raise UserError(
                self.env._(
                    "The promise was due on %s: late is not kept. Close it as broken "
                    "and write down when it was made good.",
                    fields.Date.to_string(self.date_due),
                )
            )
        return result

    def _is_late(self):
        return business_day.today(self.env, self.company_id) > self.date_due

    def _step(self, state):
        """A button's step, by whoever may write the promise."""
        self.check_access("write")
        for promise in self.filtered(lambda promise: promise.state != state):
            promise._check_transition(promise.state, state)
            day = business_day.today(self.env, promise.company_id)
            # sudo: checked above; state and day are not edited by hand
            promise.sudo().write({"state": state, "date_done": state != "open" and day})

    def _end(self, state):
        self._step(state)
        # sudo: as for the reminder
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_keep(self):
        self._end("kept")

    def action_break(self):
        self._end("broken")

    def action_release(self):
        self._end("released")

    def action_reopen(self):
        self._step("open")
        self._plan_reminder()

    def action_open_source(self):
        self.ensure_one()
        source = self._source()
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "view_mode": "form",
        }
