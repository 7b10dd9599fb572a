from odoo import api, fields, models


class CsMeetingLine(models.Model):
    """One case on the agenda: what was said and decided (C15)."""

    _name = "cs.meeting.line"
    _description = "Agenda Item"
    _order = "meeting_id, sequence, id"

    meeting_id = fields.Many2one(
        "cs.meeting", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", "Case", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(
        "Topic",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Kept, so that participants read it who may not open the ticket.",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )
    deadline = fields.Datetime(
        compute="_compute_from_ticket", store=True, precompute=True
    )
    minutes = fields.Text()
    decision = fields.Text()
    company_id = fields.Many2one(
        related="meeting_id.company_id", store=True, index=True, precompute=True
    )

    _ticket_once = models.UniqueIndex(
        "(meeting_id, ticket_id) WHERE ticket_id IS NOT NULL",
        "This case is on the agenda already.",
    )

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        for line in self:
            # sudo: number, subject and deadline of a case somebody put on the agenda
            ticket = line.ticket_id.sudo()
            if ticket:
                line.name = f"{ticket.number} {ticket.name}"
                line.department_id = ticket.cs_department_id
                line.deadline = ticket.cs_deadline
            else:
                line.name = line.name
                line.department_id = line.department_id
                line.deadline = line.deadline

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.meeting_id._check_not_held()
        lines.ticket_id.check_access("read")
        return lines

    def write(self, vals):
        self.meeting_id._check_not_held()
        result = super().write(vals)
        self.meeting_id._check_not_held()
        if "ticket_id" in vals:
            self.ticket_id.check_access("read")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self.meeting_id._check_not_held()
