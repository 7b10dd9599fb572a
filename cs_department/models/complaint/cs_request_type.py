from odoo import api, fields, models


class CsRequestType(models.Model):
    """Kind of request (C1): what the customer wants when he turns to us."""

    _name = "cs.request.type"
    _description = "Kind of Request"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="When to choose this kind; shown to the agents."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    is_complaint = fields.Boolean(
        string="Is a Complaint",
        help="Has the complaint deadline, needs cause, remedy and the customer's "
        "confirmation before it is closed, and counts in the resolution rate.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Default Team",
        check_company=True,
        help="Team of new requests of this kind that have none yet.",
    )
    first_answer_hours = fields.Float(
        string="First Answer Within (Hours)",
        help="0: the company's hours.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it between all companies."
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")

    _first_answer_hours_not_negative = models.Constraint(
        "CHECK(first_answer_hours >= 0)",
        "The hours for a first answer cannot be negative.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ticket_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("cs_request_type_id", "in", self.ids), ("closed", "=", False)],
                ["cs_request_type_id"],
                ["__count"],
            )
        )
        for kind in self:
            kind.ticket_count = counts.get(kind, 0)

    def action_open_tickets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_ticket_all"
        )
        action["domain"] = [("cs_request_type_id", "=", self.id)]
        action["context"] = {
            "default_cs_request_type_id": self.id,
            "search_default_open": 1,
        }
        return action
