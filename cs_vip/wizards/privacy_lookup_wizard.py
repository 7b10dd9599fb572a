from odoo import models, tools
from odoo.tools import SQL


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """Core finds what names the customer. Documents, points and the like belong to
        a card, and the card to the customer: add what hangs on the cards found."""
        query = super()._get_query()
        cards = SQL(
            """
            SELECT card.id FROM cs_vip_card card
              JOIN res_partner partner ON partner.id = card.partner_id
             WHERE partner.email_normalized = %s OR partner.name ILIKE %s
            """,
            tools.email_normalize(self.email.strip()),
            self.name.strip(),
        )
        for model in self._cs_vip_card_models():
            query = SQL(
                """
                %s
                UNION ALL
                SELECT %s AS res_model_id, id AS res_id, %s AS is_active
                  FROM %s WHERE card_id IN (%s)
                """,
                query,
                self.env["ir.model"]._get_id(model._name),
                SQL.identifier("active") if "active" in model else True,
                SQL.identifier(model._table),
                cards,
            )
        return query

    def _cs_vip_card_models(self):
        """Stored models that know a card, and the customer only through it."""
        for model in self.env.values():
            card = model._fields.get("card_id")
            if (
                model._auto
                and not model._transient
                and not model._abstract
                and card
                and card.store
                and card.comodel_name == "cs.vip.card"
                and not any(
                    field.comodel_name == "res.partner"
                    and field.type == "many2one"
                    and field.store
                    and field.ondelete != "cascade"
                    for field in model._fields.values()
                )
            ):
                yield model
