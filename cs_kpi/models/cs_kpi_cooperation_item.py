from odoo import fields, models


class CsKpiCooperationItem(models.Model):
    """A line of the departments' rating form (Q3)."""

    _name = "cs.kpi.cooperation.item"
    _description = "Item of the Department Rating Form"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="What a good mark means; printed on the form."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
