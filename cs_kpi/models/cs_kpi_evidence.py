from odoo import fields, models
from odoo.exceptions import UserError

KINDS = [
    ("order", "Order"),
    ("phone", "Phone Call"),
    ("key_customer", "Key Customer Contact"),
    ("written", "Written Feedback"),
    ("complaint", "Other Complaint"),
    ("file", "Customer File"),
    ("incident", "Incident"),
    ("request", "Request"),
    ("visit", "Visit"),
    ("department", "Department Rating"),
    ("other", "Other Record"),
]


class CsKpiEvidence(models.Model):
    """A record that was counted, as it was when it was counted (P2).

    The figures of an appraisal line are the sums of these rows, so what is
    shown is what was counted, also when the record changed or is gone.
    """

    _name = "cs.kpi.evidence"
    _description = "Appraisal Evidence"
    _inherit = "cs.kpi.computed.mixin"
    _order = "line_id, numerator desc, date, id"
    _rec_name = "label"
    _log_access = False

    line_id = fields.Many2one(
        "cs.kpi.appraisal.line", "Item", required=True, index=True, ondelete="cascade"
    )
    appraisal_id = fields.Many2one(related="line_id.appraisal_id")
    company_id = fields.Many2one("res.company", required=True)
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    label = fields.Char("Record Then")
    date = fields.Date()
    kind = fields.Selection(KINDS, required=True)
    value = fields.Float("Value Then", digits=(16, 4), aggregator="avg")
    numerator = fields.Float("In Numerator", digits=(16, 4))
    denominator = fields.Float("In Denominator", digits=(16, 4))

    _counted_once = models.UniqueIndex("(line_id, res_model, res_id)")

    def action_open_record(self):
        """Open what was counted, as it is today."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(
                self.env._(
                    '"%s" does not exist any more. What was counted is kept here.',
                    self.label,
                )
            )
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
