"""Taking over an existing card file: the dry run, the taking over, bad files."""

import base64
import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.cs_vip import card_file

from .common import VipCommon

TODAY = "2026-03-10"
HEADINGS = [
    "Card Number", "Holder's Name", "Customer Reference", "Phone", "E-mail",
    "Birth Date", "Kind of Document", "Document Number", "Address", "City",
    "Programme", "Tier",
    "Year From", "Year Until", "Level Since", "Last Purchase", "Points",
]  # fmt: skip


class CardFileCommon(VipCommon):
    def line(self, number="OLD-1", name="张伟", **values):
        row = {
            "Card Number": number,
            "Holder's Name": name,
            "Programme": "Flagship",
            "Tier": "Silver",
            "Year From": "2025-09-01",
            "Points": "500",
            **{key.replace("_", " "): value for key, value in values.items()},
        }
        return [row.get(heading) for heading in HEADINGS]

    def xlsx(self, *lines, headings=None):
        output = BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, line in enumerate([headings or HEADINGS, *lines]):
            for place, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
        book.close()
        return output.getvalue()

    def csv(self, *lines, encoding="utf-8", delimiter=","):
        output = StringIO()
        csv.writer(output, delimiter=delimiter).writerows([HEADINGS, *lines])
        return output.getvalue().encode(encoding)

    def wizard(self, content, user=None, day=TODAY):
        wizard = (
            self.on(self.env["cs.vip.card.import"], day)
            .with_user(user or self.manager)
            .create(
                {
                    "file": base64.b64encode(content),
                    "file_name": "cards.xlsx",
                    "company_id": self.company.id,
                }
            )
        )
        return wizard

    def check(self, *lines, **options):
        """Faults of a dry run as [(line, column, reason)]."""
        wizard = self.wizard(self.xlsx(*lines), **options)
        wizard.action_check()
        return wizard

    def faults(self, *lines):
        wizard = self.check(*lines)
        return [(f.line, f.column, f.reason) for f in wizard.fault_ids]

    def take_over(self, *lines, content=None, **options):
        wizard = self.wizard(content or self.xlsx(*lines), **options)
        wizard.action_check()
        wizard.action_import()
        return wizard

    def card(self, number):
        return self.env["cs.vip.card"].search(
            [("name", "=", number), ("company_id", "=", self.company.id)]
        )


@tagged("post_install", "-at_install")
class TestTakeOver(CardFileCommon):
    def test_one_card(self):
        wizard = self.take_over(
            self.line(
                Phone=13900139000.0,
                Birth_Date=date(1980, 2, 29),
                Kind_of_Document="Identity Card",
                Document_Number="310101198002290011",
                Address="南京路1号",
                City="上海",
                Level_Since="2024/09/01",
                Points=1200,
                **{"E-mail": "zhang@example.com"},
            )
        )
        self.assertEqual((wizard.state, wizard.taken, wizard.faulty), ("done", 1, 0))
        self.assertFalse(wizard.file, "the file with document numbers is not kept")
        card = self.card("OLD-1")
        self.assertEqual(card.state, "active")
        self.assertEqual(card.partner_id.name, "张伟")
        self.assertEqual(card.partner_id.phone, "13900139000")
        self.assertEqual(card.partner_id.email, "zhang@example.com")
        self.assertEqual(card.partner_id.birthdate_date, date(1980, 2, 29))
        self.assertEqual(card.partner_id.city, "上海")
        self.assertEqual(card.tier_id, self.flagship_silver)
        self.assertEqual(card.date_start, date(2025, 9, 1))
        self.assertEqual(card.date_end, date(2026, 8, 31))
        self.assertEqual(card.tier_date, date(2024, 9, 1))
        self.assertEqual(card.document_masked, "3101**********0011")
        self.assertEqual(self.entries(card), [(TODAY, "opening", 1200)])
        self.assertEqual(card.points_balance, 1200)
        self.assertEqual(card.balance_at(date(2026, 3, 9)), 0)
        history = card.history_ids
        self.assertEqual(
            (history.reason, str(history.date)), ("takeover", "2024-09-01")
        )
        self.assertEqual(card.enrolment_points, 0)
        self.assertEqual(card.create_uid, self.manager)

    def test_no_enrolment_points_later_either(self):
        """V5: points for the first card were given with the old one."""
        self.take_over(self.line())
        card = self.card("OLD-1")
        self.buy("2026-03-11", 70000, partner=card.partner_id)
        self.on(card, "2026-03-12").action_void("Moved away")
        second = self.apply(card.partner_id)
        self.on(second, "2026-03-13")._go("submitted")
        self.on(second, "2026-03-13")._grant()
        self.assertFalse(second.enrolment_points)

    def test_card_earns_and_spends(self):
        self.take_over(self.line(Points="1000"))
        card = self.card("OLD-1")
        self.buy("2026-03-11", 5000, partner=card.partner_id)
        self.assertEqual(card.points_balance, 1100)

    def test_same_file_again_does_nothing(self):
        lines = [
            self.line(),
            self.line(
                "", "李娜", Kind_of_Document="Passport", Document_Number="E555666"
            ),
        ]
        content = self.xlsx(*lines)
        self.take_over(content=content)
        before = self.env["cs.vip.points.entry"].search_count([])
        cards = self.env["cs.vip.card"].search_count([])
        wizard = self.wizard(content)
        wizard.action_check()
        self.assertEqual((wizard.ready, wizard.present, wizard.faulty), (0, 2, 0))
        with self.assertRefused(UserError, "No line of this file can be taken over"):
            wizard.action_import()
        self.assertEqual(self.env["cs.vip.points.entry"].search_count([]), before)
        self.assertEqual(self.env["cs.vip.card"].search_count([]), cards)

    def test_one_bad_line_stops_nothing_but_itself(self):
        wizard = self.take_over(
            self.line("A1", "张一"), self.line("A2", "张二", Points="-5"),
            self.line("A3", "张三"),
        )  # fmt: skip
        self.assertEqual((wizard.taken, wizard.faulty), (2, 1))
        self.assertTrue(self.card("A1") and self.card("A3"))
        self.assertFalse(self.card("A2"))
        book = openpyxl.load_workbook(BytesIO(base64.b64decode(wizard.result)))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1][1], "张二")
        self.assertEqual((rows[0][-1], rows[1][-1]), ("Reason", "Points: below 0"))

        # Corrected and uploaded again, with the column of reasons.
        sheet = book.active
        sheet.cell(2, HEADINGS.index("Points") + 1).value = "5"
        output = BytesIO()
        book.save(output)
        again = self.take_over(content=output.getvalue())
        self.assertEqual((again.taken, again.faulty), (1, 0))
        self.assertEqual(self.card("A2").points_balance, 5)

    def test_failure_while_writing_stops_one_line(self):
        """What only the database finds out, too."""
        wizard = self.wizard(self.xlsx(self.line("B1", "一"), self.line("B2", "二")))
        wizard.action_check()
        rows = wizard._checked_rows()
        self._create_customer("三").write({"ref": "R"})
        holder = self._create_customer("四")
        self.grant("2026-01-01", holder)
        rows[0].values["partner_id"] = holder
        wizard._take_over([row for row in rows if row.ready])
        self.assertEqual(wizard.taken, 1)
        self.assertEqual(rows[0].faults[0][0], "")
        self.assertTrue(self.card("B2"))
        self.assertFalse(self.card("B1"))

    def test_customer_found(self):
        by_reference = self._create_customer("王芳", ref="C-77")
        by_phone = self._create_customer("陈静", phone="+86 139 0013 9001")
        by_mail = self._create_customer("李军", email="li@example.com")
        with_card = self._create_customer("刘洋")
        void = self.apply(with_card, orders=self.env["sale.order"])
        void.document_number = "G1234567"
        self.on(void, "2026-01-01")._go("refused")
        self.take_over(
            self.line("F1", "王芳", Customer_Reference="C-77", Phone="13900000001"),
            self.line("F2", "陈静", Phone="139 0013 9001"),
            self.line("F3", "刘洋", Kind_of_Document="Passport",
                      Document_Number="g 123-4567"),
            self.line("F4", "陈静", Phone="139 0013 9002"),
            self.line("F5", "李军", **{"E-mail": "Li@example.com"}),
        )  # fmt: skip
        self.assertEqual(self.card("F1").partner_id, by_reference)
        self.assertEqual(by_reference.phone, "+86 138 0013 8000", "kept as it was")
        self.assertEqual(self.card("F2").partner_id, by_phone)
        self.assertEqual(self.card("F3").partner_id, with_card)
        self.assertNotIn(self.card("F4").partner_id, by_phone)
        self.assertEqual(self.card("F5").partner_id, by_mail)

    def test_year_renewed_by_a_purchase_before(self):
        """V6: a purchase in the old system keeps the card."""
        self.take_over(
            self.line("Y1", "甲", Year_From="2025-04-01", Last_Purchase="2026-01-05"),
            self.line("Y2", "乙", Year_From="2025-04-01", Last_Purchase="2025-03-31"),
        )  # fmt: skip
        cards = self.card("Y1") | self.card("Y2")
        self.on(cards, "2026-04-01")._close_year()
        self.assertEqual(self.card("Y1").state, "active")
        self.assertEqual(str(self.card("Y1").date_end), "2027-03-31")
        self.assertEqual(self.card("Y2").state, "void")
        self.assertEqual(self.card("Y1").points_balance, 0)
        self.on(self.card("Y1"), "2027-04-01")._close_year()
        self.assertEqual(self.card("Y1").state, "void")

    def test_formulas_and_markup_stay_text(self):
        evil = "<script>alert(1)</script>"
        formula = '=HYPERLINK("http://x")'
        content = self.csv(
            self.line("E1", evil, Points="-1"), self.line("E2", formula, Points="x")
        )
        wizard = self.wizard(content)
        wizard.action_check()
        self.assertEqual(wizard.faulty, 2)
        book = openpyxl.load_workbook(BytesIO(base64.b64decode(wizard.result)))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertIn(formula, [cell.value for cell in cells])
        self.take_over(content=self.csv(self.line("E3", evil)))
        self.assertEqual(self.card("E3").partner_id.name, evil)

    def test_formula_counts_as_its_value(self):
        wizard = self.take_over(self.line("E4", Points="=1+1"))
        self.assertEqual(wizard.taken, 1)  # xlsxwriter saved the value 0 with it
        self.assertEqual(self.card("E4").points_balance, 0)

    def test_csv_of_a_chinese_spreadsheet(self):
        for number, encoding, delimiter in (
            ("Z1", "utf-8", ","), ("Z2", "utf-8-sig", ";"), ("Z3", "gb18030", ","),
            ("Z4", "utf-16", "\t"),
        ):  # fmt: skip
            line = self.line(number, f"张{number}")
            self.take_over(
                content=self.csv(line, encoding=encoding, delimiter=delimiter)
            )
            self.assertEqual(self.card(number).partner_id.name, f"张{number}")

    def test_headings_in_another_language(self):
        """Whoever made the file, its headings may be in any installed language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        wizard = self.wizard(self.xlsx(self.line())).with_context(lang="zh_CN")
        wizard.action_check()
        self.assertEqual((wizard.ready, wizard.faulty), (1, 0))

    def test_benefits_and_open_quotations_follow(self):
        person = self._create_customer("周杰", ref="Q1")
        quotation = self.quote(3000, partner=person, product=self.sofa)
        self.take_over(self.line("Q1", "周杰", Customer_Reference="Q1"))
        self.assertEqual(quotation.cs_vip_card_id, self.card("Q1"))


@tagged("post_install", "-at_install")
class TestDryRun(CardFileCommon):
    def test_nothing_is_written(self):
        partners = self.env["res.partner"].search_count([])
        wizard = self.check(self.line(), self.line("OLD-2", "李四", Points="7"))
        self.assertEqual((wizard.ready, wizard.faulty), (2, 0))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertFalse(self.card("OLD-1"))

    def test_faults_of_a_line(self):
        long = "长" * 201
        for values, column, reason in (
            ({"Name": None}, "Holder's Name", "missing"),
            ({"Tier": None}, "Tier", "missing"),
            ({"Year_From": None}, "Year From", "missing"),
            ({"Tier": "Platinum"}, "Tier", "no tier “Platinum” in programme"),
            ({"Programme": "Outlet"}, "Tier", "in programme “Outlet”"),
            ({"Year_From": "2026-03-11"}, "Year From", "lies in the future"),
            ({"Year_From": "03/04/2025"}, "Year From", "not a date"),
            ({"Year_From": "2025-02-30"}, "Year From", "not a date"),
            ({"Year_From": "2020-01-01"}, "Year From", "the card's year has ended"),
            ({"Year_Until": "2025-08-01"}, "Year Until", "before the year begins"),
            ({"Year_Until": "2026-03-09"}, "Year Until", "the card's year has ended"),
            ({"Year_Until": "2027-03-10"}, "Year Until", "ends: 2027-03-09"),
            ({"Year_Until": "2999-01-01"}, "Year Until", "later than a card granted"),
            ({"Customer_Reference": "C-?"}, "Customer Reference", "no customer has"),
            ({"Level_Since": "2027-01-01"}, "Level Since", "lies in the future"),
            ({"Last_Purchase": "2027-01-01"}, "Last Purchase", "lies in the future"),
            ({"Birth_Date": "1801-01-01"}, "Birth Date", "cannot be right"),
            ({"Birth_Date": "2026-01-01"}, "Birth Date", "not before the card's year"),
            ({"Points": "-1"}, "Points", "below 0"),
            ({"Points": "1.5"}, "Points", "not a whole number"),
            ({"Points": "many"}, "Points", "not a whole number"),
            ({"Points": "999999999999"}, "Points", "more than 100000000"),
            ({"E-mail": "nobody"}, "E-mail", "not an e-mail address"),
            ({"Name": long}, "Holder's Name", "longer than 200 characters"),
            ({"Document_Number": "E1234567"}, "Kind of Document", "missing for this"),
            ({"Document_Number": "12", "Kind_of_Document": "Passport"},
             "Document Number", "needs 5 to 30"),
            ({"Kind_of_Document": "Library card"}, "Kind of Document", "no such kind"),
            ({"Document_Number": 310101198002290011, "Kind_of_Document": "id_card"},
             "Document Number", "rounded this number"),
            ({"Card_Number": None}, "Card Number", "needs a card number or"),
            ({"Card_Number": "VIP000999"}, "Card Number", "begins with VIP"),
        ):  # fmt: skip
            with self.subTest(values=values):
                name = values.pop("Name", "张伟")
                number = values.pop("Card_Number", "OLD-1")
                found = self.faults(self.line(number, name, **values))
                self.assertEqual(len(found), 1, found)
                self.assertEqual(found[0][:2], (2, column))
                self.assertIn(reason, found[0][2])

    def test_broken_formula(self):
        content = openpyxl.Workbook()
        content.active.append(HEADINGS)
        content.active.append(self.line(Points="#REF!"))
        content.active.cell(2, HEADINGS.index("Points") + 1).data_type = "e"
        output = BytesIO()
        content.save(output)
        wizard = self.wizard(output.getvalue())
        wizard.action_check()
        self.assertEqual(
            wizard.fault_ids.mapped("reason"), ["the cell holds an error, not a value"]
        )

    def test_tier_of_two_programmes(self):
        found = self.faults(self.line(Programme=None))
        self.assertEqual(
            found, [(2, "Programme", "missing; several programmes have this tier")]
        )

    def test_twins_in_the_file(self):
        passport = {"Kind_of_Document": "Passport", "Document_Number": "E1234567"}
        found = self.faults(
            self.line("T1", "甲", Phone="13900000001", **passport),
            self.line("t1", "乙"),
            self.line("T3", "丙", **passport),
            self.line("T4", "甲", Phone="139 0000 0001"),
        )
        self.assertEqual(
            found,
            [
                (3, "Card Number", "the same as in line 2"),
                (4, "Document Number", "the same as in line 2"),
                (5, "Holder's Name", "the same as in line 2"),
            ],
        )

    def test_lines_are_counted_as_seen(self):
        found = self.faults(self.line(), [], ["", None], self.line("X", None))
        self.assertEqual([fault[0] for fault in found], [5])

    def test_against_what_is_there(self):
        holder = self._create_customer("王芳", ref="C-77")
        card = self.grant("2026-01-01", holder, document_number="E7777777")
        self._create_customer("工程商", ref="P-1", cs_is_project_customer=True)
        for _twin in range(2):
            self._create_customer("同名", phone="13900000009")
        found = self.faults(
            self.line(card.name, "别人"),
            self.line("N1", "王芳", Customer_Reference="C-77"),
            self.line("N2", "别人二", Customer_Reference="C-77"),
            self.line("N3", "新客", Kind_of_Document="Passport",
                      Document_Number="E7777777"),
            self.line("N4", "工程商", Customer_Reference="P-1"),
            self.line("N5", "同名", Phone="13900000009"),
        )  # fmt: skip
        self.assertEqual(
            [(line, column) for line, column, _reason in found],
            [
                (2, "Card Number"), (3, "Holder's Name"), (4, "Customer Reference"),
                (4, "Customer Reference"), (5, "Document Number"),
                (5, "Document Number"), (6, "Customer Reference"), (7, "Phone"),
            ],
        )  # fmt: skip
        reasons = " | ".join(reason for _line, _column, reason in found)
        for part in (
            "of somebody else already", f"holds card or application {card.name}",
            "belongs to a customer of another name", f"belongs to card {card.name}",
            "a project customer", "2 customers match; give the reference",
        ):  # fmt: skip
            self.assertIn(part, reasons)

    def test_a_name_alone_is_nobody(self):
        """Whoever bears it might hold a card already."""
        holder = self._create_customer("赵敏", phone="+86 139 0013 9005")
        card = self.grant("2026-01-01", holder)
        found = self.faults(
            self.line("N1", "赵敏"),
            self.line("N2", "赵敏", Phone="139 0013 9005"),
            self.line("N3", "赵敏", Phone="139 0013 9006"),
            self.line("N4", "赵敏敏"),
            self.line("N5", "赵敏", **{"E-mail": "zhao@example.com"}),
        )
        self.assertEqual(
            found,
            [
                (2, "Holder's Name", "customers with this name are on file: 1; add "
                 "phone, e-mail, document or customer reference, to tell who it is"),
                (3, "Holder's Name", f"holds card or application {card.name} already"),
            ],
        )  # fmt: skip

    def test_bad_files(self):
        for content, message in (
            (b"  \n", "is empty"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "no card file"),
            (b"\xff\xff\xff\x00\x01", "no card file"),
            (b"PK\x03\x04 nonsense", "is damaged"),
            (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
            (b"a,b,c\n1,2,3\n", "Missing: Holder's Name, Tier, Year From"),
            (self.xlsx(), "headings and no card below"),
            (b"x" * (card_file.MAX_BYTES + 1), "too large"),
            (b"Name,Tier,Name\n", "“Holder's Name” is there twice"),
        ):
            with self.subTest(message=message), self.assertRefused(UserError, message):
                self.wizard(content).action_check()

    def test_no_file(self):
        wizard = self.env["cs.vip.card.import"].with_user(self.manager).create({})
        with self.assertRefused(UserError, "Choose the card file first"):
            wizard.action_check()
        with self.assertRefused(UserError, "Check the file first"):
            wizard.action_import()

    def test_template(self):
        """The template is a card file, once filled in."""
        wizard = self.env["cs.vip.card.import"].with_user(self.manager).create({})
        self.assertIn("template", wizard.action_template()["url"])
        book = openpyxl.load_workbook(BytesIO(base64.b64decode(wizard.template)))
        sheet = book.worksheets[0]
        self.assertEqual([cell.value for cell in sheet[1]], HEADINGS)
        sheet.append(self.line())
        output = BytesIO()
        book.save(output)
        self.take_over(content=output.getvalue())
        self.assertTrue(self.card("OLD-1"))

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self.env["cs.vip.card.import"].with_user(self.desk).create({})
        wizard = self.wizard(self.xlsx(self.line()))
        other = self._create_user("vip_manager2", "cs_vip.group_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(other).action_check()


@tagged("post_install", "-at_install")
class TestCardFile(BaseCase):
    def test_cells(self):
        self.assertEqual(card_file.text(13800138000.0), "13800138000")
        self.assertEqual(card_file.text(datetime(2025, 1, 2)), "2025-01-02")
        self.assertEqual(card_file.text("a\u200b\tb"), "a b")
        self.assertEqual(card_file.day("2025-3-1 00:00:00"), date(2025, 3, 1))
        self.assertEqual(card_file.whole_number("12,345"), 12345)
        for bad in ("1,2", "1.0.0", "٣x", "1e3"):
            with self.assertRaises(ValueError):
                card_file.whole_number(bad)

    def test_a_packed_giant_is_refused(self):
        import zipfile

        output = BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(4):
                packed.writestr(f"xl/{number}.xml", b"0" * (80 * 2**20))
        with self.assertRaises(card_file.Refused) as refused:
            list(card_file.read(output.getvalue()))
        self.assertEqual(refused.exception.reason, "large")

    def test_too_many_lines(self):
        content = b"Name\n" + b"x\n" * (card_file.MAX_LINES + 1)
        with self.assertRaises(card_file.Refused):
            list(card_file.read(content))
