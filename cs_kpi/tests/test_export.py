"""The month as a spreadsheet and the sheet per person (P4)."""

import base64
import re
from datetime import datetime
from io import BytesIO
from statistics import fmean

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_vip.business_day import Clock

from .common import MONTH, KpiCase


@tagged("post_install", "-at_install")
class TestExport(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_complaint("agent", satisfied=False)
        cls._new_complaint("agent")
        cls._new_incident("agent", "praise_company")
        cls._compute()

    def export(self, role="hr", **values):
        wizards = self.env["cs.kpi.export.wizard"].with_user(self.users[role])
        wizard = wizards.with_company(self.company).create(values)
        action = wizard.action_export()
        self.assertIn("/web/content/cs.kpi.export.wizard/", action["url"])
        self.assertEqual(wizard.filename, "appraisal_2026-10.xlsx")
        content = BytesIO(base64.b64decode(wizard.file))
        return load_workbook(content), load_workbook(content, data_only=True)

    def test_confirmed_ones_only(self):
        with self.refused(UserError, "is confirmed yet"):
            self.export()
        self._confirmed("agent")
        formulas, values = self.export()
        summary = values["Summary"]
        heads = [cell.value for cell in summary[3]]
        self.assertEqual(heads[:5], ["No.", "Employee", "Department", *heads[3:5]])
        self.assertEqual(heads[3], "Cooperation with Other Departments")
        self.assertEqual(heads[-2:], ["Total", "Version"])
        row = [cell.value for cell in summary[4]]
        self.assertEqual(row[1:3], ["Agent Test", "Service Desk"])
        self.assertEqual(row[3:], [20, 10, 20, 5, 10, 10, 10, 3, 0, 88, 1])
        self.assertEqual(summary["B5"].value, "Average")
        self.assertEqual(summary["M5"].value, 88)

    def test_formulas_are_live(self):
        self._confirmed("agent")
        formulas, _values = self.export()
        summary, items = formulas["Summary"], formulas["Items"]
        self.assertEqual(summary["M4"].value, "=MAX(0,SUM(D4:L4))")
        self.assertEqual(
            summary["E4"].value,
            "=SUMIFS('Items'!$L$4:$L$18,'Items'!$A$4:$A$18,$A4,"
            "'Items'!$C$4:$C$18,\"complaint_resolution\")",
        )
        self.assertEqual(summary["M5"].value, "=AVERAGE(M4:M4)")
        self.assertEqual(items["L6"].value, "=MAX(0,J6-K6)")
        figures = [cell.value for cell in items[6]][4:11]
        self.assertEqual(figures, ["Per Cent", 1, 2, 50, 2, 20, 10])

    def test_the_formulas_give_what_is_stored(self):
        """Whoever changes a deduction sees all totals move, and until then nothing."""
        for role in ("agent", "clerk", "specialist"):
            self._confirmed(role)
        formulas, values = self.export()
        scores = {}
        for row, cached in zip(
            formulas["Items"].iter_rows(min_row=4),
            values["Items"].iter_rows(min_row=4, values_only=True),
            strict=True,
        ):
            weight, deduction, score = cached[9:12]
            if str(row[11].value).startswith("="):
                self.assertEqual(row[11].value, f"=MAX(0,J{row[0].row}-K{row[0].row})")
                self.assertEqual(score, max(0, weight - deduction))
            scores[cached[0], cached[2]] = score
        summary = values["Summary"]
        for row in formulas["Summary"].iter_rows(min_row=4, max_row=6):
            cached = [cell.value for cell in summary[row[0].row]]
            for cell, stored in zip(row[3:12], cached[3:12], strict=True):
                (code,) = re.findall(r'"(\w+)"\)$', cell.value)
                self.assertEqual(stored, scores[cached[0], code], cell.value)
            self.assertEqual(cached[12], max(0, sum(cached[3:12])))
        for column in range(4, 14):
            column = [summary.cell(row, column).value for row in range(4, 8)]
            self.assertAlmostEqual(column[3], fmean(column[:3]), 9)
        desk, linked = formulas["Service Desk"], values["Service Desk"]
        for row in desk.iter_rows(min_row=4, max_row=5, min_col=3, max_col=12):
            for cell in row:
                (at,) = re.findall(r"^='Summary'!(\w+)$", cell.value)
                self.assertEqual(linked[cell.coordinate].value, summary[at].value)

    def test_the_latest_confirmed_month_is_offered(self):
        wizards = self.env["cs.kpi.export.wizard"].with_user(self.users["hr"])
        wizards = wizards.with_company(self.company)
        self._confirmed("agent")
        late = Clock(datetime(2027, 2, 3, 2))
        self.assertEqual(wizards.with_context(cs_clock=late).new().date_from, MONTH)

    def test_printable(self):
        self._confirmed("agent")
        formulas, _values = self.export()
        for sheet in formulas:
            self.assertTrue(sheet.freeze_panes)
            self.assertEqual(sheet.print_title_rows, "$3:$3")
            self.assertEqual(sheet.page_setup.orientation, "landscape")
            self.assertEqual(sheet.page_setup.fitToHeight, 0)

    def test_a_sheet_per_department(self):
        """Its figures are taken from the summary, theirs from the items."""
        self._confirmed("agent")
        self._confirmed("specialist")
        self._confirmed("clerk")
        formulas, values = self.export("manager")
        self.assertEqual(
            formulas.sheetnames, ["Summary", "Archive", "Service Desk", "Items"]
        )
        desk = formulas["Service Desk"]
        self.assertIn("Service Desk", desk["A1"].value)
        heads = [cell.value for cell in desk[3]]
        self.assertEqual((heads[0], heads[-2:]), ("No.", ["Total", "Records"]))
        self.assertEqual(desk["C4"].value, "='Summary'!D4")
        self.assertEqual(desk["L4"].value, "='Summary'!M4")
        self.assertEqual(desk["C6"].value, "=AVERAGE(C4:C5)")
        found = [cell.value for cell in values["Service Desk"][4]]
        self.assertEqual(
            found[1:], ["Agent Test", 20, 10, 20, 5, 10, 10, 10, 3, 0, 88, 5]
        )
        self.assertEqual(values["Service Desk"]["L6"].value, (88 + 95) / 2)
        self.assertEqual(values["Archive"]["B4"].value, "Clerk Test")

    def test_names_of_sheets(self):
        self.desk.name = "Items"
        self.archive.name = "A/B: [a very long name of a department] *"
        self._confirmed("agent")
        self._confirmed("clerk")
        self._confirmed("after_sales")
        formulas, _values = self.export("manager")
        self.assertEqual(len(formulas.sheetnames), 5)
        self.assertIn("Items (2)", formulas.sheetnames)
        self.assertIn("A-B- -a very long name of a dep", formulas.sheetnames)

    def test_remarks(self):
        self._confirmed("agent")
        _formulas, values = self.export()
        remarks = {row[2].value: row[12].value for row in values["Items"].iter_rows(4)}
        self.assertEqual(remarks["complaint_resolution"], "Small sample")
        self.assertEqual(remarks["callback_completion"], "Nothing to measure")
        self.assertIsNone(remarks["feedback_collected"])

    def test_cap_is_in_the_formula(self):
        scheme = self.scheme.copy({"max_score": 100, "date_from": MONTH})
        scheme.action_publish()
        self._compute()
        self._confirmed("agent")
        formulas, _values = self.export()
        self.assertEqual(formulas["Summary"]["M4"].value, "=MIN(100,MAX(0,SUM(D4:L4)))")

    def test_the_valid_version_only(self):
        first = self._confirmed("agent")
        version = first.with_user(self.users["manager"])._correct("Mistake.")
        version.with_user(self.users["supervisor"]).action_review()
        version.with_user(self.users["agent"]).action_read()
        version.with_user(self.users["manager"]).action_confirm()
        _formulas, values = self.export("manager")
        self.assertEqual(values["Summary"]["N4"].value, 2)
        self.assertEqual(values["Summary"]["B5"].value, "Average")

    def test_who_exports(self):
        for role in ("agent", "supervisor", "internal"):
            with self.assertRaises(AccessError):
                self.export(role)

    def test_names_are_no_formulas(self):
        self.staff["agent"].name = '=HYPERLINK("http://example.com")'
        self.env["cs.kpi.appraisal"].search([]).employee_name = self.staff["agent"].name
        self._confirmed("agent")
        formulas, _values = self.export()
        cell = formulas["Summary"]["B4"]
        self.assertEqual(cell.data_type, "s")

    def test_sheet_per_person(self):
        self._confirmed("agent")
        self.env["res.lang"]._activate_lang("zh_CN")
        appraisal = self._appraisal("agent").with_user(self.users["hr"])
        report = self.env["ir.actions.report"].with_user(self.users["hr"])
        html, kind = report._render_qweb_html("cs_kpi.report_appraisal", appraisal.ids)
        text = html.decode()
        self.assertEqual(kind, "html")
        for expected in ("Service Appraisal Sheet", "Agent Test", "2026-10", "88.00"):
            self.assertIn(expected, text)
        self.assertEqual(text.count("signature and date"), 3)
