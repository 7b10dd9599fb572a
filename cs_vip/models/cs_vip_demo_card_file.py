from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from odoo import api, fields, models

# Name, number, phone, born, document, address, tier, days since the year began, last
# purchase and level, points. The last three lines have a fault each.
CARDS = (
    ("周文彬", "YJ2019-0001", "13912340001", date(1978, 5, 12), "330102197805120018",
     "文三路88号", "silver", (170, 95, 900), 860),
    ("许丽华", "YJ2019-0002", "13912340002", date(1983, 11, 2), "330102198311020027",
     "莫干山路12号", "gold", (250, 50, 620), 2140),
    ("郑国强", "YJ2019-0003", "13912340003", date(1969, 1, 28), "330102196901280035",
     "延安路201号", "silver", (220, None, None), 0),
    ("罗小燕", "YJ2019-0004", "13912340004", "1990-13-45", "330102199010050042",
     "凤起路5号", "silver", (140, None, None), 320),
    ("唐建平", "YJ2019-0005", "13912340005", date(1981, 9, 9), "330102198109090059",
     "体育场路77号", "platinum", (140, None, None), 150),
    ("邓美玲", "YJ2019-0006", "13912340006", date(1987, 2, 14), "330102198311020027",
     "天目山路33号", "silver", (180, 30, None), -40),
)  # fmt: skip
FILE = "老会员档案.xlsx"


class CsVipDemo(models.AbstractModel):
    """A card file to try the taking over with, on the flagship programme."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_card_file(self):
        program = self.env.ref("cs_vip.program_flagship")
        program.message_post(
            body=self.env._(
                "A card file of the old system, to try the taking over with: three of "
                "its lines are faulty."
            ),
            attachments=[(FILE, self._card_file())],
        )

    @api.model
    def _card_file(self):
        chinese = self.env["res.lang"]._get_data(code="zh_CN").active
        lang = "zh_CN" if chinese else "en_US"
        columns = self.env["cs.vip.card.import"].with_context(lang=lang)._columns()
        program = self.env.ref("cs_vip.program_flagship").with_context(lang=lang)
        tiers = {
            level: self.env.ref(f"cs_vip.tier_flagship_{level}").with_context(lang=lang)
            for level in ("silver", "gold")
        }
        output = BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.set_column(0, len(columns) - 1, 16)
        sheet.write_row(0, 0, [column.label for column in columns.values()])
        for line, card in enumerate(CARDS, 1):
            name, number, phone, born, document, street, level, since, points = card
            start, purchase, reached = map(self._days_ago, since)
            tier = tiers[level].name if level in tiers else "Platinum"
            values = {
                "number": number,
                "name": name,
                "phone": phone,
                "birthdate": born,
                "document_type": "id_card",
                "document_number": document,
                "street": street,
                "city": "杭州市",
                "program": program.name,
                "tier": tier,
                "date_start": start,
                "tier_date": reached,
                "last_purchase": purchase,
                "points": points,
            }
            for place, key in enumerate(columns):
                value = values.get(key)
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif isinstance(value, str):
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write_number(line, place, value)
        book.close()
        return output.getvalue()

    def _days_ago(self, days):
        return days and fields.Date.today() - timedelta(days=days)
