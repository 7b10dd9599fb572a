"""Weekly and monthly report: counted, kept, sent once (C11, section F)."""

from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_department.models.desk.cs_service_statistics import Span

from . import desk_common

WEEK = Span(date(2026, 11, 9), date(2026, 11, 15))
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
PDF = "odoo.addons.base.models.ir_actions_report.IrActionsReport._render_qweb_pdf"


@tagged("post_install", "-at_install")
class TestServiceReport(desk_common.DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complain(
            datetime(2026, 11, 10, 2),
            closed=datetime(2026, 11, 11, 2),
            cs_sale_line_ids=[(6, 0, cls.order.order_line[:1].ids)],
        )
        cls.complain(
            datetime(2026, 11, 11, 2),
            closed=datetime(2026, 11, 12, 2),
            satisfied=False,
        )
        cls.complain(datetime(2026, 11, 12, 2), owner="after_sales")
        cls.complain(datetime(2026, 10, 12, 2), closed=datetime(2026, 10, 14, 2))
        cls.reports = cls.env["cs.service.report"]
        cls.plans = cls.env["cs.service.report.plan"].search([])

    def mails(self, report):
        return self.env["mail.mail"].search(
            [("model", "=", "cs.service.report"), ("res_id", "in", report.ids)]
        )

    def run_job(self, day="2026-11-18"):
        """What the job does, without its commits."""
        self.env.invalidate_all()
        for company in self.company:
            today = date.fromisoformat(day)
            for period in ("week", "month"):
                for span in self.reports._due(company, period, today):
                    self.reports._report(company, period, span)
        return self.reports.search([("company_id", "=", self.company.id)])

    def test_counted_and_kept(self):
        report = self.reports._find_or_count(self.company, "week", WEEK)
        self.assertEqual(report.name, "2026-W46")
        self.assertEqual(report.complaint_count, 3)
        self.assertEqual(report.closed_count, 2)
        self.assertEqual(report.unsatisfied_count, 1)
        self.assertEqual(report.resolution_rate, 33.3)
        self.complain(datetime(2026, 11, 13, 2))
        same = self.reports._find_or_count(self.company, "week", WEEK)
        self.assertEqual(same, report)
        self.assertEqual(report.complaint_count, 3)
        report.with_user(self.users["supervisor"]).action_count_again()
        self.assertEqual(report.complaint_count, 4)
        self.assertIn("Counted again by Supervisor Test", report.message_ids[:1].body)

    def test_one_report_of_a_period(self):
        self.reports._find_or_count(self.company, "week", WEEK)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as raised:
            with self.env.cr.savepoint():
                self.reports.create(
                    {
                        "company_id": self.company.id,
                        "period": "week",
                        "date_from": WEEK.first,
                        "date_to": WEEK.last,
                    }
                )
        self.assertIn("_once", str(raised.exception))

    def test_sent_once(self):
        reports = self.run_job()
        self.assertEqual(
            {(r.period, r.date_from, r.date_to) for r in reports},
            {("week", *WEEK), ("month", *OCTOBER)},
        )
        week = reports.filtered(lambda r: r.period == "week")
        # the supervisor and the manager of this company, not the general manager
        self.assertEqual(
            week.recipient_ids, self.users["supervisor"] + self.users["manager"]
        )
        month = reports - week
        self.assertIn(self.users["general_manager"], month.recipient_ids)
        mails = self.mails(week)
        self.assertEqual(len(mails), 2)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        for mail in mails:
            self.assertEqual(len(mail.attachment_ids), 2)
        self.assertIn("33.3", mails[:1].body_html)
        self.run_job()
        self.assertEqual(len(self.mails(reports)), len(self.mails(week)) + 3)

    def test_a_later_week_and_weeks_missed(self):
        self.run_job()
        self.assertEqual(
            self.reports._due(self.company, "week", date(2026, 11, 22)), []
        )
        due = self.reports._due(self.company, "week", date(2026, 11, 30))
        self.assertEqual(
            due,
            [
                Span(date(2026, 11, 16), date(2026, 11, 22)),
                Span(date(2026, 11, 23), date(2026, 11, 29)),
            ],
        )
        self.assertEqual(
            self.reports._due(self.company, "month", date(2026, 12, 1)),
            [Span(date(2026, 11, 1), date(2026, 11, 30))],
        )

    def test_seen_before_the_week_was_over_is_counted_anew(self):
        early = self.at(self.reports, datetime(2026, 11, 11, 8))
        report = early._find_or_count(self.company, "week", WEEK)
        report.complaint_count = 0
        self.run_job()
        self.assertEqual(report.complaint_count, 3)
        self.assertTrue(report.date_sent)

    def test_nobody_to_send_to(self):
        self.plans.group_ids = False
        reports = self.run_job()
        self.assertFalse(any(reports.mapped("date_sent")))
        report = reports[:1].with_user(self.users["supervisor"])
        with self.assertRaisesRegex(UserError, "Recipients of Reports"):
            report.action_send()
        self.plans.user_ids = self.users["clerk"]
        report.action_send()
        self.assertEqual(report.sudo().recipient_ids, self.users["clerk"])

    def test_no_plan_no_report(self):
        self.plans.active = False
        self.assertFalse(self.run_job())

    def test_spreadsheet(self):
        report = self.reports._find_or_count(self.company, "week", WEEK)
        content = BytesIO(report._xlsx())
        book = openpyxl.load_workbook(content)
        self.assertEqual(
            book.sheetnames[:4], ["Summary", "Key figures", "By cause", "By department"]
        )
        sheet = book["By cause"]
        self.assertEqual(sheet.freeze_panes, "B5")
        self.assertEqual(sheet["A5"].value, "Weak joint")
        self.assertEqual(sheet["B5"].value, 2)
        self.assertEqual(sheet["E5"].value, '=IF(B5=0,"",D5/B5)')
        self.assertEqual(sheet["B7"].value, "=SUBTOTAL(9,$B$5:$B$6)")
        self.assertEqual(sheet["E7"].value, '=IF(B7=0,"",D7/B7)')
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(book["Summary"]["B5"].value, "='By cause'!B7")
        values = openpyxl.load_workbook(content, data_only=True)
        self.assertEqual(values["Summary"]["B5"].value, 3)
        self.assertAlmostEqual(values["Summary"]["B8"].value, 1 / 3)
        self.assertEqual(values["By agent"]["A5"].value, "Clerk Test")

    def test_an_empty_week(self):
        empty = Span(date(2026, 8, 3), date(2026, 8, 9))
        report = self.reports._find_or_count(self.company, "week", empty)
        self.assertEqual(report.complaint_count, 0)
        self.assertEqual(report.resolution_rate, 0.0)
        openpyxl.load_workbook(BytesIO(report._xlsx()))
        self.assertIn("No complaint in this period.", self.html(report))

    def html(self, report, lang="en_US"):
        content, _type = (
            self.env["ir.actions.report"]
            .with_context(lang=lang)
            ._render_qweb_html("cs_department.action_report_service", report.ids)
        )
        return content.decode()

    def test_paper_in_two_languages(self):
        report = self.reports._find_or_count(self.company, "week", WEEK)
        page = self.html(report)
        for text in ("2026-W46", "Resolution rate", "33.3 %", "Weak joint", "Quality"):
            self.assertIn(text, page)
        self.assertIn("North Store", page)

    def test_files_are_made_once_for_the_same_figures(self):
        report = self.reports._find_or_count(self.company, "week", WEEK)
        with patch(PDF, return_value=(b"%PDF", "pdf")):
            first = report._attachments()
            self.assertEqual(report._attachments(), first)
        self.assertEqual(first.mapped("res_id"), report.ids * 2)

    def test_who_may(self):
        report = self.reports._find_or_count(self.company, "week", WEEK)
        for role in ("clerk", "agent", "contact", "internal", "portal"):
            seen = report.with_user(self.users[role])
            for method in ("action_send", "action_count_again", "action_xlsx"):
                with self.assertRaises(AccessError):
                    getattr(seen, method)()
        boss = report.with_user(self.users["general_manager"])
        self.assertEqual(boss.action_pdf()["type"], "ir.actions.report")
        with self.assertRaises(AccessError):
            boss.complaint_count = 0
        with self.assertRaises(AccessError):
            self.reports.with_user(self.users["manager"]).create({"period": "week"})

    # Forms of a period ------------------------------------------------------------

    def wizard(self, role="clerk", **values):
        return (
            self.env["cs.service.print"]
            .with_user(self.users[role])
            .create({"company_id": self.company.id, **values})
        )

    def test_periods_of_the_wizard(self):
        wizard = self.wizard()
        self.assertEqual((wizard.date_from, wizard.date_to), OCTOBER)
        wizard.period = "last_week"
        self.assertEqual((wizard.date_from, wizard.date_to), WEEK)

    def test_report_of_a_period(self):
        action = self.wizard("supervisor", form="report", period="last_week")
        report = self.reports.browse(action.action_print()["res_id"])
        self.assertEqual(report.period, "week")
        other = self.wizard(
            "supervisor",
            form="report",
            period="other",
            date_from=date(2026, 11, 1),
            date_to=date(2026, 11, 12),
        )
        report = self.reports.browse(other.action_print()["res_id"])
        self.assertEqual((report.period, report.complaint_count), ("other", 3))
        with self.assertRaisesRegex(AccessError, "Only supervisors"):
            self.wizard(form="report").action_print()

    def test_register_and_analysis(self):
        wizard = self.wizard(period="last_week")
        found = wizard.action_print()["context"]["active_ids"]
        self.assertEqual(len(found), 3)
        wizard.product_id = self.sofa
        wizard.form = "analysis"
        found = wizard.action_print()["context"]["active_ids"]
        self.assertEqual(len(found), 1)

    def test_wizard_refuses(self):
        other = self.env["res.company"].create({"name": "Other"})
        for values, kind, message in (
            (
                {
                    "period": "other",
                    "date_from": date(2026, 11, 9),
                    "date_to": date(2026, 11, 1),
                },
                UserError,
                "ends before it begins",
            ),
            (
                {
                    "period": "other",
                    "date_from": date(2027, 1, 1),
                    "date_to": date(2027, 1, 31),
                },
                UserError,
                "has not begun",
            ),
            (
                {
                    "period": "other",
                    "date_from": date(2020, 1, 1),
                    "date_to": date(2020, 1, 31),
                },
                UserError,
                "no complaint",
            ),
            ({"company_id": other.id}, AccessError, "working in"),
        ):
            with self.assertRaisesRegex(kind, message):
                self.wizard(**values).action_print()
        path = "odoo.addons.cs_department.wizards.cs_service_print.MOST"
        with patch(path, 2), self.assertRaisesRegex(UserError, "More than 2"):
            self.wizard(period="last_week").action_print()

    def test_register_on_paper(self):
        tickets = self.env["helpdesk.ticket"].search(
            [("company_id", "=", self.company.id)], order="cs_date_received"
        )
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "cs_department.action_report_register", tickets.ids
        )
        page = content.decode()
        for ticket in tickets:
            self.assertIn(ticket.number, page)
        self.assertIn("Weak joint", page)
        self.assertIn("Lin Yue", page)

    def test_problem_analysis_on_paper(self):
        ticket = self.complain(datetime(2026, 11, 13, 2), cs_cause_id=self.cause.id)
        referral = self.env["cs.referral"].create(
            {
                "ticket_id": ticket.id,
                "department_id": self.quality.id,
                "question": "Why?",
            }
        )
        referral.write(
            {"answer": "<b>Glue</b> too thin", "prevention": "Checked each shift"}
        )
        referral.action_answer()
        tickets = self.env["helpdesk.ticket"].search(
            [("company_id", "=", self.company.id)]
        )
        values = self.env[
            "report.cs_department.report_problem_analysis"
        ]._get_report_values(tickets.ids)
        sizes = [len(problem["tickets"]) for problem in values["problems"]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertEqual(sum(sizes), len(tickets))
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "cs_department.action_report_problem_analysis", tickets.ids
        )
        page = content.decode()
        self.assertIn("Checked each shift", page)
        self.assertIn("&lt;b&gt;Glue&lt;/b&gt; too thin", page)
