from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_vip_erase_related(self, cards):
        """Copies of name, phone and address on tickets and visits; what happened
        stays."""
        res = super()._cs_vip_erase_related(cards)
        own = [("partner_id", "in", self.ids)]
        self.env["helpdesk.ticket"].search(own).write(
            {"partner_name": False, "partner_email": False, "cs_phone": False}
        )
        self.env["cs.visit"].search(own).write(
            {"contact_name": False, "phone": False, "address": False}
        )
        return res
