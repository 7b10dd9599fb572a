from odoo import fields, models


class CsVisitCheck(models.Model):
    """One item of a visit's checklist."""

    _name = "cs.visit.check"
    _description = "Checklist Line"
    _inherit = ["cs.bilingual.mixin"]
    _order = "sequence, id"

    visit_id = fields.Many2one(
        "cs.visit", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "cs.visit.checklist.item", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    is_done = fields.Boolean("Checked")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)

    _item_once = models.Constraint(
        "UNIQUE(visit_id, item_id)", "This item is already on the checklist."
    )
