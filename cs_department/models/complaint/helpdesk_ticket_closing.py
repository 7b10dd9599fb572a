from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_vip.business_day import now

from .helpdesk_ticket import STAFF


class HelpdeskTicket(models.Model):
    """Closing (C5, C9): a complaint ends with an outcome the customer confirmed."""

    _inherit = "helpdesk.ticket"

    cs_satisfied = fields.Boolean(
        string="Customer Satisfied",
        readonly=True,
        copy=False,
        tracking=True,
        help="Only meaningful once the customer has confirmed.",
    )
    cs_date_confirmed = fields.Datetime(
        string="Confirmed on",
        readonly=True,
        copy=False,
        help="When the customer said whether they are satisfied.",
    )
    cs_confirmation_note = fields.Text(
        string="Customer's Words", copy=False, groups=STAFF
    )
    cs_closing_reason = fields.Text(
        string="Reason of Closing",
        copy=False,
        tracking=True,
        groups=STAFF,
        help="Why the ticket was closed without an outcome: withdrawn, no complaint …",
    )
    cs_closed_user_id = fields.Many2one(
        "res.users",
        string="Owner at Closing",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
    )
    cs_reopen_count = fields.Integer(
        string="Times Reopened", readonly=True, copy=False, groups=STAFF
    )

    cs_resolution_rate = fields.Float(
        string="Resolution Rate (%)",
        compute="_compute_cs_resolution_rate",
        store=True,
        aggregator="avg",
        groups=STAFF,
        help="100 for a complaint closed to the customer's satisfaction, else 0: the "
        "average over complaints is the resolution rate.",
    )

    @api.depends("stage_id", "cs_is_complaint", "cs_satisfied")
    def _compute_cs_resolution_rate(self):
        for ticket in self:
            resolved = ticket.cs_is_complaint and ticket.closed and ticket.cs_satisfied
            ticket.cs_resolution_rate = 100.0 if resolved else 0.0

    @api.constrains("stage_id", "cs_request_type_id")
    def _check_cs_outcome(self):
        for ticket in self:
            stage = ticket.stage_id
            if not (
                ticket.cs_is_complaint and stage.closed and stage.cs_requires_outcome
            ):
                continue
            missing = ticket._cs_missing_outcome()
            if missing:
                raise ValidationError(
                    self.env._(
                        "Complaint %(number)s cannot be closed yet. Still needed: "
                        "%(missing)s.",
                        number=ticket.number,
                        missing=self.env._("; ").join(missing),
                    )
                )

    @api.constrains("stage_id", "cs_request_type_id", "cs_closing_reason")
    def _check_cs_closed_early(self):
        """Closed without an outcome: nothing may be under way, and the reason stays."""
        # sudo: portal customers close, too; nothing but names is told
        for ticket in self.sudo():
            stage = ticket.stage_id
            with_outcome = ticket.cs_is_complaint and stage.cs_requires_outcome
            if not stage.closed or with_outcome or ticket.duplicate_id:
                continue
            running = ticket._cs_still_running()
            if running:
                raise ValidationError(
                    self.env._(
                        "Ticket %(number)s cannot be closed yet. Still under way: "
                        "%(running)s. Carry it out, or take it back, first.",
                        number=ticket.number,
                        running=self.env._("; ").join(running),
                    )
                )
            asked = not stage.cs_requires_outcome and ticket._cs_needs_closing_reason()
            if asked and not (ticket.cs_closing_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Ticket %s would be closed without an outcome. Use “Close” and "
                        "write down the reason.",
                        ticket.number,
                    )
                )

    def _cs_needs_closing_reason(self):
        """Whether closing it without an outcome, as it is now, has to be explained."""
        return self.cs_is_complaint

    def _cs_still_running(self):
        """What was promised or sent and is not done yet, in words."""
        ticket = self.sudo()  # sudo: nothing but names is told
        remedies = ticket.cs_remedy_ids.filtered(lambda r: r.state == "approved")
        # sudo: as above
        pickings = self.env["stock.picking"].sudo()
        moving = pickings.search(
            [("cs_ticket_id", "=", self.id), ("state", "not in", ("done", "cancel"))]
        )
        return [*remedies.kind_id.mapped("name"), *moving.mapped("name")]

    def _cs_missing_outcome(self):
        """What a complaint lacks before it may be closed, in words."""
        ticket = self.sudo()  # Nothing but the names of the gaps is told.
        missing = []
        if not ticket.cs_cause_id:
            missing.append(self.env._("the cause"))
        elif not ticket.cs_department_id:
            missing.append(self.env._("the department that answers for the cause"))
        states = ticket.cs_remedy_ids.mapped("state")
        if not {"delivered", "refused"} & set(states):
            missing.append(self.env._("a remedy delivered, or refused with a reason"))
        elif {"sought", "approved"} & set(states):
            missing.append(self.env._("the remedies that are still open"))
        if not ticket.cs_date_confirmed:
            missing.append(self.env._("the customer's confirmation (satisfied or not)"))
        return missing

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "cs_satisfied" in vals:
                vals.setdefault("cs_date_confirmed", now(self.env))
        tickets = super().create(vals_list)
        # sudo: kept by the system, for whoever may register a closed ticket.
        for ticket in tickets.filtered("closed").sudo():
            ticket.cs_closed_user_id = (
                ticket.cs_closed_user_id or ticket.user_id or self.env.user
            )
        return tickets

    def write(self, vals):
        if "cs_satisfied" in vals:
            vals.setdefault("cs_date_confirmed", now(self.env))
        was_closed = self.filtered("closed") if vals.get("stage_id") else self.browse()
        result = super().write(vals)
        if vals.get("stage_id"):
            self._cs_record_closing(was_closed)
        return result

    def _cs_record_closing(self, was_closed):
        """Owner and moment of closing; both go when the ticket is reopened."""
        # sudo: kept by the system; portal customers close without write access.
        for ticket in (self - was_closed).filtered("closed").sudo():
            ticket.write(
                {
                    "cs_closed_user_id": (ticket.user_id or self.env.user).id,
                    "closed_date": now(self.env),
                }
            )
            ticket.cs_handover_ids.filtered(
                lambda handover: handover.state == "pending"
            )._answer("withdrawn")
        # sudo: as above, by whoever may move the ticket back.
        for ticket in was_closed.filtered(lambda t: not t.closed).sudo():
            ticket.write(
                {
                    "cs_closed_user_id": False,
                    "cs_satisfied": False,
                    "cs_date_confirmed": False,
                    "cs_closing_reason": False,
                    "cs_reopen_count": ticket.cs_reopen_count + 1,
                }
            )

    def _cs_portal_stages(self):
        """A complaint is closed by the department, with its outcome."""
        stages = super()._cs_portal_stages()
        if self.cs_is_complaint:
            stages = stages.filtered(lambda stage: not stage.cs_requires_outcome)
        return stages

    def action_cs_close(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Ticket"),
            "res_model": "cs.ticket.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
