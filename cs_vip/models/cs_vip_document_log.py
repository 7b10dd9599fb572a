from odoo import fields, models


class CsVipDocumentLog(models.Model):
    """Who opened a full document number, and when. Written by the opening alone."""

    _name = "cs.vip.document.log"
    _description = "VIP Document Access Log"
    _order = "id desc"
    _rec_name = "card_id"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
