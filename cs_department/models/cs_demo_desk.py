from datetime import timedelta

from odoo import api, models

from .desk.cs_service_statistics import ONE_DAY, Span

MONTHS = 3  # reports that are kept from before
WEEKS = 6


class CsVipDemo(models.AbstractModel):
    """Suggestions on their way, a hand-over that waits, reports of the last months."""

    _inherit = "cs.vip.demo"

    @api.model
    def _close(self, ticket, row):
        """Before a suggestion is closed it is decided and carried out (C12)."""
        if ticket.cs_is_suggestion:
            then = self._at(int(row["closed_days_ago"]))
            # sudo: under the supervisor's name, whatever the loader may decide
            idea = ticket.with_env(then.env).with_user(self._user("supervisor")).sudo()
            self._assess(idea)
            idea.cs_suggestion_reason = "周五、周六客流大，试行延长至22点。"
            idea.action_cs_suggestion_accept()
            idea.cs_suggestion_result = "本月起周五、周六营业至22点。"
            idea.action_cs_suggestion_done()
        return super()._close(ticket, row)

    @api.model
    def _assess(self, idea):
        idea.write(
            {
                "cs_suggestion_finding": "目前20点闭店，周末晚间仍有客人进店。",
                "cs_suggestion_benefit": "2",
                "cs_suggestion_effort": "1",
                "cs_suggestion_assessment": "需两名店员轮班，每周约多接待30批客户。",
            }
        )
        idea.action_cs_suggestion_examined()
        idea.action_cs_suggestion_assessed()

    @api.model
    def _load_cases(self):
        result = super()._load_cases()
        tickets = self.env["helpdesk.ticket"].search(
            [("company_id", "=", self._company().id), ("stage_id.closed", "=", False)],
            order="id desc",
        )
        for idea in tickets.filtered("cs_is_suggestion"):
            self._assess(idea)
        mine = tickets.filtered(lambda t: t.user_id == self._user("clerk"))[:1]
        if mine:
            self.env["cs.ticket.handover"].with_user(self._user("clerk"))._ask(
                mine.with_user(self._user("clerk")),
                self._user("aftersales"),
                "客户询问售后细节，请接手。",
            )
        self._load_reports()
        return result

    @api.model
    def _load_reports(self):
        """Counted as they would have been; nobody is written to. Their figures keep
        names in each language, which are loaded after the data else."""
        modules, languages = self.env["ir.module.module"], self.env["res.lang"]
        modules._load_module_terms(
            ["cs_department"], [code for code, _name in languages.get_installed()]
        )
        reports, company = self.env["cs.service.report"], self._company()
        today = self._at(0)._day()
        last = today.replace(day=1) - ONE_DAY
        for _month in range(MONTHS):
            span = Span(last.replace(day=1), last)
            reports._find_or_count(company, "month", span)
            last = span.first - ONE_DAY
        sunday = today - timedelta(days=today.weekday() + 1)
        for week in range(WEEKS):
            end = sunday - timedelta(weeks=week)
            reports._find_or_count(company, "week", Span(end - timedelta(days=6), end))
