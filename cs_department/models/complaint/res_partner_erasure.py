from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_vip_erase_related(self, cards):
        """Signatures, names and recordings of the person; that and when something was
        agreed or confirmed stays. Handling sheets are made anew, without the name."""
        res = super()._cs_vip_erase_related(cards)
        tickets = self.env["helpdesk.ticket"].search([("partner_id", "in", self.ids)])
        tickets.filtered("cs_signed_by").write(
            {"cs_signature": False, "cs_signed_by": False}
        )
        tickets.cs_remedy_ids.filtered("accepted_by").write({"accepted_by": False})
        closings = tickets.cs_closing_ids
        closings.sheet_id.unlink()
        closings.write({"signed_by": False, "sheet_state": "pending"})
        self.env["cs.recording"].search([("partner_id", "in", self.ids)]).unlink()
        return res
