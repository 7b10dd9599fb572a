from odoo import api, models
from odoo.exceptions import UserError, ValidationError

HOLDER_ARCHIVED = "cs_vip.activity_holder_archived"


class ResPartner(models.Model):
    """Card holders that are archived, deleted or put below a company, and finding the
    same person (V4)."""

    _inherit = "res.partner"

    _cs_vip_birthdate_index = models.Index(
        "(birthdate_date) WHERE birthdate_date IS NOT NULL"
    )
    _cs_vip_phone_index = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )

    def _cs_vip_live_cards(self):
        # sudo: whoever archives or deletes a customer may have no right on cards
        Card = self.env["cs.vip.card"].sudo()
        return Card.search(Card._live_domain(self))

    def write(self, vals):
        if not {"parent_id", "is_company"}.isdisjoint(vals):
            self._cs_vip_refuse_other_holder(vals)
        res = super().write(vals)
        if vals.get("active") is False:
            for card in self._cs_vip_live_cards():
                user = card._desk_user()
                if user and not card.activity_search([HOLDER_ARCHIVED]):
                    card.with_context(lang=user.lang).activity_schedule(
                        HOLDER_ARCHIVED, date_deadline=card._today(), user_id=user.id
                    )
        return res

    def _cs_vip_refuse_other_holder(self, vals):
        """The commercial partner holds the card: below a company a person would lose
        it, and be free to get another one."""
        for card in self._cs_vip_live_cards():
            holder = card.partner_id
            parent = vals.get("parent_id", holder.parent_id.id)
            if parent and not vals.get("is_company", holder.is_company):
                raise ValidationError(
                    self.env._(
                        "%(holder)s holds VIP card or application %(card)s and cannot "
                        "become a contact of a company: the card would be lost. Note "
                        "the company in another field, or have the card desk end the "
                        "card first.",
                        holder=holder.name,
                        card=card.name,
                    )
                )

    def action_archive(self):
        """Archive, and say which cards go on meanwhile."""
        res = super().action_archive()
        cards = self._cs_vip_live_cards()
        if res or not cards:
            return res
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Archived customers still hold VIP cards or applications: %s. "
                    "The card desk got a task to decide on them.",
                    ", ".join(cards.mapped("name")),
                ),
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_card_holder(self):
        # sudo: only the numbers are told, to whoever may delete the customer
        cards = self.env["cs.vip.card"].sudo().search([("partner_id", "in", self.ids)])
        if cards:
            raise UserError(
                self.env._(
                    "Customers with VIP cards stay on file: %s. Archive them, or have "
                    "a VIP manager erase their personal data.",
                    ", ".join(cards.mapped("name")),
                )
            )
