from odoo import models


class CsVipCard(models.Model):
    """What the file for the customer says of cards. Called with all rights."""

    _inherit = "cs.vip.card"

    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    def _export_cards(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        kinds = dict(self._fields["document_type"]._description_selection(self.env))
        documents = self.env["cs.vip.document"].search([("card_id", "in", self.ids)])
        numbers = {document.card_id: document.number for document in documents}
        self.env["cs.vip.document.log"].create(
            [{"card_id": card.id, "user_id": self.env.uid} for card in numbers]
        )
        names = (
            "name", "program_id", "tier_id", "state", "date_submitted",
            "application_amount", "date_start", "date_end", "date_void",
            "points_balance", "document_type", "document_masked", "refuse_reason",
        )  # fmt: skip
        rows = [
            [
                card.name,
                card.program_id.name,
                card.tier_id.name,
                states[card.state],
                card.date_submitted,
                card.application_amount,
                card.date_start,
                card.date_end,
                card.date_void,
                card.points_balance,
                kinds.get(card.document_type, ""),
                numbers.get(card, ""),
                card.refuse_reason,
                ", ".join(card.number_ids.mapped("name")),
            ]
            for card in self
        ]
        heads = [*map(self._label, names), self._label("number_ids")]
        return self.env._("Cards"), heads, rows

    def _export_points(self):
        Entry = self.env["cs.vip.points.entry"]
        kinds = dict(Entry._fields["kind"]._description_selection(self.env))
        entries = Entry.search([("card_id", "in", self.ids)], order="date, id")
        names = ("card_id", "date", "kind", "reference", "points")
        heads = [Entry._fields[name]._description_string(self.env) for name in names]
        rows = [
            [
                entry.card_id.name,
                entry.date,
                kinds[entry.kind],
                entry.reference,
                entry.points,
            ]
            for entry in entries
        ]
        return self.env._("Points"), heads, rows

    def _export_levels(self):
        History = self.env["cs.vip.tier.history"]
        reasons = dict(History._fields["reason"]._description_selection(self.env))
        rows = [
            [
                step.card_id.name,
                step.date,
                step.previous_tier_id.name,
                step.tier_id.name,
                reasons.get(step.reason, step.reason),
            ]
            for step in History.search([("card_id", "in", self.ids)], order="date, id")
        ]
        names = ("card_id", "date", "previous_tier_id", "tier_id", "reason")
        heads = [History._fields[name]._description_string(self.env) for name in names]
        return self.env._("Tier History"), heads, rows
