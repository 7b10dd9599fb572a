from odoo import api, fields, models


class CsVipCorrectionRefuse(models.TransientModel):
    """Refuse corrections of points, with the reason (V9)."""

    _name = "cs.vip.correction.refuse"
    _description = "Refuse a Points Correction"

    correction_ids = fields.Many2many("cs.vip.correction", required=True, readonly=True)
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "correction_ids" in fields_list and "correction_ids" not in values:
            values["correction_ids"] = [
                fields.Command.set(self.env.context.get("active_ids", []))
            ]
        return values

    def action_refuse(self):
        self.ensure_one()
        self.correction_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
