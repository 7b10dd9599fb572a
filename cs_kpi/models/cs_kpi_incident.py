from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip import business_day

from .cs_kpi_rule import KINDS

SUPERVISOR = "cs_department.group_supervisor"


class CsKpiIncident(models.Model):
    """A lapse, a breach, praise or criticism of one person on one day (P1, P6).

    The employee is told and may object; an incident counts until it is
    withdrawn. Points come from the rule and stay what they were when the rule
    changes later.
    """

    _name = "cs.kpi.incident"
    _description = "Appraisal Incident"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.workflow.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _transitions = {
        ("proposed", "recorded"): SUPERVISOR,
        ("proposed", "withdrawn"): SUPERVISOR,
        ("recorded", "objected"): None,
        ("recorded", "withdrawn"): SUPERVISOR,
        ("objected", "recorded"): SUPERVISOR,
        ("objected", "withdrawn"): SUPERVISOR,
    }

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    # sudo: the link from an employee to the user is what decides who may read
    user_id = fields.Many2one(
        related="employee_id.user_id", string="User", store=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        index=True,
        compute_sudo=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: business_day.today(self.env),
        tracking=True,
    )
    kind = fields.Selection(KINDS, required=True, index=True)
    rule_id = fields.Many2one(
        "cs.kpi.rule",
        compute="_compute_rule_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', kind)]",
        check_company=True,
        tracking=True,
    )
    points = fields.Float(
        digits=(16, 2),
        compute="_compute_points",
        store=True,
        precompute=True,
        aggregator="sum",
    )
    is_warning = fields.Boolean(related="rule_id.is_warning")
    description = fields.Text("What Happened", help="Facts, place and time.")
    evidence = fields.Text(
        help="Who saw it, which record or recording shows it. Files can be attached."
    )
    recorder_id = fields.Many2one(
        "res.users",
        "Recorded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    informed_on = fields.Datetime("Employee Informed on", readonly=True, copy=False)
    objection = fields.Text(readonly=True, copy=False, tracking=True)
    answer = fields.Text(
        "Answer to the Objection", readonly=True, copy=False, tracking=True
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("recorded", "Recorded"),
            ("objected", "Objected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="recorded",
        copy=False,
        index=True,
        tracking=True,
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for incident in self:
            incident.department_id = incident.employee_id.department_id

    @api.depends("kind")
    def _compute_rule_id(self):
        """The rule goes without saying where its kind has only one."""
        by_kind = self.env["cs.kpi.rule"]._read_group(
            [("kind", "in", self.mapped("kind")), ("company_id", "=", False)],
            ["kind"],
            ["id:recordset"],
        )
        only = {kind: rules for kind, rules in by_kind if len(rules) == 1}
        for incident in self:
            if incident.rule_id.kind != incident.kind:
                incident.rule_id = only.get(incident.kind, False)

    @api.depends("rule_id")
    def _compute_points(self):
        for incident in self:
            incident.points = incident.rule_id.points

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for incident in self:
            incident.is_mine = incident.user_id == self.env.user

    @api.depends("employee_id", "rule_id", "date")
    def _compute_display_name(self):
        for incident in self:
            # sudo: whoever reads the incident may know whom it is about
            employee = incident.sudo().employee_id
            incident.display_name = bool(employee) and self.env._(
                "%(employee)s, %(date)s: %(rule)s",
                employee=employee.name,
                date=incident.date or "",
                rule=incident.rule_id.name or "",
            )

    @api.constrains("kind", "rule_id")
    def _check_rule(self):
        for incident in self:
            if incident.rule_id.kind != incident.kind:
                raise ValidationError(
                    self.env._(
                        'The rule "%s" is not of the kind that was chosen.',
                        incident.rule_id.name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        for incident in self:
            if incident.date > business_day.today(self.env, incident.company_id):
                raise ValidationError(
                    self.env._("An incident cannot be dated in the future.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals["recorder_id"] = self.env.uid
        incidents = super().create(vals_list)
        incidents.filtered(lambda i: i.state == "recorded")._inform()
        return incidents

    def write(self, vals):
        if not self.env.su:
            if "state" in vals:
                raise UserError(
                    self.env._("Use the buttons to object, uphold or withdraw.")
                )
            if vals.keys() & {"employee_id", "rule_id", "kind", "date", "points"} and (
                settled := self.filtered(
                    lambda i: i.state not in ("proposed", "recorded")
                )
            ):
                raise UserError(
                    self.env._(
                        'Nothing changes in "%s" any more: it was objected to or '
                        "withdrawn. Record another incident.",
                        settled[0].display_name,
                    )
                )
        return super().write(vals)

    def _inform(self):
        """Tell the employees; who has no user is told in person."""
        told = self.filtered(lambda i: i.user_id.partner_id.email)
        template = self.env.ref("cs_kpi.mail_template_incident", False)
        if told and template:
            # sudo: the text of the template names the employee; recipients are
            # the employees themselves
            template.sudo().send_mail_batch(told.ids)
            # sudo: a date that nobody types in
            told.sudo().write({"informed_on": business_day.now(self.env)})

    def action_informed(self):
        """The employee was told in person."""
        self.check_access("write")
        # sudo: a date that nobody types in
        self.sudo().write({"informed_on": business_day.now(self.env)})

    def _object(self, text):
        """The employee objects (P3)."""
        for incident in self:
            if incident.user_id != self.env.user:
                raise UserError(
                    self.env._("Only the employee concerned can object to this.")
                )
            incident._check_transition(incident.state, "objected")
        # sudo: it was checked above that it is the employee's own incident
        self.sudo().write({"state": "objected", "objection": text})

    def _settle(self, state, text):
        """The supervisor upholds (``recorded``) or withdraws an incident."""
        self.check_access("write")
        for incident in self:
            if incident.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You cannot decide on an incident of your own. Ask another "
                        "supervisor or the manager."
                    )
                )
            incident._check_transition(incident.state, state)
        # sudo: rights and transition were checked above; `state` is closed to RPC
        self.sudo().write({"state": state, "answer": text})

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(
            self.env._("Incidents are kept. Withdraw one that should not count.")
        )
