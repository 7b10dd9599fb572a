from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF

BATCH = 200


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    cs_next_stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        string="After the Answer",
        domain=[("closed", "=", False)],
        help="Where a ticket goes when the customer, or the last department that was "
        "asked, answers while it is in this stage. Empty: the first open stage in "
        "which nobody is waited for.",
    )
    cs_asks_confirmation = fields.Boolean(
        string="Asks for the Confirmation",
        help="In this stage the customer confirms the result in the portal.",
    )


class HelpdeskTicket(models.Model):
    """Waiting for the customer: an answer brings the ticket back to work; silence is
    followed by a reminder and then by a proposal to the owner, never by a closing."""

    _inherit = "helpdesk.ticket"

    cs_date_reminded = fields.Datetime(
        "Customer Reminded on", readonly=True, copy=False, groups=STAFF
    )
    cs_date_close_proposed = fields.Datetime(
        "Closing Proposed on", readonly=True, copy=False, groups=STAFF
    )

    _cs_waiting = models.Index(
        "(company_id, cs_pause_since) WHERE cs_pause_since IS NOT NULL"
    )

    def _cs_note(self, body):
        """A line of the record that is no message to anybody."""
        self.ensure_one()
        user = self.env.user
        # visitors with a personal link are named in the text
        author = (
            self.env.ref("base.partner_root")
            if user._is_public()
            else (user.partner_id)
        )
        return self.message_post(
            body=body,
            author_id=author.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    def _cs_for_owner(self):
        """In the language of the owner, who reads a task; customers often cause it."""
        # sudo: the language of whoever is told
        return self.with_context(lang=self.sudo().user_id.lang or self.env.lang)

    def _cs_tell_owner(self, summary, note=None):
        """A task for the owner, once while it is open."""
        # sudo: the owner is told, whoever's word it is about
        for ticket in self.sudo():
            owner = ticket.user_id
            known = ticket.activity_ids.filtered(
                lambda activity, owner=owner: (
                    activity.user_id == owner and activity.summary == summary
                )
            )
            if owner and not known:
                ticket.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=summary,
                    note=note or False,
                    user_id=owner.id,
                )

    def _cs_stages(self):
        self.ensure_one()
        team = self.team_id.with_company(self.company_id)
        return team._get_applicable_stages()

    def _cs_working_stage(self):
        """Where the work goes on."""
        stages = self._cs_stages().filtered(lambda stage: not stage.closed)
        wanted = self.stage_id.cs_next_stage_id
        if wanted in stages:
            return wanted
        working = stages.filtered(lambda s: not s.cs_waiting_for and not s.unattended)
        return (working or stages)[:1]

    def _cs_back_to_work(self, answered="customer"):
        """A ticket that waits for whoever answered waits no longer."""
        # sudo: follows from the answer, whoever takes it down
        for ticket in self.sudo():
            if ticket.stage_id.cs_waiting_for == answered and not ticket.closed:
                ticket.stage_id = ticket._cs_working_stage()

    def _cs_follow_pause(self):
        # sudo: moments, kept by the system whoever moves the ticket
        waited = {ticket.id: ticket.cs_pause_since for ticket in self.sudo()}
        result = super()._cs_follow_pause()
        # sudo: kept by the system, whoever moves the ticket
        begun = self.sudo().filtered(
            lambda ticket: ticket.cs_pause_since and not waited[ticket.id]
        )
        begun.filtered(lambda t: t.cs_date_reminded or t.cs_date_close_proposed).write(
            {"cs_date_reminded": False, "cs_date_close_proposed": False}
        )
        return result

    @api.model
    def _cron_waiting(self, moment=None):
        """Remind customers who do not answer, then ask the owner what to do."""
        moment = fields.Datetime.to_datetime(moment) or now(self.env)
        for company in self.env["res.company"].search([]):
            steps = (
                (company.cs_reminder_days, "cs_date_reminded", "_cs_remind"),
                (
                    company.cs_close_proposal_days,
                    "cs_date_close_proposed",
                    "_cs_propose_closing",
                ),
            )
            for days, noted, method in steps:
                if days and not self._cs_step(company, moment, days, noted, method):
                    return

    def _cs_step(self, company, moment, days, noted, method):
        """Whether there is time for more."""
        domain = [
            ("company_id", "=", company.id),
            ("cs_pause_since", "<=", moment - timedelta(days=days)),
            (noted, "=", False),
            ("stage_id.closed", "=", False),
        ]
        cron = self.env["ir.cron"]
        while tickets := self.search(domain, limit=BATCH):
            tickets.write({noted: moment})
            getattr(tickets, method)()
            if not cron._commit_progress(len(tickets)):
                return False
        return True

    def _cs_remind(self):
        """By e-mail, queued; who has none is left to the owner."""
        template = self.env.ref("cs_department.mail_template_ticket_reminder")
        for ticket in self:
            if ticket.partner_id.email or ticket.partner_email:
                ticket.with_context(
                    mail_notify_force_send=False
                ).message_post_with_source(
                    template,
                    email_layout_xmlid="mail.mail_notification_light",
                    subtype_xmlid="mail.mt_note",
                    force_send=False,
                )
            else:
                told = ticket._cs_for_owner().env
                ticket._cs_tell_owner(
                    told._("The customer has no e-mail address: call about it")
                )

    def _cs_propose_closing(self):
        for ticket in self:
            told = ticket._cs_for_owner().env
            ticket._cs_tell_owner(
                told._("The customer does not answer: call once more, or close?")
            )


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_reminder_days = fields.Integer(
        "Remind the Customer after (Days)",
        default=3,
        help="A customer who is waited for is reminded after so many days. 0: never.",
    )
    cs_close_proposal_days = fields.Integer(
        "Propose Closing after (Days)",
        default=10,
        help="After so many days without an answer the owner is asked whether to "
        "close. Nothing closes by itself. 0: never.",
    )
    cs_reopen_days = fields.Integer(
        "Answers Reopen for (Days)",
        default=14,
        help="An answer to a closed request opens it again within so many days; later "
        "it becomes a new request that refers to the closed one.",
    )
    cs_upload_mb = fields.Integer(
        "Largest File of Customers (MB)",
        default=10,
        help="For each picture, PDF or office document sent in the portal or by "
        "e-mail.",
    )

    _cs_waiting_positive = models.Constraint(
        "CHECK(cs_reminder_days >= 0 AND cs_close_proposal_days >= 0 "
        "AND cs_reopen_days >= 0 AND cs_upload_mb > 0)",
        "Days cannot be negative, and files of at least 1 MB are allowed.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_reminder_days = fields.Integer(
        related="company_id.cs_reminder_days", readonly=False
    )
    cs_close_proposal_days = fields.Integer(
        related="company_id.cs_close_proposal_days", readonly=False
    )
    cs_reopen_days = fields.Integer(related="company_id.cs_reopen_days", readonly=False)
    cs_upload_mb = fields.Integer(related="company_id.cs_upload_mb", readonly=False)
