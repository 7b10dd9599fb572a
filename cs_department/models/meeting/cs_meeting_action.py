from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cs_vip import business_day

SUPERVISOR = "cs_department.group_supervisor"


class CsMeetingAction(models.Model):
    """What somebody does after a meeting, followed until it is done (C15)."""

    _name = "cs.meeting.action"
    _description = "Action of a Meeting"
    _inherit = ["cs.overdue.mixin"]
    _order = "state desc, date_due, id"

    meeting_id = fields.Many2one(
        "cs.meeting", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "cs.meeting.line",
        "Agenda Item",
        index="btree_not_null",
        ondelete="set null",
        domain="[('meeting_id', '=', meeting_id)]",
    )
    name = fields.Char("What", required=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, index=True, domain=[("share", "=", False)]
    )
    date_due = fields.Date("Until", required=True, index=True)
    date_done = fields.Date("Done on", readonly=True, copy=False)
    result = fields.Text()
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        related="meeting_id.company_id", store=True, index=True, precompute=True
    )

    @api.constrains("date_due", "meeting_id")
    def _check_due(self):
        for action in self:
            meeting = action.meeting_id
            day = business_day.business_day(meeting.company_id, meeting.date_start)
            if action.date_due < day:
                raise ValidationError(
                    self.env._("An action cannot be due before its meeting.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_stays()

    def _check_stays(self):
        if not self.env.su and "held" in self.meeting_id.mapped("state"):
            raise UserError(
                self.env._(
                    "What was agreed in a held meeting stays. Mark the action as done "
                    "and write down why nothing is left to do."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions.filtered(lambda action: action.meeting_id.state == "held")._plan()
        return actions

    def _plan(self):
        """A task for whoever agreed to do it; once, however often it is planned."""
        for action in self.filtered(lambda action: action.state == "open"):
            meeting = action.meeting_id
            known = meeting.activity_ids.filtered(
                lambda task, action=action: (
                    task.user_id == action.user_id and task.summary == action.name
                )
            )
            if not known:
                meeting.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=action.date_due,
                    summary=action.name,
                    user_id=action.user_id.id,
                )

    def write(self, vals):
        if not self.env.su and {"state", "date_done"} & set(vals):
            raise AccessError(self.env._("Use the buttons to close an action."))
        if "meeting_id" in vals:
            self._check_stays()
        return super().write(vals)

    def _check_actor(self):
        self.check_access("read")
        if not self.env.user.has_group(SUPERVISOR) and any(
            action.user_id != self.env.user for action in self
        ):
            raise AccessError(
                self.env._("Only who agreed to it, or a supervisor, closes an action.")
            )

    def action_done(self):
        self._check_actor()
        for action in self.sudo():  # sudo: who may do it was checked
            action.write(
                {
                    "state": "done",
                    "date_done": business_day.today(self.env, action.company_id),
                }
            )
            action.meeting_id.activity_ids.filtered(
                lambda task, action=action: (
                    task.user_id == action.user_id and task.summary == action.name
                )
            ).action_done()

    def action_reopen(self):
        self._check_actor()
        actions = self.sudo()  # sudo: as above
        actions.write({"state": "open", "date_done": False})
        actions._plan()
