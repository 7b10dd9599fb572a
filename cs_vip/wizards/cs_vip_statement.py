from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import business_day


class CsVipStatement(models.TransientModel):
    """Ask for the period of the points statements to print (F)."""

    _name = "cs.vip.statement"
    _description = "Print VIP Points Statements"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("card_ids",)

    card_ids = fields.Many2many("cs.vip.card", required=True, readonly=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            business_day.today(self.env) - relativedelta(years=1, days=-1)
        ),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: business_day.today(self.env),
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        cards = self.env["cs.vip.card"].browse(self.env.context.get("active_ids", []))
        if "card_ids" in fields_list and "card_ids" not in values:
            values["card_ids"] = [fields.Command.set(cards.ids)]
        if len(cards) == 1 and cards.date_start:
            values["date_from"], values["date_to"] = cards._statement_period()
        return values

    def action_print(self):
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins. Exchange the two days.")
            )
        cards = self.card_ids.filtered("date_start")
        if not cards:
            raise UserError(
                self.env._("These are applications: only granted cards have points.")
            )
        report = self.env.ref("cs_vip.action_report_statement").report_action(
            cards,
            data={
                "card_ids": cards.ids,
                "date_from": str(self.date_from),
                "date_to": str(self.date_to),
            },
        )
        return {**report, "close_on_report_download": True}
