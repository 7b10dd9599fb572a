from odoo import fields, models

from .cs_visit import KINDS


class CsVisitChecklistItem(models.Model):
    """What a crew checks before it leaves (I3): tools, material, uniform, badge."""

    _name = "cs.visit.checklist.item"
    _description = "Checklist Item"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, "Only for", help="Empty: for visits of every kind.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
