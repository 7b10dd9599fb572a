from odoo import models, tools
from odoo.tools import SQL


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """Core finds what names the customer. Documents, points and the like belong to
        a card, and the card to the customer: add what hangs on the cards found."""
        query = super()._get_query()
        people = SQL(
            "SELECT id FROM res_partner WHERE email_normalized = %s OR name ILIKE %s",
            tools.email_normalize(self.email.strip()),
            self.name.strip(),
        )
        cards = SQL("SELECT id FROM cs_vip_card WHERE partner_id IN (%s)", people)
        for model in self._cs_vip_models():
            conditions = [
                SQL("%s IN (%s)", SQL.identifier(name), found)
                for name, found in (("card_id", cards), ("partner_id", people))
                if name in model._fields and model._fields[name].store
            ]
            query = SQL(
                """
                %s
                UNION ALL
                SELECT %s AS res_model_id, id AS res_id, %s AS is_active
                  FROM %s WHERE %s
                """,
                query,
                self.env["ir.model"]._get_id(model._name),
                SQL.identifier("active") if "active" in model else True,
                SQL.identifier(model._table),
                SQL(" OR ").join(conditions),
            )
        return query

    def _cs_vip_models(self):
        """Stored models of cards that core passes over: they know the customer through
        the card, or would go with the customer."""
        for model in self.env.values():
            fields = model._fields
            if (
                not model._auto
                or model._transient
                or model._abstract
                or not model._name.startswith("cs.vip.")
            ):
                continue
            links = [
                field
                for name in ("card_id", "partner_id")
                if (field := fields.get(name)) and field.store
            ]
            found_by_core = any(
                field.comodel_name == "res.partner"
                and field.type == "many2one"
                and field.store
                and field.ondelete != "cascade"
                for field in fields.values()
            )
            if links and not found_by_core:
                yield model
