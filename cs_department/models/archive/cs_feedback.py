from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip import business_day

MANAGER = "cs_department.group_manager"


class CsFeedback(models.Model):
    """An opinion of a customer, followed until something came of it (A5)."""

    _name = "cs.feedback"
    _description = "Customer Feedback"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.workflow.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        ("collected", "summarised"): None,
        ("summarised", "proposed"): None,
        ("proposed", "approved"): MANAGER,
        ("proposed", "summarised"): MANAGER,
        ("approved", "closed"): None,
        ("collected", "closed"): None,
        ("summarised", "closed"): None,
    }

    name = fields.Char(compute="_compute_name", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Collected by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    date = fields.Date(
        required=True, index=True, default=lambda self: business_day.today(self.env)
    )
    topic_id = fields.Many2one(
        "cs.feedback.topic", required=True, index=True, tracking=True
    )
    department_id = fields.Many2one(
        related="topic_id.department_id", string="Department Concerned", store=True
    )
    kind = fields.Selection(
        [("ordinary", "Ordinary Form"), ("vip", "VIP Form")],
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    description = fields.Text("What the Customer Says", required=True)
    summary = fields.Text(tracking=True)
    proposal = fields.Text("Proposed Improvement", tracking=True)
    outcome = fields.Text("What Came of It", tracking=True)
    approved_user_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("collected", "Collected"),
            ("summarised", "Summarised"),
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("closed", "Closed"),
        ],
        required=True,
        default="collected",
        copy=False,
        index=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.depends("partner_id", "topic_id")
    def _compute_name(self):
        for feedback in self:
            parts = (feedback.topic_id.name, feedback.partner_id.name)
            feedback.name = " – ".join(part for part in parts if part)

    @api.depends("partner_id")
    def _compute_kind(self):
        for feedback in self:
            is_vip = feedback.partner_id.commercial_partner_id.cs_vip_tier_id
            feedback.kind = "vip" if is_vip else "ordinary"

    @api.constrains("date")
    def _check_date(self):
        for feedback in self:
            if feedback.date > business_day.today(self.env, feedback.company_id):
                raise ValidationError(
                    self.env._("Feedback cannot be dated in the future.")
                )

    def _check_transition(self, old, new):
        """Each step needs its text."""
        result = super()._check_transition(old, new)
        required = {
            "summarised": "summary",
            "proposed": "proposal",
            "closed": "outcome",
        }
        field = required.get(new)
        if old != new and field and not (self[field] or "").strip():
            raise UserError(
                self.env._(
                    'Write down "%s" first.',
                    self._fields[field]._description_string(self.env),
                )
            )
        return result

    def action_summarise(self):
        self.write({"state": "summarised"})

    def action_propose(self):
        self.write({"state": "proposed"})

    def action_approve(self):
        self.write({"state": "approved", "approved_user_id": self.env.uid})

    def action_send_back(self):
        self.write({"state": "summarised"})

    def action_close(self):
        self.write({"state": "closed"})
