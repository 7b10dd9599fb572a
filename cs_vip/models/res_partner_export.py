import io

import xlsxwriter

from odoo import models

from .res_partner_consent import CONSENTS


class ResPartner(models.Model):
    """What we hold of a person, as a file for that person."""

    _inherit = "res.partner"

    def _cs_vip_export(self):
        """The workbook (bytes). Document numbers are in full, which is logged."""
        person = self.commercial_partner_id
        person.ensure_one()
        person._cs_vip_check_privacy()
        # sudo: the person's data of every store; checked above who may
        person = person.sudo().with_context(active_test=False)
        cards = person.env["cs.vip.card"].search(
            [
                ("partner_id", "=", person.id),
                ("company_id", "in", self.env.user.company_ids.ids),
            ]
        )
        sheets = person._cs_vip_export_sheets(cards)
        person._cs_vip_log_privacy(
            person.name, person.email, self.env._("Personal data exported."), cards
        )
        return self._cs_vip_workbook(sheets)

    def _cs_vip_export_sheets(self, cards):
        """[(title, heads, rows)]; addons that hold more of a person add theirs, of the
        companies in `_cs_vip_export_domain`. What colleagues noted among themselves is
        not in it."""
        fields = [
            "name", "birthdate_date", "cs_wedding_date", "phone", "email",
            "contact_address", *sorted(CONSENTS),
        ]  # fmt: skip
        labels = {
            name: self._fields[name]._description_string(self.env) for name in fields
        }
        # the field of the other addon has no Chinese name
        labels["birthdate_date"] = self.env._("Birth Date")
        return [
            (
                self.env._("Person"),
                [self.env._("What"), self.env._("Value")],
                [[labels[name], self._cs_vip_cell(self, name)] for name in fields],
            ),
            cards._export_cards(),
            cards._export_points(),
            cards._export_levels(),
            self._cs_vip_export_greetings(),
            *self._cs_vip_export_purchases(),
            *self._cs_vip_export_benefits(cards),
            self._cs_vip_export_messages(),
        ]

    def _cs_vip_export_greetings(self):
        Greeting = self.env["cs.vip.greeting"]
        channels = dict(Greeting._fields["channel"]._description_selection(self.env))
        names = ("date_planned", "occasion_id", "channel", "message")
        heads = [Greeting._fields[name]._description_string(self.env) for name in names]
        rows = [
            [
                greeting.date_planned,
                greeting.occasion_id.name,
                channels.get(greeting.channel, ""),
                greeting.message,
            ]
            for greeting in Greeting.search(
                [("partner_id", "=", self.id)], order="date_planned, id"
            )
        ]
        return self.env._("Greetings"), heads, rows

    def _cs_vip_workbook(self, sheets):
        content = io.BytesIO()
        # texts stay texts: a name that begins with "=" is no formula
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        }
        with xlsxwriter.Workbook(content, options) as workbook:
            bold = workbook.add_format({"bold": True})
            for title, heads, rows in sheets:
                sheet = workbook.add_worksheet(title[:31])
                sheet.write_row(0, 0, heads, bold)
                sheet.set_column(0, max(len(heads) - 1, 0), 20)
                sheet.freeze_panes(1, 0)
                for number, row in enumerate(rows, start=1):
                    for column, value in enumerate(row):
                        sheet.write(
                            number,
                            column,
                            "" if value is False or value is None else value,
                        )
        return content.getvalue()
