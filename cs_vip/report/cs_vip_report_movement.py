from odoo import api, fields, models
from odoo.tools import SQL


class CsVipReportMovement(models.Model):
    """Cards granted, raised, lowered and ended, by month (V2, V6)."""

    _name = "cs.vip.report.movement"
    _description = "VIP Tier Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "card_id"
    _depends = {
        "cs.vip.card": [
            "partner_id", "program_id", "tier_id", "company_id", "date_void",
        ],
        "cs.vip.tier.history": [
            "card_id", "date", "tier_id", "previous_tier_id", "reason",
        ],
    }  # fmt: skip

    date = fields.Date(readonly=True)
    kind = fields.Selection("_kinds", string="Movement", readonly=True)
    card_id = fields.Many2one("cs.vip.card", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Holder", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("cs.vip.program", string="Programme", readonly=True)
    tier_id = fields.Many2one("cs.vip.tier", readonly=True)
    previous_tier_id = fields.Many2one(
        "cs.vip.tier", string="Tier Before", readonly=True
    )

    @api.model
    def _kinds(self):
        reasons = self.env["cs.vip.tier.history"]._fields["reason"]
        return [
            *reasons._description_selection(self.env),
            ("void", self.env._("Void")),
        ]

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT history.id * 2 AS id, history.date, history.reason AS kind,
                   card.id AS card_id, card.partner_id, card.company_id,
                   card.program_id, history.tier_id, history.previous_tier_id
              FROM cs_vip_tier_history history
              JOIN cs_vip_card card ON card.id = history.card_id
             UNION ALL
            SELECT card.id * 2 + 1, card.date_void, 'void', card.id, card.partner_id,
                   card.company_id, card.program_id, card.tier_id, card.tier_id
              FROM cs_vip_card card
             WHERE card.date_void IS NOT NULL
            """
        )
