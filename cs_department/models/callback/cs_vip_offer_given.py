from odoo import api, models


class CsVipOfferGiven(models.Model):
    """Who was called: the callbacks that were made (V10b)."""

    _inherit = "cs.vip.offer.given"

    @api.model
    def _called_partners(self, partners):
        called = super()._called_partners(partners)
        # sudo: that a call was made is all that is asked
        calls = (
            self.env["cs.callback"]
            .sudo()
            ._read_group(
                [("partner_id", "in", partners.ids), ("state", "=", "done")],
                ["partner_id"],
            )
        )
        return called | partners.browse([partner.id for (partner,) in calls])
