from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge the cards first, through the ledger: core would move them with SQL
        and break the rule of one card per person."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) > 1:
            self._cs_vip_merge_cards(partners, dst_partner)
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _cs_vip_merge_cards(self, partners, destination):
        # sudo: merging contacts must not depend on rights on cards
        cards = (
            self.env["cs.vip.card"].sudo().search([("partner_id", "in", partners.ids)])
        )
        for _company, group in cards.grouped("company_id").items():
            open_applications = group.filtered(
                lambda card: card.state in ("draft", "submitted")
            )
            held = group.filtered(lambda card: card.state in ("active", "suspended"))
            if len(open_applications) + bool(held) > 1:
                raise UserError(
                    self.env._(
                        "These customers have VIP applications going on: %s. Decide "
                        "on them before you merge the customers.",
                        ", ".join(open_applications.mapped("name")),
                    )
                )
            if len(held) > 1:
                kept = held.sorted(
                    lambda card: (
                        card.tier_id.sequence,
                        card.partner_id == destination,
                        -card.id,
                    )
                )[-1]
                kept._absorb(held - kept)
