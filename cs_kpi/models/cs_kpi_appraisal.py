from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SUPERVISOR = "cs_department.group_supervisor"
MANAGER = "cs_department.group_manager"

# What the people of the flow write themselves; everything else is computed.
WRITTEN_BY_HAND = {"supervisor_comment", "decision"}


class CsKpiAppraisal(models.Model):
    """One person's score of one month (P1), in the flow of P3.

    Nobody creates, edits or deletes one by hand. A confirmed appraisal is
    frozen with its items and evidence; a correction is a new version.
    """

    _name = "cs.kpi.appraisal"
    _description = "Appraisal"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.bilingual.mixin",
        "cs.kpi.month.mixin",
    ]
    _order = "date_from desc, employee_name, version desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _transitions = {
        ("computed", "reviewed"): SUPERVISOR,
        ("reviewed", "computed"): SUPERVISOR,
        ("reviewed", "objected"): None,
        ("objected", "reviewed"): MANAGER,
        ("reviewed", "confirmed"): MANAGER,
        ("objected", "confirmed"): MANAGER,
    }

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    employee_name = fields.Char(
        readonly=True, help="Kept, so that a sheet stays what it was."
    )
    user_id = fields.Many2one("res.users", readonly=True, index=True)
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_from = fields.Date("Month", required=True, readonly=True, index=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    scheme_id = fields.Many2one(
        "cs.kpi.scheme", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version = fields.Integer(default=1, readonly=True, aggregator=None)
    correction_of_id = fields.Many2one(
        "cs.kpi.appraisal",
        "Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    correction_reason = fields.Text("Reason of the Correction", readonly=True)
    correction_ids = fields.One2many(
        "cs.kpi.appraisal", "correction_of_id", "Corrections"
    )
    superseded = fields.Boolean(
        compute="_compute_superseded",
        store=True,
        index=True,
        help="A later version of this month is confirmed.",
    )
    state = fields.Selection(
        [
            ("computed", "Computed"),
            ("reviewed", "Reviewed"),
            ("objected", "Objected"),
            ("confirmed", "Confirmed"),
        ],
        required=True,
        readonly=True,
        default="computed",
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        "cs.kpi.appraisal.line", "appraisal_id", "Items", readonly=True
    )
    item_score = fields.Float(
        "Score of the Items", digits=(16, 2), readonly=True, aggregator="avg"
    )
    bonus = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    penalty = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    score = fields.Float(
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="Items plus bonus less penalty; never below zero.",
    )
    supervisor_comment = fields.Text(
        help="What the figures do not say: circumstances, agreed targets, training."
    )
    reviewed_by_id = fields.Many2one(
        "res.users", "Supervisor", readonly=True, copy=False
    )
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    objection_until = fields.Date("Objection Possible until", readonly=True, copy=False)
    read_on = fields.Datetime("Read by the Employee on", readonly=True, copy=False)
    employee_comment = fields.Text(readonly=True, copy=False)
    objection = fields.Text(readonly=True, copy=False)
    objected_on = fields.Datetime(readonly=True, copy=False)
    decision = fields.Text(
        "Decision on the Objection",
        copy=False,
        help="The manager's answer to the objection, which the employee reads.",
    )
    confirmed_by_id = fields.Many2one("res.users", "Manager", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    history_count = fields.Integer("Months", compute="_compute_history_count")
    incident_count = fields.Integer(
        compute="_compute_incident_count",
        groups="cs_department.group_member,cs_department.group_installer",
    )

    _version_unique = models.UniqueIndex(
        "(employee_id, date_from, version)",
        "This month of this employee is appraised already.",
    )

    @api.depends("employee_name", "month", "version")
    def _compute_display_name(self):
        for appraisal in self:
            name = self.env._(
                "%(employee)s, %(month)s",
                employee=appraisal.employee_name or "",
                month=appraisal.month,
            )
            if appraisal.version > 1:
                name = self.env._(
                    "%(name)s (version %(version)s)",
                    name=name,
                    version=appraisal.version,
                )
            appraisal.display_name = name

    @api.depends("correction_ids.state")
    def _compute_superseded(self):
        for appraisal in self:
            appraisal.superseded = any(
                version.state == "confirmed" for version in appraisal.correction_ids
            )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for appraisal in self:
            appraisal.is_mine = appraisal.user_id == self.env.user

    @api.depends("employee_id")
    def _compute_history_count(self):
        counts = dict(
            self._read_group(
                [("employee_id", "in", self.employee_id.ids)],
                ["employee_id"],
                ["date_from:count_distinct"],
            )
        )
        for appraisal in self:
            appraisal.history_count = counts.get(appraisal.employee_id, 0)

    @api.depends("employee_id", "date_from")
    def _compute_incident_count(self):
        counts = {}
        if self.employee_id:
            rows = self.env["cs.kpi.incident"]._read_group(
                [
                    ("employee_id", "in", self.employee_id.ids),
                    ("date", ">=", min(self.mapped("date_from"))),
                    ("date", "<=", max(self.mapped("date_to"))),
                ],
                ["employee_id", "date:month"],
                ["__count"],
            )
            counts = {(employee, first): count for employee, first, count in rows}
        for appraisal in self:
            key = appraisal.employee_id, appraisal.date_from
            appraisal.incident_count = counts.get(key, 0)

    def action_open_history(self):
        """The same person's other months and versions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_kpi.action_appraisal"
        )
        domain = [("employee_id", "=", self.employee_id.id)]
        return {**action, "domain": domain, "context": {}}

    def action_open_incidents(self):
        """What was recorded about the person in the month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_kpi.action_incident")
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        return {**action, "domain": domain, "context": {}}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Appraisals are computed: use Service Appraisal, Compute a Month."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        business = self._business_fields(vals)
        if business and (frozen := self.filtered(lambda a: a.state == "confirmed")):
            raise UserError(
                self.env._(
                    "%s is confirmed and stays as it is. Make a correction: it "
                    "becomes a new version with a reason.",
                    frozen[0].display_name,
                )
            )
        if not self.env.su and business - WRITTEN_BY_HAND:
            raise AccessError(
                self.env._(
                    "Computed figures and states of an appraisal are not edited by "
                    "hand. Use the buttons, record an incident, or make a correction."
                )
            )
        return super().write(vals)

    @api.model
    def _business_fields(self, vals):
        """Without what chatter and activities write."""
        mixins = (self.env["mail.thread"], self.env["mail.activity.mixin"])
        return {
            name for name in vals if not any(name in mixin._fields for mixin in mixins)
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        """But for the computation, which takes back what nobody has seen."""
        if self.env.su and all(appraisal._is_unseen() for appraisal in self):
            return
        raise UserError(
            self.env._("Appraisals are kept. Compute the month again instead.")
        )
