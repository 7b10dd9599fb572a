from odoo import models


class RepairOrder(models.Model):
    """A repair from a remedy: delivered when the goods are repaired (C6)."""

    _name = "repair.order"
    _inherit = ["repair.order", "cs.remedy.document"]

    def _cs_document_step(self):
        return self.state if self.state in ("done", "cancel") else "open"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self._cs_follow_remedy()
        return result
