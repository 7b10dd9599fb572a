from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_visit_ids = fields.One2many("cs.visit", "partner_id", "Visits")
    cs_visit_count = fields.Integer(
        "Number of Visits", compute="_compute_cs_visit_count"
    )

    def _compute_cs_visit_count(self):
        counts = dict(
            self.env["cs.visit"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_visit_count = counts.get(partner, 0)

    def action_cs_view_visits(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_visit"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        action["context"] = {"default_partner_id": self[:1].id}
        return action
