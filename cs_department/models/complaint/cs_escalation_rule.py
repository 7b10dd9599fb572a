from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_vip.business_day import now

BATCH = 5000
SHOWN = 50


class CsEscalationRule(models.Model):
    """Who is told before and after a deadline (C5): reminder, supervisor, manager.

    A ticket reaches a step once; a deadline that moves later takes the steps back
    that are not reached any more.
    """

    _name = "cs.escalation.rule"
    _description = "Escalation Step"
    _order = "hours, id"

    name = fields.Char(required=True, translate=True)
    hours = fields.Float(
        "Hours after the Deadline",
        required=True,
        help="Negative: before the deadline.",
    )
    about = fields.Selection(
        [("deadline", "Deadline"), ("first_answer", "First Answer")],
        required=True,
        default="deadline",
    )
    tell = fields.Selection(
        [
            ("owner", "Owner"),
            ("supervisor", "Supervisors of the Team"),
            ("manager", "Managers"),
        ],
        required=True,
        default="owner",
        help="Supervisors: members of the ticket's team with that role, else all.",
    )
    complaints_only = fields.Boolean(default=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)

    _hours_unique = models.UniqueIndex(
        "(about, hours, tell, COALESCE(company_id, 0)) WHERE active",
        "There is such a step already.",
    )

    def _due_field(self):
        """The ticket's field with the moment that the step is about."""
        names = {"deadline": "cs_deadline", "first_answer": "cs_first_answer_due"}
        return names[self.about]

    def _due_select(self, company, moment):
        """Open tickets that reached the step and are not noted for it yet."""
        self.ensure_one()
        return SQL(
            """
            SELECT t.id
              FROM helpdesk_ticket t
              JOIN helpdesk_ticket_stage s ON s.id = t.stage_id
             WHERE t.company_id = %(company)s
               AND t.active AND NOT COALESCE(s.closed, FALSE)
               AND %(due)s <= %(until)s
               AND t.cs_pause_since IS NULL
               AND (NOT %(answer)s OR t.cs_date_first_answer IS NULL)
               AND (NOT %(complaints)s OR t.cs_is_complaint)
               AND NOT EXISTS (
                   SELECT FROM cs_escalation e
                    WHERE e.ticket_id = t.id AND e.rule_id = %(rule)s)
             ORDER BY %(due)s, t.id
             LIMIT %(limit)s
            """,
            company=company.id,
            due=SQL.identifier("t", self._due_field()),
            answer=self.about == "first_answer",
            until=moment - timedelta(hours=self.hours),
            complaints=self.complaints_only,
            rule=self.id,
            limit=BATCH,
        )

    @api.model
    def _cron_escalate(self, moment=None):
        """Note who reached a step, in batches that are committed, and tell it."""
        moment = fields.Datetime.to_datetime(moment) or now(self.env)
        cron = self.env["ir.cron"]
        self._take_back(moment)
        for company in self.env["res.company"].search([]):
            rules = self.search([("company_id", "in", [False, company.id])])
            for rule in rules:
                while count := rule._escalate(company, moment):
                    if not cron._commit_progress(count):
                        return
                    if count < BATCH:
                        break

    def _escalate(self, company, moment):
        """Note who reached the step, tell it to those concerned in one message each,
        queued; the number of tickets. Noted and told in one transaction: both or
        neither."""
        self.ensure_one()
        noted = self._note(company, moment)
        for user, ids in self._recipients(noted, company).items():
            self._message(user, ids)
        return sum(len(ids) for _owner, _team, ids in noted)

    def _note(self, company, moment):
        """[(owner id, team id, ids of tickets that newly reached the step)]."""
        self.env.flush_all()
        noted = self.env.execute_query(
            SQL(
                """
                WITH noted AS (
                    INSERT INTO cs_escalation
                           (rule_id, ticket_id, company_id, date, deadline,
                            create_uid, write_uid, create_date, write_date)
                    SELECT %(rule)s, t.id, t.company_id, %(moment)s, %(deadline)s,
                           %(uid)s, %(uid)s, %(moment)s, %(moment)s
                      FROM helpdesk_ticket t
                     WHERE t.id IN (%(due)s)
                    ON CONFLICT (rule_id, ticket_id) DO NOTHING
                    RETURNING ticket_id
                )
                SELECT t.user_id, t.team_id, array_agg(t.id)
                  FROM noted JOIN helpdesk_ticket t ON t.id = noted.ticket_id
                 GROUP BY t.user_id, t.team_id
                """,
                rule=self.id,
                moment=moment,
                uid=self.env.uid,
                deadline=SQL.identifier("t", self._due_field()),
                due=self._due_select(company, moment),
            )
        )
        self.env["cs.escalation"].invalidate_model()
        return noted

    @api.model
    def _take_back(self, moment):
        """Steps of tickets whose deadline moved beyond them."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cs_escalation e
                 USING helpdesk_ticket t, cs_escalation_rule r,
                       LATERAL (SELECT CASE r.about
                                       WHEN 'first_answer' THEN t.cs_first_answer_due
                                       ELSE t.cs_deadline END AS due) now
                 WHERE t.id = e.ticket_id AND r.id = e.rule_id
                   AND e.deadline IS DISTINCT FROM now.due
                   AND now.due + make_interval(secs => r.hours * 3600) > %(moment)s
                """,
                moment=moment,
            )
        )
        self.env["cs.escalation"].invalidate_model()

    def _recipients(self, noted, company):
        """{user: ids of the tickets of which he is told}."""
        told = defaultdict(list)
        if self.tell == "owner":
            for owner, _team, ids in noted:
                if owner:
                    told[self.env["res.users"].browse(owner)] += ids
            return told
        group = self.env.ref(f"cs_department.group_{self.tell}")
        everybody = group.all_user_ids.filtered(
            lambda user: company in user.company_ids and not user.share and user.active
        )
        everybody -= self.env.ref("base.user_root")
        if self.tell == "supervisor":
            managers = self.env.ref("cs_department.group_manager").all_user_ids
            everybody = (everybody - managers) or everybody
        for _owner, team, ids in noted:
            users = everybody
            if self.tell == "supervisor":
                members = self.env["helpdesk.ticket.team"].browse(team).user_ids
                users = (everybody & members) or everybody
            for user in users:
                told[user] += ids
        return told

    def _message(self, user, ids):
        there = self.with_context(lang=user.lang or "en_US")
        template = self.env.ref("cs_department.mail_template_escalation")
        shown = self.env["helpdesk.ticket"].search(
            [("id", "in", ids)], order=f"{self._due_field()}, id", limit=SHOWN
        )
        template.with_context(
            lang=user.lang or "en_US",
            cs_tickets=shown,
            cs_count=len(ids),
            cs_more=len(ids) - len(shown),
            cs_tz=user.tz,
            cs_due=self._due_field(),
        ).send_mail(
            there.id,
            email_values={"recipient_ids": [(4, user.partner_id.id)]},
            force_send=False,
        )

    def action_open_tickets(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "helpdesk.ticket",
            "view_mode": "list,kanban,form",
            "domain": [("cs_escalation_ids.rule_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }


class CsEscalation(models.Model):
    """A ticket has reached a step of the escalation. Written by the job alone."""

    _name = "cs.escalation"
    _description = "Escalation"
    _order = "date desc, id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "cs.escalation.rule", "Step", required=True, readonly=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date = fields.Datetime("Reached on", required=True, readonly=True)
    deadline = fields.Datetime("Deadline Then", readonly=True)

    _once = models.UniqueIndex("(rule_id, ticket_id)")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_escalation_ids = fields.One2many(
        "cs.escalation",
        "ticket_id",
        string="Escalations",
        groups="cs_department.group_member",
    )

    _cs_open_deadline = models.Index("(company_id, cs_deadline) WHERE active")
