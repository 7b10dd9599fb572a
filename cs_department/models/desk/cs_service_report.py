from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from .cs_desk_team import TEAM
from .cs_service_report_plan import PERIODS
from .cs_service_statistics import ONE_DAY, Span


class CsServiceReport(models.Model):
    """What a week or a month of customer service was, as it was counted then (C11).

    The figures are kept, so that a report printed again says the same. No role writes
    rows; the unique key makes each report of a company and period one and the same,
    however often the job is broken off.
    """

    _name = "cs.service.report"
    _description = "Service Report"
    _inherit = ["mail.thread"]
    _order = "date_to desc, period desc, id desc"

    name = fields.Char(
        compute="_compute_name", store=True, help="Week and month as ISO 8601 writes."
    )
    period = fields.Selection(
        [*PERIODS, ("other", "Other Period")], required=True, readonly=True, index=True
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_counted = fields.Datetime("Counted on", readonly=True)
    date_sent = fields.Datetime("Sent on", readonly=True)
    recipient_ids = fields.Many2many(
        "res.users", "cs_service_report_recipient_rel", string="Sent to", readonly=True
    )
    figures = fields.Json(readonly=True)
    complaint_count = fields.Integer("Complaints Received", readonly=True)
    resolution_rate = fields.Float(
        "Resolution Rate (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )
    closed_count = fields.Integer("Complaints Closed", readonly=True)
    unsatisfied_count = fields.Integer("Not Satisfied", readonly=True)
    overdue_count = fields.Integer("Overdue", readonly=True, aggregator=None)
    repeat_count = fields.Integer("Repeats", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, period, date_from, date_to)",
        "There is a report of this period already.",
    )

    @api.depends("period", "date_from", "date_to")
    def _compute_name(self):
        for report in self:
            first, last = report.date_from, report.date_to
            if not first or not last:
                report.name = False
            elif report.period == "week":
                year, week, _day = first.isocalendar()
                report.name = f"{year}-W{week:02d}"
            elif report.period == "month":
                report.name = f"{first:%Y-%m}"
            else:
                report.name = f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"

    # Counting ---------------------------------------------------------------------

    @api.model
    def _find_or_count(self, company, period, span):
        """The report of that period; counted when there is none."""
        # sudo: no role writes reports; callers checked who asks
        reports = self.sudo()
        key = {
            "company_id": company.id,
            "period": period,
            "date_from": span.first,
            "date_to": span.last,
        }
        report = reports.search([(name, "=", value) for name, value in key.items()])
        if not report:
            report = reports.create(key)
            report._count()
        return report

    def _count(self):
        """Count the figures now and keep them."""
        statistics = self.env["cs.service.statistics"]
        for report in self:
            figures = statistics._figures(
                report.company_id, Span(report.date_from, report.date_to)
            )
            now = {name: values[0] for name, values in figures["key"].items()}
            report.write(
                {
                    "figures": figures,
                    "date_counted": business_day.now(self.env),
                    "complaint_count": now["complaints"],
                    "resolution_rate": now["resolution_rate"] or 0.0,
                    "closed_count": now["closed"],
                    "unsatisfied_count": now["unsatisfied"],
                    "overdue_count": now["overdue"],
                    "repeat_count": now["repeats"],
                }
            )

    def _check_team(self):
        self.check_access("read")
        if not any(map(self.env.user.has_group, TEAM)):
            raise AccessError(
                self.env._("Only supervisors and the management work on reports.")
            )

    def action_count_again(self):
        """A correction: what was sent stays in the log, the figures are new."""
        self._check_team()
        reports = self.sudo()  # sudo: no role writes reports; checked above
        reports._count()
        for report in reports:
            report.message_post(
                body=self.env._("Counted again by %s.", self.env.user.name),
                author_id=self.env.user.partner_id.id,
            )

    def action_send(self):
        self._check_team()
        for report in self.sudo():  # sudo: as above
            if not report._send():
                raise UserError(
                    self.env._(
                        "Nobody gets this report yet. Enter recipients under "
                        "Configuration > Recipients of Reports."
                    )
                )

    # Sending ----------------------------------------------------------------------

    def _plans(self):
        self.ensure_one()
        return self.env["cs.service.report.plan"].search(
            [
                ("company_id", "in", [False, self.company_id.id]),
                *([("period", "=", self.period)] if self.period != "other" else []),
            ]
        )

    def _send(self):
        """Queue the report with its files for every recipient; who they were."""
        self.ensure_one()
        recipients = self._plans()._recipients(self.company_id)
        template = self.env.ref("cs_department.mail_template_service_report")
        for lang, users in recipients.grouped("lang").items():
            there = self.with_context(lang=lang or "en_US").with_company(
                self.company_id
            )
            attachments = there._attachments()
            for user in users:
                template.with_context(lang=lang or "en_US").send_mail(
                    there.id,
                    force_send=False,
                    email_values={
                        "recipient_ids": [(4, user.partner_id.id)],
                        "attachment_ids": [(4, file.id) for file in attachments],
                    },
                    email_layout_xmlid="mail.mail_notification_light",
                )
        if recipients:
            self.write(
                {
                    "date_sent": business_day.now(self.env),
                    "recipient_ids": [(6, 0, recipients.ids)],
                }
            )
        return recipients

    @api.model
    def _cron_report(self, day=None):
        """Count and send what has ended: each report in a transaction of its own, with
        its messages, so that a job broken off and run again sends none twice."""
        cron = self.env["ir.cron"]
        for company in self._reporting_companies():
            today = fields.Date.to_date(day) or business_day.today(self.env, company)
            for period, _label in PERIODS:
                for span in self._due(company, period, today):
                    self._report(company, period, span)
                    if not cron._commit_progress(1):
                        return

    def _report(self, company, period, span):
        """One report, counted when its period is over, sent once."""
        report = self._find_or_count(company, period, span)
        if report.date_sent:
            return report
        _start, end = business_day.day_bounds(company, *span)
        if report.date_counted < end:
            report._count()  # somebody had a look before the period was over
        report._send()
        return report

    @api.model
    def _reporting_companies(self):
        """Companies whose service works with tickets."""
        groups = self.env["helpdesk.ticket"]._read_group([], ["company_id"])
        return self.env["res.company"].union(*(company for (company,) in groups))

    @api.model
    def _due(self, company, period, today):
        """Periods that are over and not sent: since the last report, else the last."""
        plans = self.env["cs.service.report.plan"].search_count(
            [("period", "=", period), ("company_id", "in", [False, company.id])]
        )
        if not plans:
            return []
        last = self.search(
            [
                ("company_id", "=", company.id),
                ("period", "=", period),
                ("date_sent", "!=", False),
            ],
            order="date_to desc",
            limit=1,
        )
        first, length = today.replace(day=1), relativedelta(months=1)
        if period == "week":
            first = today - timedelta(days=today.weekday())
            length = relativedelta(weeks=1)
        spans = [Span(first - length, first - ONE_DAY)]
        while last and spans[0].first > last.date_to + ONE_DAY:
            begin = spans[0].first
            spans.insert(0, Span(begin - length, begin - ONE_DAY))
        return [span for span in spans if not last or span.first > last.date_to]
