from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .. import business_day

BATCH = 200


class CsVipCard(models.Model):
    """What an ended card or refused application need not keep any longer goes (V4).
    Ledger, level history and numbers stay."""

    _inherit = "cs.vip.card"

    date_erased = fields.Date(
        string="Personal Data Erased On", readonly=True, copy=False
    )

    _retention_index = models.Index(
        "(company_id) WHERE date_erased IS NULL AND state IN ('refused', 'void')"
    )

    @api.model
    def _cron_erase_ended(self, day=None):
        """Erase document and application data after the company's retention time."""
        progress = self.env["ir.cron"]
        for due in self._retention_domains(day):
            while cards := self.search(due, order="id", limit=BATCH):
                cards._erase_application(day)
                remaining = self.search_count(due)
                if not progress._commit_progress(len(cards), remaining=remaining):
                    return

    @api.model
    def _retention_domains(self, day=None):
        for company in self.env["res.company"].search(
            [("cs_vip_retention_months", ">", 0)]
        ):
            today = day or business_day.today(self.env, company)
            last = today - relativedelta(months=company.cs_vip_retention_months)
            yield [
                ("company_id", "=", company.id),
                ("date_erased", "=", False),
                "|",
                "&",
                ("state", "=", "void"),
                ("date_void", "<=", last),
                "&",
                ("state", "=", "refused"),
                ("date_refused", "<=", last),
            ]

    def _erase_application(self, day=None):
        """Documents, reasons and what was written about the application."""
        # sudo: no role may touch documents; the retention time or a manager's
        # erasure decided
        cards = self.sudo().with_context(tracking_disable=True)
        cards.env["cs.vip.document"].search([("card_id", "in", cards.ids)]).unlink()
        for company, group in cards.grouped("company_id").items():
            group.write(
                {
                    "document_type": False,
                    "refuse_reason": False,
                    "declaration": False,
                    "date_erased": day or business_day.today(self.env, company),
                }
            )
        cards._erase_conversation()

    def _erase_conversation(self):
        """Messages, e-mails and files of the card; what the system noted of its steps
        stays, without the values that name the person."""
        messages = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        tasks = self.env.ref("mail.mt_activities")
        said = messages.filtered(
            lambda message: (
                message.message_type != "notification" or message.subtype_id == tasks
            )
        )
        noted = messages - said
        # sudo: tracked values are the system's
        noted.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name in ("partner_id", "refuse_reason")
        ).unlink()
        said.unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
