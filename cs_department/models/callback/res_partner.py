from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_callback_ids = fields.One2many("cs.callback", "partner_id", "Callbacks")
    cs_callback_count = fields.Integer(
        "Number of Callbacks", compute="_compute_cs_callback_count"
    )

    def _compute_cs_callback_count(self):
        counts = dict(
            self.env["cs.callback"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_callback_count = counts.get(partner, 0)

    def _cs_callable(self):
        """Who may be planned for a call: has a phone, did not ask for silence (K3)."""
        return self.filtered(
            lambda partner: (
                partner.phone
                and not partner.cs_no_call
                and not partner.phone_sanitized_blacklisted
            )
        )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("cs_consent_call") == "refused":
            # sudo: the customer's wish ends every planned call, whoever's it is
            self.env["cs.callback"].sudo().search(
                [("partner_id", "in", self.ids), ("state", "=", "planned")]
            )._close("cancelled")
        return result

    def action_cs_view_callbacks(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_callback"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        action["context"] = {"default_partner_id": self[:1].id}
        return action
