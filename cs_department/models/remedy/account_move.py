from odoo import models


class AccountMove(models.Model):
    """A credit note from a remedy: delivered when it is posted (C6)."""

    _name = "account.move"
    _inherit = ["account.move", "cs.remedy.document"]

    def _cs_document_step(self):
        return {"posted": "done", "cancel": "cancel"}.get(self.state, "open")

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._cs_follow_remedy()
        return posted
