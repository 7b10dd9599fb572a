from odoo import fields, models
from odoo.exceptions import UserError

SUPERVISOR = "cs_department.group_supervisor"


class CsKpiIncident(models.Model):
    """Where an incident came from, and proposals that a supervisor decides on (P1).

    A proposal counts nothing and the employee does not see it until it is accepted.
    """

    _inherit = "cs.kpi.incident"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Request",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        groups=SUPERVISOR,
    )
    complaining_department_id = fields.Many2one(
        "hr.department",
        "Reported by Department",
        index="btree_not_null",
        check_company=True,
        help="The department that complained about or praised the cooperation.",
    )

    _once_per_ticket = models.UniqueIndex(
        "(ticket_id, employee_id, kind) WHERE ticket_id IS NOT NULL",
        "This was recorded from the same request already.",
    )

    def action_accept(self):
        """A supervisor accepts a proposal: from now on it counts."""
        self.check_access("write")
        for incident in self:
            if incident.state != "proposed":
                raise UserError(
                    self.env._('"%s" is no proposal.', incident.display_name)
                )
            if incident.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You cannot decide on an incident of your own. Ask another "
                        "supervisor or the manager."
                    )
                )
            incident._check_transition("proposed", "recorded")
        # sudo: rights and transition were checked above; `state` is closed to RPC
        self.sudo().write({"state": "recorded", "recorder_id": self.env.uid})
        self._inform()
