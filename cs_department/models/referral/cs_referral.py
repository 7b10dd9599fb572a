from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import html2plaintext

from odoo.addons.cs_vip import business_day

CONTACT = "cs_department.group_department_contact"
DESK = {"ticket_id", "department_id", "question", "date_due", "company_id"}
ANSWER = {"answer", "cause_id", "fault", "prevention"}
OWN_STEPS = {"state", "date_asked", "asked_by_id", "date_answered", "answered_by_id"}


class CsReferral(models.Model):
    """A question to the department that answers for the cause, and its answer
    (C4, C5).

    The department's contacts work on this small document, on the screen or by
    answering the e-mail; they need not see the rest of the helpdesk.
    """

    _name = "cs.referral"
    _description = "Referral to a Department"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.bilingual.mixin",
        "cs.overdue.mixin",
    ]
    _order = "date_due, id desc"
    _rec_name = "name"
    _check_company_auto = True
    _mail_post_access = "read"
    _overdue_state = "asked"

    _transitions = {
        ("asked", "answered"): None,
        ("asked", "withdrawn"): None,
        ("answered", "asked"): None,
        ("withdrawn", "asked"): None,
    }

    name = fields.Char(compute="_compute_name", store=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_id = fields.Many2one(
        "product.product", compute="_compute_about", compute_sudo=True
    )
    batch = fields.Char(
        "Batch or Production Date", compute="_compute_about", compute_sudo=True
    )
    about = fields.Char("Complaint", compute="_compute_about", compute_sudo=True)
    question = fields.Text(
        required=True, help="What the department has to find out or decide."
    )
    date_due = fields.Date(
        "Answer Due",
        required=True,
        index=True,
        default=lambda self: self._default_date_due(),
        tracking=True,
    )
    asked_by_id = fields.Many2one(
        "res.users", "Asked by", readonly=True, default=lambda self: self.env.user
    )
    date_asked = fields.Datetime(
        "Asked on", readonly=True, default=lambda self: business_day.now(self.env)
    )
    answer = fields.Text("Finding and Proposed Remedy", tracking=True)
    cause_id = fields.Many2one(
        "cs.cause", "Cause Found", check_company=True, ondelete="restrict"
    )
    fault = fields.Selection(
        [("open", "Still open"), ("ours", "Ours"), ("not_ours", "Not ours")],
        default="open",
        required=True,
        tracking=True,
    )
    prevention = fields.Text(help="What is done so that it does not happen again.")
    answered_by_id = fields.Many2one(
        "res.users", "Signed by", readonly=True, copy=False
    )
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="asked",
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )

    _open_due = models.Index("(department_id, date_due) WHERE state = 'asked'")

    @api.model
    def _default_date_due(self):
        days = self.env.company.cs_referral_days
        return business_day.today(self.env) + timedelta(days=days)

    @api.depends("ticket_id")
    def _compute_department_id(self):
        for referral in self:
            referral.department_id = (
                referral.department_id or referral.ticket_id.cs_department_id
            )

    @api.depends("ticket_id.number", "department_id.name")
    def _compute_name(self):
        for referral in self:
            referral.name = referral._title()

    @api.depends("ticket_id.number", "department_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The name, with the department in the reader's language."""
        for referral in self:
            referral.display_name = referral._title()

    def _title(self):
        # sudo: number and names only
        referral = self.sudo()
        parts = referral.ticket_id.number, referral.department_id.name
        return " · ".join(part for part in parts if part)

    @api.depends("ticket_id")
    def _compute_about(self):
        for referral in self:
            ticket = referral.ticket_id
            referral.about = ticket.name
            referral.product_id = ticket.cs_product_id
            referral.batch = ticket.cs_batch

    @api.constrains("date_due")
    def _check_due(self):
        for referral in self:
            asked = business_day.business_day(referral.company_id, referral.date_asked)
            if referral.date_due < asked:
                raise ValidationError(
                    self.env._("An answer cannot be due before it was asked for.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                for name in (OWN_STEPS | ANSWER) - {"state"}:
                    vals.pop(name, None)
        referrals = super().create(vals_list)
        for referral in referrals:
            referral.ticket_id.check_access("write")
            if referral.ticket_id.closed:
                raise UserError(
                    self.env._("Ticket %s is closed.", referral.ticket_id.number)
                )
        referrals._ask()
        return referrals

    def write(self, vals):
        if not self.env.su:
            if "state" in vals:
                raise AccessError(
                    self.env._("Use the buttons to answer, withdraw or ask again.")
                )
            if OWN_STEPS & set(vals):
                raise AccessError(
                    self.env._("Who asked and answered is not edited by hand.")
                )
            desk = self.env.user.has_group("cs_department.group_member")
            if DESK & set(vals) and not desk:
                raise AccessError(
                    self.env._("The question is the desk's. Write your answer.")
                )
            if ANSWER & set(vals):
                self._check_answering()
        return super().write(vals)

    def _check_answering(self):
        """The department answers; the desk may write down what it was told."""
        if any(referral.state != "asked" for referral in self):
            raise UserError(
                self.env._("The answer is given. Ask the desk to open it again.")
            )

    def _contacts(self):
        """Users of the department who may answer."""
        # sudo: who belongs to a department, for those who ask it
        users = self.sudo().department_id.member_ids.user_id
        return users.filtered(lambda user: user.active and user.has_group(CONTACT))

    def _addressees(self):
        """Who gets the question: the contacts, else whoever of the department has an
        e-mail address; the desk then writes down what they say."""
        # sudo: as for the contacts
        department = self.sudo().department_id
        staff = (department.manager_id | department.member_ids).filtered_domain(
            [("company_id", "=", self.company_id.id)]
        )
        return self._contacts().partner_id or staff.work_contact_id.filtered("email")

    def _check_askable(self):
        """A question that reaches nobody would wait for ever."""
        department = self.sudo().department_id  # sudo: its name and whether it exists
        if not department.active:
            raise UserError(
                self.env._(
                    "%s no longer exists. Ask another department.", department.name
                )
            )
        if not self._addressees():
            raise UserError(
                self.env._(
                    "Nobody of %s can be asked. Under Employees, give somebody of this "
                    "department an e-mail address, or a user with the role Department "
                    "Contact; or ask another department.",
                    department.name,
                )
            )

    def _ask(self):
        """Tell the contacts, plan their task, and note on the ticket who is waited
        for."""
        template = self.env.ref("cs_department.mail_template_referral")
        stage = self.env["helpdesk.ticket.stage"].search(
            [("cs_waiting_for", "=", "department")], limit=1
        )
        for referral in self:
            referral._check_askable()
            contacts = referral._contacts()
            # sudo: the task is a colleague's in another department
            task = referral.sudo()
            for user in contacts:
                task.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=referral.date_due,
                    summary=self.env._("Answer the question of customer service"),
                    user_id=user.id,
                )
            task.message_post_with_source(
                template,
                partner_ids=referral._addressees().ids,
                subtype_xmlid="mail.mt_comment",
                force_send=False,
            )
            referral.ticket_id.message_post(
                body=self.env._(
                    "%(department)s was asked: %(question)s",
                    department=task.department_id.name,
                    question=referral.question,
                )
            )
            if stage and not referral.ticket_id.stage_id.cs_waiting_for:
                referral.ticket_id.stage_id = stage

    def _check_transition(self, old, new):
        result = super()._check_transition(old, new)
        if (old, new) == ("asked", "answered") and not (self.answer or "").strip():
            raise UserError(
                self.env._("Write down what was found before you give the answer.")
            )
        desk = self.env.su or self.env.user.has_group("cs_department.group_member")
        if new in ("withdrawn", "asked") and old != new and not desk:
            raise AccessError(self.env._("Only customer service takes this step."))
        return result

    def _step(self, state, **values):
        """A button's step, by whoever may write the referral; with all rights it goes
        on, because what follows is not edited by hand."""
        self.check_access("write")
        for referral in self:
            if referral.state == state:
                raise UserError(
                    self.env._(
                        '"%(name)s" is "%(state)s" already.',
                        name=referral.display_name,
                        state=referral._state_label(state),
                    )
                )
            referral._check_transition(referral.state, state)
        stepped = self.sudo()  # sudo: checked above
        stepped.write({"state": state, **values})
        return stepped

    def action_answer(self):
        """Sign the answer; it comes back to the ticket with cause and fault."""
        for referral in self:
            signed = referral._step(
                "answered",
                answered_by_id=self.env.uid,
                date_answered=business_day.now(self.env),
            )
            signed.activity_unlink(["mail.mail_activity_data_todo"])
            # the department may not write tickets: what it found is its part of this
            signed._bring_back()

    def _bring_back(self):
        ticket = self.ticket_id
        values = {}
        if self.cause_id and not ticket.cs_cause_id:
            values["cs_cause_id"] = self.cause_id.id
        if self.fault != "open" and ticket.cs_fault == "open":
            values["cs_fault"] = self.fault
        if values:
            ticket.write(values)
        ticket.message_post(
            body=self.env._(
                "%(department)s answered: %(answer)s",
                department=self.department_id.name,
                answer=self.answer,
            ),
            author_id=self.env.user.partner_id.id,
        )
        if ticket.user_id:
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Answer of %s", self.department_id.name),
                user_id=ticket.user_id.id,
            )

    def action_withdraw(self):
        self._step("withdrawn").activity_unlink(["mail.mail_activity_data_todo"])

    def action_ask_again(self):
        """Not enough: the department is asked once more; its answer stays readable in
        the log, the signature under it is void."""
        self._step("asked", answered_by_id=False, date_answered=False)
        self._ask()

    def action_open_ticket(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "view_mode": "form",
        }

    def message_update(self, msg_dict, update_vals=None):
        """A contact answers by e-mail: that is the answer, once; what a program sent
        is none. The mail gateway runs as the system; over RPC nobody answers in
        another's name."""
        result = super().message_update(msg_dict, update_vals)
        if not self.env.su or self.env.context.get("cs_automatic_mail"):
            return result
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        text = html2plaintext(msg_dict.get("body") or "").strip()
        for referral in self.filtered(lambda r: r.state == "asked"):
            user = referral._contacts().filtered(lambda u: u.partner_id == author)[:1]
            if user and text and not referral.answer:
                answered = referral.with_user(user)
                answered.answer = text
                answered.action_answer()
        return result
