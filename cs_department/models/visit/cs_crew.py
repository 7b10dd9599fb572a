from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsCrew(models.Model):
    """Who drives together: a lead and members."""

    _name = "cs.crew"
    _description = "Installation Crew"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    lead_id = fields.Many2one(
        "res.users",
        "Installation Lead",
        required=True,
        index=True,
        domain=[("share", "=", False)],
    )
    member_ids = fields.Many2many(
        "res.users", string="Members", domain=[("share", "=", False)]
    )
    visit_ids = fields.One2many("cs.visit", "crew_id", "Visits")
    visit_count = fields.Integer("Open Visits", compute="_compute_visit_count")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    def _compute_visit_count(self):
        counts = dict(
            self.env["cs.visit"]._read_group(
                [
                    ("crew_id", "in", self.ids),
                    ("state", "in", ("scheduled", "confirmed", "on_site")),
                ],
                ["crew_id"],
                ["__count"],
            )
        )
        for crew in self:
            crew.visit_count = counts.get(crew, 0)

    @api.constrains("lead_id", "member_ids")
    def _check_internal(self):
        for crew in self:
            outsiders = crew._people().filtered("share")
            if outsiders:
                raise ValidationError(
                    self.env._(
                        "%s is no internal user and cannot belong to a crew.",
                        outsiders[0].name,
                    )
                )

    def _people(self):
        return self.lead_id | self.member_ids

    def action_view_visits(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_visit"
        )
        action["domain"] = [("crew_id", "in", self.ids)]
        action["context"] = {}
        return action
