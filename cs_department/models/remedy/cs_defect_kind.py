from odoo import fields, models


class CsDefectKind(models.Model):
    """What is wrong with goods that come back, and whether it counts as our fault.

    Minor defects that affect neither look nor use do not count (C7).
    """

    _name = "cs.defect.kind"
    _description = "Kind of Defect"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    counts = fields.Boolean(
        string="Counts as Our Fault",
        default=True,
        help="Off for minor defects that affect neither look nor use.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it between all companies."
    )
