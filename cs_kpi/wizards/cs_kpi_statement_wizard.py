from odoo import api, fields, models
from odoo.exceptions import UserError


class CsKpiStatementWizard(models.TransientModel):
    """Steps of the flow that need words: a comment, an objection, a reason (P3).

    Who may take the step is checked by the document, not here.
    """

    _name = "cs.kpi.statement.wizard"
    _description = "Statement on an Appraisal or Incident"

    kind = fields.Selection(
        [
            ("comment", "Comment"),
            ("object", "Object"),
            ("correct", "Correct"),
            ("uphold", "Uphold"),
            ("withdraw", "Withdraw"),
        ],
        required=True,
        readonly=True,
    )
    appraisal_id = fields.Many2one("cs.kpi.appraisal", readonly=True)
    incident_id = fields.Many2one("cs.kpi.incident", readonly=True)
    text = fields.Text(required=True)
    question = fields.Char(compute="_compute_question")

    @api.depends("kind")
    def _compute_question(self):
        questions = {
            "comment": self.env._("What would you like to say about this appraisal?"),
            "object": self.env._("What is not right, and what shows it?"),
            "correct": self.env._("Why is a new version needed?"),
            "uphold": self.env._("Why does the incident stand?"),
            "withdraw": self.env._("Why is the incident withdrawn?"),
        }
        for wizard in self:
            wizard.question = questions.get(wizard.kind)

    def action_apply(self):
        self.ensure_one()
        text = self.text.strip()
        if not text:
            raise UserError(self.env._("Write something first."))
        if self.incident_id:
            return self._apply_to_incident(text)
        if self.kind == "correct":
            version = self.appraisal_id._correct(text)
            return {
                "type": "ir.actions.act_window",
                "res_model": version._name,
                "res_id": version.id,
                "view_mode": "form",
            }
        if self.kind not in ("comment", "object"):
            self._refuse()
        self.appraisal_id._answer(self.kind, text)
        return {"type": "ir.actions.act_window_close"}

    def _apply_to_incident(self, text):
        if self.kind == "object":
            self.incident_id._object(text)
        elif self.kind == "uphold":
            self.incident_id._settle("recorded", text)
        elif self.kind == "withdraw":
            self.incident_id._settle("withdrawn", text)
        else:
            self._refuse()
        return {"type": "ir.actions.act_window_close"}

    def _refuse(self):
        raise UserError(self.env._("This step does not exist for this document."))
