from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_complaint_days = fields.Integer(
        string="Complaint Deadline (Days)",
        default=3,
        help="A complaint is handled within this many days of its receipt.",
    )
    cs_complaint_basis = fields.Selection(
        [("calendar", "Calendar days"), ("working", "Working days")],
        string="Days Counted",
        required=True,
        default="calendar",
        help="Working days follow the working hours of the company.",
    )
    cs_repeat_days = fields.Integer(
        string="Repeat Window (Days)",
        default=90,
        help="A complaint of the same customer about the same product or cause "
        "within this many days is a repeat.",
    )
    cs_portal_close = fields.Boolean(
        string="Customers Close Their Tickets",
        default=True,
        help="Customers find a button in the portal that closes a request. "
        "Complaints are closed by the department.",
    )

    _cs_days_positive = models.Constraint(
        "CHECK(cs_complaint_days > 0 AND cs_repeat_days >= 0)",
        "The complaint deadline is at least one day, and the repeat window cannot be "
        "negative.",
    )
