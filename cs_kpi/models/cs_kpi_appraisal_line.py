from odoo import api, fields, models


class CsKpiAppraisalLine(models.Model):
    """One item of one person's month: what was measured and what it costs.

    Written in sets by the computation alone. Once the appraisal is confirmed
    the computation leaves it alone, too.
    """

    _name = "cs.kpi.appraisal.line"
    _description = "Appraisal Item"
    _inherit = [
        "cs.kpi.computed.mixin",
        "cs.kpi.advised.mixin",
        "cs.bilingual.mixin",
        "cs.kpi.month.mixin",
    ]
    _order = "appraisal_id, sequence, id"
    _rec_name = "indicator_id"

    appraisal_id = fields.Many2one(
        "cs.kpi.appraisal", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    indicator_id = fields.Many2one(
        "cs.kpi.indicator", required=True, index=True, ondelete="restrict"
    )
    scheme_line_id = fields.Many2one(
        "cs.kpi.scheme.line", "Scheme Item", required=True, ondelete="restrict"
    )
    is_adjustment = fields.Boolean("Bonus or Penalty")
    unit = fields.Selection(related="indicator_id.unit")
    weight = fields.Float(digits=(16, 2), aggregator="avg")
    numerator = fields.Float(digits=(16, 4))
    denominator = fields.Float(digits=(16, 4))
    value = fields.Float(
        digits=(16, 4),
        aggregator="avg",
        help="Numerator ÷ denominator in per cent, or the number counted.",
    )
    deduction = fields.Float(digits=(16, 2), aggregator="avg")
    score = fields.Float(digits=(16, 2), aggregator="avg")
    rated = fields.Boolean(
        "Measured", help="There was something to measure in this month."
    )
    small_sample = fields.Boolean(
        help="Measured from fewer records than the settings ask for: read it with care."
    )
    evidence_count = fields.Integer("Records")
    can_open_evidence = fields.Boolean(
        "Open to Me",
        compute="_compute_can_open_evidence",
        help="HR sees the scores, not the tickets and calls behind them.",
    )
    evidence_ids = fields.One2many("cs.kpi.evidence", "line_id")
    employee_id = fields.Many2one(
        related="appraisal_id.employee_id", store=True, index=True
    )
    department_id = fields.Many2one(related="appraisal_id.department_id", store=True)
    date_from = fields.Date(
        "Month", related="appraisal_id.date_from", store=True, index=True
    )
    state = fields.Selection(related="appraisal_id.state", store=True)
    company_id = fields.Many2one(
        related="appraisal_id.company_id", store=True, index=True
    )

    _scheme_line_unique = models.UniqueIndex("(appraisal_id, scheme_line_id)")

    @api.depends("evidence_count")
    @api.depends_context("uid")
    def _compute_can_open_evidence(self):
        desk = self.env.user.has_group("cs_department.group_supervisor")
        for line in self:
            own = line.appraisal_id.user_id == self.env.user
            line.can_open_evidence = line.evidence_count and (desk or own)

    def action_open_evidence(self):
        """The records counted, numerator and denominator apart (P2)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_kpi.action_evidence")
        name = self.env._(
            "%(item)s: %(appraisal)s",
            item=self.indicator_id.name,
            appraisal=self.appraisal_id.display_name,
        )
        domain = [("line_id", "=", self.id)]
        return {**action, "name": name, "display_name": name, "domain": domain}
