from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip.business_day import now


class CsTicketHandover(models.Model):
    """A ticket changes hands with a reason, and only when accepted (C3).

    No role may create or write rows: the methods here check who acts and keep
    the record.
    """

    _name = "cs.ticket.handover"
    _description = "Hand-over of a Ticket"
    _order = "date desc, id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    from_user_id = fields.Many2one("res.users", string="From")
    to_user_id = fields.Many2one("res.users", string="To", required=True, index=True)
    reason = fields.Text(required=True)
    date = fields.Datetime(required=True)
    date_answered = fields.Datetime(string="Answered on")
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        default="pending",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )

    _one_pending = models.UniqueIndex(
        "(ticket_id) WHERE state = 'pending'",
        "Somebody has already been asked to take this ticket over.",
    )

    def _ask(self, ticket, to_user, reason):
        """The owner (or a supervisor) asks ``to_user`` to take the ticket."""
        ticket.check_access("write")
        supervisor = self.env.user.has_group("cs_department.group_supervisor")
        if ticket.user_id and ticket.user_id != self.env.user and not supervisor:
            raise UserError(
                self.env._(
                    "Only %(owner)s or a supervisor can hand over ticket %(number)s.",
                    owner=ticket.user_id.name,
                    number=ticket.number,
                )
            )
        if ticket.closed:
            raise UserError(self.env._("A closed ticket is not handed over."))
        if ticket.cs_handover_user_id:
            raise UserError(
                self.env._(
                    "%s has already been asked to take this ticket over. Withdraw "
                    "that first.",
                    ticket.cs_handover_user_id.name,
                )
            )
        if to_user == ticket.user_id:
            raise UserError(
                self.env._("%s already owns this ticket.", ticket.user_id.name)
            )
        if to_user not in self._takers(ticket.company_id):
            raise UserError(
                self.env._(
                    "%(user)s does not work on tickets of %(company)s. Choose a member "
                    "of the desk.",
                    user=to_user.name,
                    company=ticket.company_id.name,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the hand-over."))
        # sudo: rows are written here only, after the checks above.
        handover = self.sudo().create(
            {
                "ticket_id": ticket.id,
                "from_user_id": ticket.user_id.id,
                "to_user_id": to_user.id,
                "reason": reason,
                "date": now(self.env),
            }
        )
        ticket.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Accept or decline the hand-over"),
            note=reason,
            user_id=to_user.id,
        )
        ticket.message_post(
            body=self.env._(
                "Hand-over to %(user)s asked: %(reason)s",
                user=to_user.name,
                reason=reason,
            )
        )
        return handover

    @api.model
    def _takers(self, company):
        """Who can accept a ticket of the company: employees at work on its desk."""
        # sudo: who holds the role, for whoever hands over
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").sudo()
        users = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return users.sudo(False) - self.env.ref("base.user_root")

    def action_accept(self):
        self._check_actor(self.to_user_id)
        for handover in self:
            # sudo: an online agent sees the ticket but may not write it before it
            # is theirs; the actor was checked above.
            ticket = handover.ticket_id.sudo()
            handover._answer("accepted")
            ticket.user_id = handover.to_user_id
            ticket.message_post(
                body=self.env._("%s took the ticket over.", handover.to_user_id.name),
                author_id=self.env.user.partner_id.id,
            )

    def action_decline(self):
        self._check_actor(self.to_user_id)
        self._answer("declined")

    def action_withdraw(self):
        self._check_actor(self.from_user_id)
        self._answer("withdrawn")

    def _check_actor(self, users):
        self.check_access("read")
        supervisor = self.env.user.has_group("cs_department.group_supervisor")
        if not supervisor and users != self.env.user:
            raise AccessError(
                self.env._(
                    "Only the person who was asked, or a supervisor, can answer."
                )
            )
        if any(handover.state != "pending" for handover in self):
            raise UserError(self.env._("This hand-over has already been answered."))

    def _answer(self, state):
        # sudo: no role writes hand-overs directly; callers checked the actor.
        rows = self.sudo()
        rows.write({"state": state, "date_answered": now(self.env)})
        for handover in rows:
            asked, ticket = handover.to_user_id, handover.ticket_id
            ticket.activity_ids.filtered(
                lambda activity, user=asked: (
                    activity.user_id == user and activity.automated
                )
            ).unlink()
            if state != "accepted":
                # The activity made them a follower, and followers see the ticket.
                ticket.message_unsubscribe(asked.partner_id.ids)
