from odoo import api, fields, models


class CsVipStatementReport(models.AbstractModel):
    """What the printed statement shows: of each card, the period asked for, else the
    card's year so far."""

    _name = "report.cs_vip.report_statement"
    _description = "VIP Points Statement"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        cards = self.env["cs.vip.card"].browse(docids or data.get("card_ids"))
        cards.check_access("read")
        date_from = fields.Date.to_date(data.get("date_from"))
        date_to = fields.Date.to_date(data.get("date_to"))
        if date_from and date_to:
            statements = cards._statements(date_from, date_to)
        else:
            statements = {
                card: card._statements(*card._statement_period())[card]
                for card in cards
            }
        return {
            "doc_ids": cards.ids,
            "doc_model": cards._name,
            "docs": cards,
            "statements": statements,
        }
