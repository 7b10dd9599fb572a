from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_complaint_count = fields.Integer(
        string="Complaints",
        compute="_compute_cs_complaint_count",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cs_complaint_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("cs_is_complaint", "=", True),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_complaint_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_ticket_all"
        )
        action["domain"] = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("cs_is_complaint", "=", True),
        ]
        action["context"] = {"default_partner_id": self.id}
        return action
