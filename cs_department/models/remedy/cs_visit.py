from odoo import models


class CsVisit(models.Model):
    """A visit from a remedy: delivered when the crew is done (C6)."""

    _name = "cs.visit"
    _inherit = ["cs.visit", "cs.remedy.document"]

    def _cs_document_step(self):
        return {"done": "done", "cancelled": "cancel"}.get(self.state, "open")

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self._cs_follow_remedy()
        return result
