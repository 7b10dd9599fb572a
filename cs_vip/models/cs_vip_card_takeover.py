from odoo import fields, models


class CsVipCard(models.Model):
    """Cards taken over from an existing card file."""

    _inherit = "cs.vip.card"

    takeover_purchase = fields.Date(
        string="Last Purchase Before",
        readonly=True,
        copy=False,
        help="Last purchase before the card was taken over: made in its year, it "
        "renews the card.",
    )


class CsVipTierHistory(models.Model):
    _inherit = "cs.vip.tier.history"

    reason = fields.Selection(
        selection_add=[("takeover", "Taken over from a card file")],
        ondelete={"takeover": "cascade"},
    )
