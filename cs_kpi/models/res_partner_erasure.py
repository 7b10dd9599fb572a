from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_vip_mentions(self, found):
        """Scores and what was counted stay, confirmed ones too; only what a counted
        record was called then loses the name."""
        mentions = super()._cs_vip_mentions(found)
        counted = self._cs_vip_domain_of({**mentions, **found}, "res_model")
        for model in ("cs.kpi.evidence", "cs.kpi.forecast.record"):
            mentions[model] = self.env[model].search(counted)
        mentions["cs.kpi.incident"] = self.env["cs.kpi.incident"].search(
            [("ticket_id", "in", found["helpdesk.ticket"].ids)]
        )
        return mentions
