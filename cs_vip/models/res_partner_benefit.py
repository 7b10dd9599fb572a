from odoo import api, fields, models

CARD_ROLES = "cs_vip.group_user,sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_vip_entitlement_count = fields.Integer(
        string="Open VIP Benefits",
        compute="_compute_cs_vip_entitlement_count",
        groups=CARD_ROLES,
    )

    @api.depends("commercial_partner_id")
    def _compute_cs_vip_entitlement_count(self):
        counts = dict(
            self.env["cs.vip.entitlement"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "=", "open"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_vip_entitlement_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_cs_vip_entitlements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_entitlement_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"search_default_open": 1},
        }
