from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

APPROVE = "cs_vip.activity_approve_correction"


class CsVipCorrection(models.Model):
    """A manager's correction of points (V9): one more entry, never an edit.

    Above the programme's limit for a card and month a second manager books it. Nobody
    has the right to create or change one: they come from the wizard and move by the
    actions below.
    """

    _name = "cs.vip.correction"
    _description = "VIP Points Correction"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.workflow.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _mail_post_access = "read"

    _transitions = {
        ("to_approve", "booked"): "cs_vip.group_manager",
        ("to_approve", "refused"): "cs_vip.group_manager",
        ("to_approve", "cancelled"): "cs_vip.group_manager",
    }

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    program_id = fields.Many2one(related="card_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)
    balance = fields.Integer(related="card_id.points_balance", string="Balance")
    points = fields.Integer(
        required=True, readonly=True, help="Negative: points are taken away."
    )
    reason = fields.Char(
        required=True,
        readonly=True,
        help="Stays in the ledger for good: no personal data.",
    )
    state = fields.Selection(
        [
            ("to_approve", "To Approve"),
            ("booked", "Booked"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="to_approve",
        index=True,
        tracking=True,
    )
    requester_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    date = fields.Date(string="Requested On", required=True, readonly=True)
    approver_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        ondelete="restrict",
        help="Empty where no second person was needed.",
    )
    date_decided = fields.Date(readonly=True)
    refuse_reason = fields.Text(readonly=True, tracking=True)
    entry_id = fields.Many2one(
        "cs.vip.points.entry",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _second_person = models.Constraint(
        "CHECK(approver_id IS NULL OR approver_id <> requester_id)",
        "A correction is approved by somebody else than who asked for it.",
    )
    _points_not_zero = models.Constraint(
        "CHECK(points <> 0)", "A correction changes the points."
    )

    def _compute_can_decide(self):
        manager = self.env.user.has_group("cs_vip.group_manager")
        for correction in self:
            correction.can_decide = (
                manager
                and correction.state == "to_approve"
                and correction.requester_id != self.env.user
            )

    def _request(self, card, points, reason):
        """Ask for a correction; within the programme's limit it is booked at once.

        Booking is what locks the card: of two at once the second is run again, and
        counts what the first has booked.
        """
        self._check_request(card, points, reason)
        second_person = self._needs_second_person(card, points)
        # sudo: nobody may create corrections but through the checks above
        correction = self.sudo().create(
            {
                "card_id": card.id,
                "points": points,
                "reason": reason.strip(),
                "requester_id": self.env.uid,
                "date": card._today(),
            }
        )
        if second_person:
            correction._ask_second_person()
        else:
            correction._book()
        return correction.sudo(False)

    @api.model
    def _needs_second_person(self, card, points):
        """Whether `points` more are too much for one person alone on this card in this
        month of the company."""
        today = card._today()
        # sudo: what colleagues corrected counts too
        alone = self.sudo().search(
            [
                ("card_id", "=", card.id),
                ("state", "=", "booked"),
                ("approver_id", "=", False),
                ("date", ">=", today.replace(day=1)),
                ("date", "<=", today),
            ]
        )
        total = sum(abs(corrected) for corrected in [points, *alone.mapped("points")])
        return total > card.program_id.correction_limit

    def _check_request(self, card, points, reason):
        self._check_manager()
        if not points:
            raise UserError(
                self.env._("Enter the points to add, or a negative number to take.")
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give the reason: it stays in the ledger with the points.")
            )
        self._check_card(card, points)

    def _check_card(self, card, points):
        if card.state not in ("active", "suspended"):
            raise UserError(
                self.env._("Card %s is not in force: its points stand.", card.name)
            )
        if points < 0 and card.points_balance + points < 0:
            raise UserError(
                self.env._(
                    "Card %(card)s has %(balance)s points. Take at most these.",
                    card=card.name,
                    balance=card.points_balance,
                )
            )

    def _check_manager(self):
        if not self.env.user.has_group("cs_vip.group_manager"):
            raise AccessError(
                self.env._("Only VIP managers correct points. Ask one of them.")
            )

    def _ask_second_person(self):
        self.ensure_one()
        managers = self.program_id._vip_managers(self.company_id) - self.requester_id
        if not managers:
            raise UserError(
                self.env._(
                    "More than %(limit)s points on one card in a month need a second "
                    "VIP manager, and there is none. Have one named, or the limit of "
                    "programme %(program)s raised.",
                    limit=self.program_id.correction_limit,
                    program=self.program_id.name,
                )
            )
        responsible = managers & self.program_id.user_id
        second = responsible or managers[0]
        self.with_context(lang=second.lang).activity_schedule(
            APPROVE, date_deadline=self.date, user_id=second.id
        )

    def _book(self, **values):
        """One entry, however often it is approved: the correction is its source."""
        self.ensure_one()
        card = self.card_id._ledger_card()
        self._check_card(card, self.points)
        entry = card._post(
            "correction",
            self.points,
            card._today(),
            self,
            "correction",
            self.reason,
        )
        self.write({"state": "booked", "entry_id": entry.id, **values})

    def action_approve(self):
        """Book the corrections that another manager asked for."""
        for correction in self._to_decide():
            correction._book(
                approver_id=self.env.uid, date_decided=correction.card_id._today()
            )
        self._finish(self.env._("Correction approved."))
        return True

    def action_refuse(self, reason=None):
        """Refuse; the requester reads why."""
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for refusing the correction."))
        for correction in self._to_decide():
            correction.write(
                {
                    "state": "refused",
                    "refuse_reason": reason,
                    "approver_id": self.env.uid,
                    "date_decided": correction.card_id._today(),
                }
            )
        self._finish(reason)
        return True

    def action_cancel(self):
        """Take the own request back."""
        self.check_access("read")
        self._check_manager()
        for correction in self:
            if correction.requester_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%s asked for this correction: approve or refuse it.",
                        correction.requester_id.name,
                    )
                )
            correction._check_waiting()
        # sudo: fields are protected from direct writing; checked above who may
        self.sudo().write({"state": "cancelled"})
        self._finish(self.env._("Taken back."))
        return True

    def _to_decide(self):
        """The corrections with the rights to decide, for a second person alone."""
        self.check_access("read")
        self._check_manager()
        for correction in self:
            if correction.requester_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You asked for this correction of %s points yourself: another "
                        "VIP manager decides on it.",
                        correction.points,
                    )
                )
            correction._check_waiting()
        # sudo: fields are protected from direct writing; checked above who may
        return self.sudo()

    def _check_waiting(self):
        if self.state != "to_approve":
            raise UserError(
                self.env._(
                    "The correction of card %(card)s is decided already: %(state)s.",
                    card=self.card_id.name,
                    state=self._state_label(self.state),
                )
            )

    def _finish(self, feedback):
        # sudo: the task may be a colleague's
        self.sudo().activity_feedback([APPROVE], feedback=feedback)
