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
    cs_complaint_until = fields.Selection(
        [("remedy", "The remedy"), ("answer", "The first answer")],
        string="Deadline Is for",
        required=True,
        default="remedy",
        help="What has to be done within the days for complaints.",
    )
    cs_first_answer_hours = fields.Float(
        string="First Answer Within (Hours)",
        default=24,
        help="Within how many hours of its receipt a request is answered; kinds of "
        "request can have their own. 0: no deadline.",
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
    _cs_first_answer_not_negative = models.Constraint(
        "CHECK(cs_first_answer_hours >= 0)",
        "The hours for a first answer cannot be negative.",
    )
