from odoo import fields, models

PERIODS = [("week", "Week"), ("month", "Month")]


class CsServiceReportPlan(models.Model):
    """Who gets the service report of each week or month (C11)."""

    _name = "cs.service.report.plan"
    _description = "Recipients of the Service Report"
    _order = "period desc, name, id"

    name = fields.Char(required=True, translate=True)
    period = fields.Selection(PERIODS, required=True, default="week")
    user_ids = fields.Many2many(
        "res.users",
        "cs_service_report_plan_user_rel",
        string="People",
        domain=[("share", "=", False)],
    )
    group_ids = fields.Many2many(
        "res.groups",
        "cs_service_report_plan_group_rel",
        string="Roles",
        help="Everybody who has one of these roles and works in the company.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty for every company."
    )

    def _recipients(self, company):
        """Internal users of the company with an address, each once."""
        # sudo: who has which role, for a message to them alone
        plans = self.sudo()
        users = plans.user_ids | plans.group_ids.all_user_ids
        users -= self.env.ref("base.user_root")
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.email
                and company in user.company_ids
            )
        )
