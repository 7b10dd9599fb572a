from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip import business_day

PURPOSE = "compensation"
TAKEN_BACK = ("delivered", "refused")


class CsRemedy(models.Model):
    """Points as compensation: one entry of the card's ledger, within the limit of
    whoever grants them; taken back by a supervisor, with a reason (V11)."""

    _inherit = "cs.remedy"

    has_points = fields.Boolean(related="kind_id.has_points")
    points = fields.Integer(copy=False, tracking=True)

    _points_positive = models.Constraint(
        "CHECK(points >= 0)", "The points of a remedy cannot be negative."
    )

    @api.depends("points")
    def _compute_can_approve(self):
        result = super()._compute_can_approve()
        for remedy in self:
            limit = remedy._points_limit()
            points = remedy._case_points() if limit is not None else 0
            if limit is not None and points > limit:
                remedy.can_approve = False
                remedy.approval_reason = self.env._(
                    "%(points)s points on this ticket are above your limit of "
                    "%(limit)s points. Ask for approval.",
                    points=points,
                    limit=limit,
                )
        return result

    def _case_points(self):
        return self.points + sum(self._granted_before().mapped("points"))

    def _points_limit(self):
        """Most points the current user may grant; None without limit (C6)."""
        if self.env.su or self.env.user.has_group("cs_department.group_manager"):
            return None
        if self.env.user.has_group("cs_department.group_supervisor"):
            return self.kind_id.supervisor_points
        return self.kind_id.agent_points

    @api.constrains("kind_id", "points")
    def _check_points(self):
        for remedy in self:
            if remedy.points and not remedy.kind_id.has_points:
                raise ValidationError(
                    self.env._(
                        "A remedy of kind “%s” grants no points. Choose another kind, "
                        "or set the points to zero.",
                        remedy.kind_id.name,
                    )
                )

    def write(self, vals):
        if "points" in vals:
            self._check_still_sought()
        state = vals.get("state")
        if state not in ("delivered", "refused"):
            return super().write(vals)
        granted = self.filtered(lambda remedy: remedy.state == "delivered")
        result = super().write(vals)
        for remedy in self.filtered("has_points"):
            if state == "delivered" or remedy in granted:
                remedy._sync_points()
        return result

    def _check_step(self, state, vals):
        for remedy in self:
            if (remedy.state, state) == TAKEN_BACK:
                remedy._check_take_back()
            if remedy.has_points and state in ("approved", "delivered"):
                remedy._check_points_step()
        return super()._check_step(state, vals)

    def _check_points_step(self):
        if not self.points:
            raise UserError(
                self.env._("Enter how many points the customer gets, at least 1.")
            )
        if not self._points_card():
            raise UserError(
                self.env._(
                    "%s has no valid VIP card to book points on. Choose another kind "
                    "of remedy.",
                    self.partner_id.name or self.env._("The customer"),
                )
            )

    def _check_take_back(self):
        """Only points can be taken back once given, and not by whoever gave them."""
        if not self.has_points:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "A remedy cannot go from “%(old)s” to “%(new)s”.",
                    old=labels["delivered"],
                    new=labels["refused"],
                )
            )
        supervisor = "cs_department.group_supervisor"
        if not self.env.su and not self.env.user.has_group(supervisor):
            raise UserError(
                self.env._(
                    "The points are booked. Ask your supervisor to take them back."
                )
            )

    def _points_card(self):
        """The customer's valid card at the company of the ticket."""
        # sudo: online agents open no cards; only the card to book on is found
        partner = self.sudo().partner_id.with_company(self.company_id)
        return partner.cs_vip_card_id

    def _sync_points(self):
        """Book what the remedy is due less what is booked: replayed, nothing."""
        # sudo: the step was checked; the ledger has no other writer than its method
        remedy = self.sudo()
        day = business_day.today(self.env, self.company_id)
        cards = remedy.env["cs.vip.card"]
        points, revision = cards._booked(remedy, [PURPOSE]).get(
            (remedy.id, PURPOSE), (0, 0)
        )
        due = remedy.points if remedy.state == "delivered" else 0
        reference = self.env._(
            "Compensation, request %s", remedy.ticket_id.number or remedy.ticket_id.name
        )
        if due > points:
            remedy._points_card()._post(
                "compensation", due - points, day, remedy, PURPOSE, reference, revision
            )
        elif due < points:
            booked = remedy.env["cs.vip.points.entry"].search(
                [("res_model", "=", self._name), ("res_id", "=", self.id)],
                order="date, id",
                limit=1,
            )
            card = booked.card_id._ledger_card()
            card._take_back(points - due, day, booked.date, remedy, PURPOSE, revision)
