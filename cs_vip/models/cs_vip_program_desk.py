from odoo import fields, models


class CsVipProgram(models.Model):
    """What the card desk decides alone, and who hears when it is late (V4, V9)."""

    _inherit = "cs.vip.program"

    correction_limit = fields.Integer(
        string="Corrections Up To (Points)",
        default=500,
        tracking=True,
        help="Up to so many points, added or taken, managers correct on one card in a "
        "month alone; more needs the approval of a second one. 0: every correction "
        "does. Where more points would lapse, only a manager declares a card void.",
    )
    escalate = fields.Boolean(
        string="Escalate Overdue Applications",
        default=True,
        help="A manager gets a task for each application not decided in time.",
    )
    escalation_days = fields.Integer(
        string="Days Until Escalation",
        default=0,
        help="So many days after the last day for the decision. 0: the day after it.",
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        string="Escalates To",
        domain=[("share", "=", False)],
        help="Empty: the first VIP manager of the company.",
    )

    card_count = fields.Integer(string="Cards", compute="_compute_card_count")

    _correction_limit_positive = models.Constraint(
        "CHECK(correction_limit >= 0)", "The limit of corrections cannot be negative."
    )
    _escalation_days_positive = models.Constraint(
        "CHECK(escalation_days >= 0)", "The days until escalation cannot be negative."
    )

    def _compute_card_count(self):
        # sudo: how many, for whoever reads the programme; the list keeps its rules
        counts = dict(
            self.env["cs.vip.card"]
            .sudo()
            ._read_group(
                [
                    ("program_id", "in", self.ids),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["program_id"],
                ["__count"],
            )
        )
        for program in self:
            program.card_count = counts.get(program, 0)

    def _escalation_user(self, company):
        """Who hears of overdue applications: somebody above who decides on them."""
        self.ensure_one()
        if self.escalation_user_id:
            return self.escalation_user_id
        managers = self._vip_managers(company)
        return (managers - self.user_id)[:1] or managers[:1] or self.user_id

    def _vip_managers(self, company):
        # sudo: which users are managers is asked on behalf of the late application
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref("cs_vip.group_manager").id),
                    ("company_ids", "in", company.id),
                    ("share", "=", False),
                    ("active", "=", True),  # not the system's own, whoever calls
                ],
                order="id",
            )
        )
