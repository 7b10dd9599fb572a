from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day

from .cs_remedy_kind import BY_GOODS
from .row_lock import take_turns

SUPERVISOR = "cs_department.group_supervisor"
MANAGER = "cs_department.group_manager"
APPROVAL = "cs_department.activity_remedy_approval"


class CsRemedy(models.Model):
    """What somebody grants of a kind in a month, and asking for more (C6, V11)."""

    _inherit = "cs.remedy"

    asked_user_id = fields.Many2one(
        "res.users", string="Approval Asked by", readonly=True, copy=False
    )
    date_asked = fields.Datetime("Approval Asked on", readonly=True, copy=False)
    month_left = fields.Char(
        string="Left This Month",
        compute="_compute_can_approve",
        help="What you may still grant of this kind in this month.",
    )

    _granted_in_month = models.Index(
        "(approved_user_id, kind_id, date_approved)"
        " WHERE state IN ('approved', 'delivered')"
    )

    def _limit_amount(self):
        """Goods that come back or go out count with their value."""
        amount = super()._limit_amount()
        if self.effect in BY_GOODS or (self.effect == "refund" and not self.amount):
            worth = sum(
                max(line.value, line.replacement_value) for line in self.line_ids
            )
            value = self.currency_id._convert(
                worth, self.kind_id.currency_id, self.company_id
            )
            return max(amount, value)
        return amount

    def _month_limits(self):
        """(amount, points) per month of the current user; 0 is no limit."""
        kind = self.kind_id
        if self.env.su or self.env.user.has_group(MANAGER):
            return 0.0, 0
        if self.env.user.has_group(SUPERVISOR):
            return kind.supervisor_month_limit, kind.supervisor_month_points
        return kind.agent_month_limit, kind.agent_month_points

    def _granted_this_month(self):
        """{kind id: [amount, points]} that the current user granted this month, in
        the currency of the kind; the month is that of the company (C6)."""
        granted = defaultdict(lambda: [0.0, 0])
        for company, remedies in self.grouped("company_id").items():
            company = company or self.env.company
            today = business_day.today(self.env, company)
            first = today.replace(day=1)
            start, end = business_day.day_bounds(company, first, today)
            # sudo: of tickets that went to others since, only the sums are used
            rows = (
                self.env["cs.remedy"]
                .sudo()
                .search_fetch(
                    [
                        ("approved_user_id", "=", self.env.uid),
                        ("kind_id", "in", remedies.kind_id.ids),
                        ("company_id", "=", company.id),
                        ("state", "in", ("approved", "delivered")),
                        ("date_approved", ">=", start),
                        ("date_approved", "<", end),
                    ],
                    ["kind_id", "amount", "currency_id", "points"],
                )
            )
            for row in rows:
                sums = granted[company.id, row.kind_id.id]
                sums[0] += row._limit_amount()
                sums[1] += row.points
        return granted

    @api.depends("line_ids.value", "line_ids.replacement_value", "effect")
    def _compute_can_approve(self):
        result = super()._compute_can_approve()
        self.month_left = False
        limited = self.filtered(lambda remedy: any(remedy._month_limits()))
        granted = limited._granted_this_month() if limited else {}
        for remedy in limited:
            currency = remedy.kind_id.currency_id
            amount = remedy._limit_amount()
            left = remedy._month_left(granted)
            words = []
            if left[0] is not None:
                words.append(currency.format(max(left[0], 0.0)))
                if currency.compare_amounts(amount, left[0]) > 0:
                    remedy._refuse_month(currency.format(amount), words[-1])
            if left[1] is not None:
                words.append(self.env._("%s points", max(left[1], 0)))
                if remedy.points > left[1]:
                    wanted = self.env._("%s points", remedy.points)
                    remedy._refuse_month(wanted, words[-1])
            remedy.month_left = self.env._(", ").join(words)
        return result

    def _refuse_month(self, wanted, left):
        self.can_approve = False
        self.approval_reason = self.env._(
            "%(wanted)s for “%(kind)s” is above your limit of this month: %(left)s is "
            "left. Ask for approval.",
            wanted=wanted,
            kind=self.kind_id.name,
            left=left,
        )

    def _month_left(self, granted):
        """(amount, points) that are left; None where there is no limit."""
        company = self.company_id or self.env.company
        amount, points = granted[company.id, self.kind_id._origin.id]
        limit, points_limit = self._month_limits()
        return (
            limit - amount if limit else None,
            points_limit - points if points_limit else None,
        )

    def _check_step(self, state, vals):
        if state == "approved" and self._authority_limit() is not None:
            self._take_turns()
        return super()._check_step(state, vals)

    def _take_turns(self):
        """Of two sessions the second sees what the first has granted."""
        # sudo: the rows of ticket and kind only wait for each other
        remedy = self.sudo()
        take_turns(remedy.ticket_id)
        if any(self._month_limits()):
            take_turns(remedy.kind_id)
        self.invalidate_recordset(["can_approve", "approval_reason", "month_left"])

    # Asking for approval ----------------------------------------------------------

    def action_ask_approval(self):
        """A task for whoever may approve: supervisors, or the manager above them."""
        self.check_access("write")
        for remedy in self:
            remedy._check_ticket_open()
            if remedy.state != "sought":
                raise UserError(
                    self.env._("Approval is asked for while the remedy is sought.")
                )
            if remedy.can_approve:
                raise UserError(
                    self.env._("It is within your limits: approve it yourself.")
                )
            approvers = remedy._approvers()
            if not approvers:
                raise UserError(
                    self.env._(
                        "Nobody in %s may approve this. Ask the manager to raise the "
                        "limits.",
                        remedy.company_id.name,
                    )
                )
            # sudo: tasks of others, and who asked is kept by the system
            asked = remedy.sudo()
            asked.activity_unlink([APPROVAL])
            for user in approvers:
                asked.activity_schedule(
                    APPROVAL,
                    user_id=user.id,
                    note=self.env._(
                        "%(user)s asks for approval: %(kind)s, %(amount)s.",
                        user=self.env.user.name,
                        kind=remedy.kind_id.name,
                        amount=remedy.kind_id.currency_id.format(
                            remedy._limit_amount()
                        ),
                    ),
                )
            asked.write(
                {
                    "asked_user_id": self.env.uid,
                    "date_asked": business_day.now(self.env),
                }
            )
        return True

    def _approvers(self):
        """Supervisors of the team whose limits suffice, else the managers."""
        # sudo: who belongs to a group
        groups = {
            name: self.env.ref(name).sudo().all_user_ids.filtered(self._works_here)
            for name in (SUPERVISOR, MANAGER)
        }
        managers = groups[MANAGER]
        supervisors = groups[SUPERVISOR] - managers - self.env.user
        # sudo: whose team it is, for whoever asks
        supervisors = (supervisors & self.sudo().ticket_id.team_id.user_ids) or (
            supervisors
        )
        able = supervisors.filtered(
            lambda user: self.with_user(user).sudo(False).can_approve
        )
        return able or (managers - self.env.user)

    def _works_here(self, user):
        return (
            user.active
            and not user.share
            and user != self.env.ref("base.user_root")
            and self.company_id in user.company_ids
        )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("approved", "refused", "sought"):
            # sudo: tasks of others end with the decision
            self.sudo().activity_feedback([APPROVAL])
        return result
