from odoo import fields, models


class CsVipTier(models.Model):
    """What the fast lane of a level is (V12)."""

    _inherit = "cs.vip.tier"

    cs_complaint_days = fields.Integer(
        string="Complaint Deadline (Days)",
        help="A complaint of the holder is handled within this many days of its "
        "receipt, where that is earlier than usual. 0: as usual.",
    )

    _cs_complaint_days_positive = models.Constraint(
        "CHECK(cs_complaint_days >= 0)",
        "The days of the fast lane cannot be negative. Use 0 for the usual deadline.",
    )
