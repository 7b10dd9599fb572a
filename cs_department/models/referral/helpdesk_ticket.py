from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What departments were asked about a ticket (C5)."""

    _inherit = "helpdesk.ticket"

    cs_referral_ids = fields.One2many(
        "cs.referral",
        "ticket_id",
        string="Referrals",
        groups="cs_department.group_member,cs_department.group_general_manager",
    )
    cs_referral_count = fields.Integer(
        "Open Referrals",
        compute="_compute_cs_referral_count",
        groups="cs_department.group_member,cs_department.group_general_manager",
    )

    def _cs_record_closing(self, was_closed):
        """Nobody is asked about a closed ticket: an answer would change its figures."""
        result = super()._cs_record_closing(was_closed)
        # sudo: follows from the closing, whoever closes
        for ticket in (self - was_closed).filtered("closed").sudo():
            asked = ticket.cs_referral_ids.filtered(lambda r: r.state == "asked")
            asked.action_withdraw()
            for referral in asked:
                referral.message_post(
                    body=self.env._("Ticket %s was closed.", ticket.number)
                )
        return result

    def _compute_cs_referral_count(self):
        counts = dict(
            self.env["cs.referral"]._read_group(
                [("ticket_id", "in", self.ids), ("state", "=", "asked")],
                ["ticket_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.cs_referral_count = counts.get(ticket, 0)

    def action_cs_referrals(self):
        self.ensure_one()
        domain = [("ticket_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Referrals"),
            "res_model": "cs.referral",
            "view_mode": "list,form",
            "domain": domain,
            "context": {"default_ticket_id": self.id},
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_referral_days = fields.Integer(
        "Department Answers Within (Days)",
        default=2,
        help="Proposed due date of a question to a department.",
    )

    _cs_referral_days_positive = models.Constraint(
        "CHECK(cs_referral_days >= 0)",
        "The days for an answer cannot be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_referral_days = fields.Integer(
        related="company_id.cs_referral_days", readonly=False
    )
