from odoo import fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    cs_requires_outcome = fields.Boolean(
        string="Complaints Need an Outcome",
        default=True,
        help="Only for closing stages: a complaint enters this stage with its cause, "
        "a remedy delivered or refused, and the customer's confirmation.",
    )
    cs_waiting_for = fields.Selection(
        [("customer", "Customer"), ("department", "Department")],
        string="Waiting For",
        help="Whose turn it is while a ticket stays in this stage.",
    )
