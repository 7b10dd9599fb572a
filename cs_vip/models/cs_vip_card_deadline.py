from datetime import timedelta

from odoo import api, fields, models

from .. import business_day

BATCH = 200
OVERDUE = "cs_vip.activity_overdue_application"


class CsVipCard(models.Model):
    """Until when the customer is to be told, and who hears when that is missed (V4)."""

    _inherit = "cs.vip.card"

    date_decide_by = fields.Date(
        string="Decide By",
        compute="_compute_date_decide_by",
        store=True,
        help="Within the programme's days for approval.",
    )
    date_escalated = fields.Date(
        readonly=True, copy=False, help="When a manager was told that it is overdue."
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    _overdue_index = models.Index("(date_decide_by) WHERE state = 'submitted'")

    @api.depends("date_submitted", "program_id.approval_days")
    def _compute_date_decide_by(self):
        for card in self:
            days = timedelta(days=card.program_id.approval_days)
            card.date_decide_by = card.date_submitted and card.date_submitted + days

    @api.depends("state", "date_decide_by")
    def _compute_is_overdue(self):
        for card in self:
            card.is_overdue = (
                card.state == "submitted"
                and card.date_decide_by
                and card.date_decide_by < card._today()
            )

    def action_submit(self):
        res = super().action_submit()
        # sudo: protected from direct writing; sent in again, the time begins anew
        self.sudo().filtered("date_escalated").date_escalated = False
        return res

    @api.model
    def _cron_escalate_applications(self, day=None):
        """Tell the manager of applications not decided in time; each once."""
        progress = self.env["ir.cron"]
        for due in self._escalation_domains(day):
            while cards := self.search(due, order="date_decide_by, id", limit=BATCH):
                cards._escalate(day)
                remaining = self.search_count(due)
                if not progress._commit_progress(len(cards), remaining=remaining):
                    return

    @api.model
    def _escalation_domains(self, day=None):
        """One domain a programme and company: each has its day and its patience."""
        programs = self.env["cs.vip.program"].with_context(active_test=False)
        for program in programs.search([("escalate", "=", True)]):
            for company in program.company_id or self.env["res.company"].search([]):
                today = day or business_day.today(self.env, company)
                yield [
                    ("state", "=", "submitted"),
                    ("date_escalated", "=", False),
                    ("program_id", "=", program.id),
                    ("company_id", "=", company.id),
                    (
                        "date_decide_by",
                        "<",
                        today - timedelta(days=program.escalation_days),
                    ),
                ]

    def _escalate(self, day=None):
        for card in self.sudo():  # sudo: the application is late by itself
            today = day or card._today()
            card.date_escalated = today
            user = card.program_id._escalation_user(card.company_id)
            if not user:
                continue
            card = card.with_context(mail_activity_quick_update=True, lang=user.lang)
            card.activity_schedule(
                OVERDUE,
                date_deadline=today,
                user_id=user.id,
                summary=card.env._(
                    "Application %(card)s was to be decided by %(date)s",
                    card=card.name,
                    date=fields.Date.to_string(card.date_decide_by),
                ),
            )

    def _finish_review(self, feedback):
        res = super()._finish_review(feedback)
        # sudo: the task may be a colleague's
        self.sudo().activity_feedback([OVERDUE], feedback=feedback)
        return res
