from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsCause(models.Model):
    """Cause of a complaint with the department that answers for it (C4)."""

    _name = "cs.cause"
    _description = "Cause of Complaint"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    by_person = fields.Boolean(
        string="Department of the Person",
        help="The department is that of the person the complaint is about, so it "
        "is chosen on each ticket.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Answering Department",
        index=True,
        check_company=True,
        help="Department that answers for this cause.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it between all companies."
    )

    @api.constrains("by_person", "department_id")
    def _check_department(self):
        for cause in self:
            if not cause.by_person and not cause.department_id:
                raise ValidationError(
                    self.env._(
                        "Cause “%s” has no answering department. Choose one, or "
                        "tick “Department of the Person”.",
                        cause.name,
                    )
                )
