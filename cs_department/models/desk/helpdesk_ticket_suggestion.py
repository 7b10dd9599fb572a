from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip import business_day

from ..complaint.helpdesk_ticket import STAFF

SUPERVISOR = "cs_department.group_supervisor"
# (from, to): (what must be written down first, who may take the step)
STEPS = {
    ("received", "examined"): ("cs_suggestion_finding", None),
    ("examined", "assessed"): ("cs_suggestion_assessment", None),
    ("assessed", "accepted"): ("cs_suggestion_reason", SUPERVISOR),
    ("assessed", "declined"): ("cs_suggestion_reason", SUPERVISOR),
    ("accepted", "done"): ("cs_suggestion_result", None),
    ("accepted", "assessed"): (None, SUPERVISOR),
    ("declined", "assessed"): (None, SUPERVISOR),
}
DECIDED = ("accepted", "declined", "done")


class HelpdeskTicket(models.Model):
    """A suggestion is examined, assessed, decided and, if accepted, carried out; the
    customer hears the outcome (C12)."""

    _inherit = "helpdesk.ticket"

    cs_is_suggestion = fields.Boolean(
        string="Suggestion",
        compute="_compute_cs_is_suggestion",
        store=True,
        precompute=True,
        groups=STAFF,
    )
    cs_suggestion_state = fields.Selection(
        [
            ("received", "Received"),
            ("examined", "Examined"),
            ("assessed", "Assessed"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("done", "Carried Out"),
        ],
        string="Course of the Suggestion",
        compute="_compute_cs_suggestion_state",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        groups=STAFF,
    )
    cs_suggestion_finding = fields.Text(
        "Examination",
        copy=False,
        groups=STAFF,
        help="How it is today, and what the customer's idea would change.",
    )
    cs_suggestion_benefit = fields.Selection(
        [("1", "Small"), ("2", "Noticeable"), ("3", "Large")],
        "Benefit",
        copy=False,
        groups=STAFF,
    )
    cs_suggestion_effort = fields.Selection(
        [("1", "Small"), ("2", "Noticeable"), ("3", "Large")],
        "Effort",
        copy=False,
        groups=STAFF,
    )
    cs_suggestion_assessment = fields.Text(
        "Assessment",
        copy=False,
        groups=STAFF,
        help="What speaks for it and against it, and what it costs.",
    )
    cs_suggestion_reason = fields.Text(
        "Reason of the Decision",
        copy=False,
        groups=STAFF,
        help="In words the customer may read: it goes into the message.",
    )
    cs_suggestion_date = fields.Date(
        "To Be Carried Out by", copy=False, tracking=True, groups=STAFF
    )
    cs_suggestion_result = fields.Text("What Was Carried Out", copy=False, groups=STAFF)
    cs_suggestion_decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, groups=STAFF
    )
    cs_suggestion_date_decided = fields.Date(
        "Decided on", readonly=True, copy=False, groups=STAFF
    )
    cs_suggestion_told = fields.Datetime(
        "Customer Told on", readonly=True, copy=False, groups=STAFF
    )

    @api.depends("cs_request_type_id")
    def _compute_cs_is_suggestion(self):
        """Not related: as for complaints, old tickets stay what they were."""
        for ticket in self:
            ticket.cs_is_suggestion = ticket.cs_request_type_id.is_suggestion

    @api.depends("cs_is_suggestion")
    def _compute_cs_suggestion_state(self):
        for ticket in self:
            ticket.cs_suggestion_state = ticket.cs_is_suggestion and (
                ticket.cs_suggestion_state or "received"
            )

    @api.constrains("stage_id", "cs_request_type_id")
    def _check_cs_suggestion_decided(self):
        for ticket in self.sudo():  # sudo: portal customers close, too
            stage = ticket.stage_id
            if not (
                ticket.cs_is_suggestion and stage.closed and stage.cs_requires_outcome
            ):
                continue
            if ticket.cs_suggestion_state not in ("declined", "done"):
                raise ValidationError(
                    self.env._(
                        "Suggestion %s cannot be closed yet. It is declined with a "
                        "reason, or accepted and carried out, first.",
                        ticket.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            (vals.get("cs_suggestion_state") or "received") != "received"
            for vals in vals_list
        ):
            raise UserError(
                self.env._("A suggestion begins as received. Use the buttons to go on.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if "cs_suggestion_state" in vals:
            for ticket in self:
                ticket._check_cs_suggestion_step(vals["cs_suggestion_state"])
        return super().write(vals)

    def _cs_needs_closing_reason(self):
        undecided = self.cs_is_suggestion and self.cs_suggestion_state not in (
            "declined",
            "done",
        )
        return super()._cs_needs_closing_reason() or undecided

    @api.model
    def _cs_kept_fields(self):
        """The state has its steps, whoever takes them."""
        return super()._cs_kept_fields() - {"cs_suggestion_state"}

    def _check_cs_suggestion_step(self, new):
        old = self.cs_suggestion_state
        if old == new:
            return
        labels = dict(
            self._fields["cs_suggestion_state"]._description_selection(self.env)
        )
        if not self.cs_is_suggestion or (old, new) not in STEPS:
            raise UserError(
                self.env._(
                    "Ticket %(number)s cannot become “%(new)s”: it is “%(old)s”.",
                    number=self.number,
                    new=labels.get(new, new),
                    old=labels.get(old) or self.env._("no suggestion"),
                )
            )
        needed, group = STEPS[old, new]
        if group and not self.env.su and not self.env.user.has_group(group):
            raise UserError(
                self.env._("A supervisor decides on suggestions. Ask one of them.")
            )
        if needed and not (self[needed] or "").strip():
            raise UserError(
                self.env._(
                    "Fill in “%s” first.",
                    self._fields[needed]._description_string(self.env),
                )
            )

    def _cs_suggestion_go(self, state):
        self.write({"cs_suggestion_state": state})
        for ticket in self:
            today = business_day.today(self.env, ticket.company_id)
            if state in ("accepted", "declined"):
                # sudo: who decided and when follows from the button
                ticket.sudo().write(
                    {
                        "cs_suggestion_decided_by_id": self.env.uid,
                        "cs_suggestion_date_decided": today,
                    }
                )
            if state in DECIDED:
                ticket._cs_tell_suggestion()

    def _cs_tell_suggestion(self):
        """The customer hears the outcome; the message is queued."""
        if not self.partner_id.email and not self.partner_email:
            return
        template = self.env.ref("cs_department.mail_template_suggestion")
        template.send_mail(
            self.id,
            force_send=False,
            email_layout_xmlid="mail.mail_notification_light",
        )
        # sudo: as above
        self.sudo().cs_suggestion_told = business_day.now(self.env)

    def action_cs_suggestion_examined(self):
        self._cs_suggestion_go("examined")

    def action_cs_suggestion_assessed(self):
        self._cs_suggestion_go("assessed")

    def action_cs_suggestion_accept(self):
        self._cs_suggestion_go("accepted")

    def action_cs_suggestion_decline(self):
        self._cs_suggestion_go("declined")

    def action_cs_suggestion_done(self):
        self._cs_suggestion_go("done")

    def action_cs_suggestion_again(self):
        self._cs_suggestion_go("assessed")
