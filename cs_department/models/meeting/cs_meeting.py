from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.cs_vip.business_day import now

SUPERVISOR = "cs_department.group_supervisor"
MANAGER = "cs_department.group_manager"
# What was said and when stays as it was, once the meeting was held.
HELD = {"name", "date_start", "duration", "department_ids", "minutes"}


class CsMeeting(models.Model):
    """Departments talk over complaints: agenda from open cases, minutes, actions
    (C15)."""

    _name = "cs.meeting"
    _description = "Complaint Meeting"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.bilingual.mixin",
    ]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    _transitions = {
        ("planned", "held"): SUPERVISOR,
        ("planned", "cancelled"): SUPERVISOR,
        ("held", "planned"): MANAGER,
        ("cancelled", "planned"): SUPERVISOR,
    }

    name = fields.Char("Subject", required=True, tracking=True)
    date_start = fields.Datetime(
        "Begins", required=True, index=True, default=lambda self: now(self.env)
    )
    duration = fields.Float("Hours", default=1.0)
    location = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        "Chair",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="Their open complaints make the agenda. Empty: those of all.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        string="Participants",
        domain=[("share", "=", False)],
        help="They read agenda and minutes, and are told.",
    )
    line_ids = fields.One2many("cs.meeting.line", "meeting_id", "Agenda")
    action_ids = fields.One2many("cs.meeting.action", "meeting_id", "Actions")
    earlier_action_ids = fields.Many2many(
        "cs.meeting.action",
        string="Open from Earlier Meetings",
        compute="_compute_earlier_action_ids",
    )
    minutes = fields.Html(sanitize=True)
    open_action_count = fields.Integer(compute="_compute_open_action_count")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _duration_positive = models.Constraint(
        "CHECK(duration > 0 AND duration <= 24)",
        "A meeting lasts longer than no time, and a day at most.",
    )

    @api.depends("action_ids.state")
    def _compute_open_action_count(self):
        counts = dict(
            self.env["cs.meeting.action"]._read_group(
                [("meeting_id", "in", self.ids), ("state", "=", "open")],
                ["meeting_id"],
                ["__count"],
            )
        )
        for meeting in self:
            meeting.open_action_count = counts.get(meeting._origin, 0)

    @api.depends("date_start", "company_id")
    def _compute_earlier_action_ids(self):
        actions = self.env["cs.meeting.action"].search(
            [("state", "=", "open"), ("company_id", "in", self.company_id.ids)]
        )
        for meeting in self:
            meeting.earlier_action_ids = actions.filtered(
                lambda action, meeting=meeting: (
                    action.meeting_id != meeting._origin
                    and action.company_id == meeting.company_id
                    and action.meeting_id.date_start <= meeting.date_start
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        for meeting in meetings:
            meeting.message_subscribe(meeting.participant_ids.partner_id.ids)
        return meetings

    def write(self, vals):
        if HELD & set(vals):
            self._check_not_held()
        result = super().write(vals)
        if "participant_ids" in vals:
            for meeting in self:
                meeting.message_subscribe(meeting.participant_ids.partner_id.ids)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_not_held()

    def _check_not_held(self):
        """Agenda and minutes of a held meeting are a record of what was decided."""
        if not self.env.su and "held" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "The meeting was held: agenda and minutes are fixed. A manager can "
                    "plan it again."
                )
            )

    def _agenda_domain(self):
        """Open complaints: overdue, repeated, serious or waiting for a department."""
        domain = (
            Domain("cs_is_complaint", "=", True)
            & Domain("stage_id.closed", "=", False)
            & Domain("company_id", "=", self.company_id.id)
        )
        if self.department_ids:
            domain &= Domain("cs_department_id", "in", self.department_ids.ids)
        return domain & (
            Domain("cs_overdue", "=", True)
            | Domain("cs_repeat_of_id", "!=", False)
            | Domain("cs_severity", "in", ("serious", "critical"))
            | Domain("stage_id.cs_waiting_for", "=", "department")
        )

    def action_draw_agenda(self):
        """Add the open cases that are not on the agenda yet; nothing is taken off."""
        for meeting in self:
            if meeting.state != "planned":
                raise UserError(
                    self.env._("The agenda is drawn before the meeting is held.")
                )
            tickets = self.env["helpdesk.ticket"].search(
                meeting._agenda_domain(), order="cs_deadline, priority desc, id"
            )
            new = tickets - meeting.line_ids.ticket_id
            meeting.line_ids = [
                Command.create({"ticket_id": ticket.id, "sequence": 10 + place})
                for place, ticket in enumerate(new, len(meeting.line_ids))
            ]
        return True

    def action_invite(self):
        """Queue the invitation with the agenda to the participants."""
        self.ensure_one()
        if not self.participant_ids:
            raise UserError(self.env._("Choose participants first."))
        template = self.env.ref("cs_department.mail_template_meeting")
        self.message_post_with_source(
            template,
            partner_ids=self.participant_ids.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
            force_send=False,
        )
        return True

    def action_hold(self):
        self.write({"state": "held"})
        self.action_ids._plan()

    def action_cancel(self):
        self.write({"state": "cancelled"})

    def action_plan(self):
        self.write({"state": "planned"})
