from odoo import api, fields, models
from odoo.exceptions import UserError

# In the context while a merge moves what hangs on a ticket; no RPC caller can send it.
MERGING = object()


class CsRemedy(models.Model):
    _inherit = "cs.remedy"

    def _check_still_sought(self):
        """What was agreed moves with its ticket, unchanged."""
        if self.env.context.get("cs_merging") is MERGING:
            return None
        return super()._check_still_sought()


class HelpdeskTicket(models.Model):
    """Several tickets about one matter become one; the others point to it, count as
    no complaint, and can be opened again."""

    _inherit = "helpdesk.ticket"

    _duplicate_idx = models.Index("(duplicate_id) WHERE duplicate_id IS NOT NULL")

    @api.depends("duplicate_id")
    def _compute_cs_is_complaint(self):
        """The matter is counted once: on the ticket that goes on."""
        result = super()._compute_cs_is_complaint()
        for ticket in self:
            if ticket.duplicate_id:
                ticket.cs_is_complaint = False
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_cs_duplicate(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_cs_duplicate(vals)
        return super().write(vals)

    def _check_cs_duplicate(self, vals):
        """A ticket that points to another one leaves the figures: only by merging."""
        if vals.get("duplicate_id") and not self.env.su:
            raise UserError(
                self.env._(
                    "Use “Merge Tickets” on the ticket that goes on: it checks the "
                    "customer and takes over what is open."
                )
            )

    def _track_template(self, changes):
        """Nobody is told that a matter is closed which goes on elsewhere."""
        templates = super()._track_template(changes)
        if self[:1].duplicate_id:
            templates.pop("stage_id", None)
        return templates

    def _send_ticket_rating_mail(self, force_send=False):
        counting = self.filtered(lambda ticket: not ticket.duplicate_id)
        return super(HelpdeskTicket, counting)._send_ticket_rating_mail(
            force_send=force_send
        )

    def _cs_merge(self, others):
        """Take over what hangs on ``others`` and close them as part of this one.

        The caller has checked rights; here the tickets are checked, after they were
        touched: of two people at once one is told that it has been done.
        """
        self.ensure_one()
        tickets = self | others
        # sudo: rows of the log and of colleagues move with the matter
        target = self.sudo().with_context(cs_merging=MERGING)
        # sudo: as above
        others = others.sudo().with_context(cs_merging=MERGING)
        # Both sides are written first: whoever comes second starts again, and sees it.
        # sudo: the moment alone, of tickets whose rights were checked
        tickets.sudo().write({"last_stage_update": fields.Datetime.now()})
        tickets.flush_recordset()
        target._check_cs_mergeable(others)
        target.write(
            {
                "cs_sale_line_ids": [
                    fields.Command.link(line.id) for line in others.cs_sale_line_ids
                ],
                "sale_order_ids": [
                    fields.Command.link(order.id) for order in others.sale_order_ids
                ],
                "tag_ids": [fields.Command.link(tag.id) for tag in others.tag_ids],
            }
        )
        target._cs_take_rows(others)
        target._cs_take_thread(others)
        for ticket in others:
            ticket._cs_note(self.env._("Became part of ticket %s.", target.number))
        target._cs_note(
            self.env._(
                "Took over: %s",
                self.env._("; ").join(
                    f"{ticket.number} {ticket.name}" for ticket in others
                ),
            )
        )
        others.duplicate_id = target
        for ticket in others:
            ticket.stage_id = ticket._cs_merged_stage()

    def _check_cs_mergeable(self, others):
        if not others or self in others:
            raise UserError(
                self.env._("Choose at least one other ticket to take over.")
            )
        for ticket in self | others:
            if ticket.duplicate_id or ticket.closed:
                raise UserError(
                    self.env._(
                        "Ticket %s is closed or part of another one already. Open it "
                        "again before you merge.",
                        ticket.number,
                    )
                )
        for ticket in others:
            if ticket.company_id != self.company_id:
                raise UserError(
                    self.env._("Ticket %s belongs to another company.", ticket.number)
                )
            if (
                not self.commercial_partner_id
                or ticket.commercial_partner_id != self.commercial_partner_id
            ):
                raise UserError(
                    self.env._(
                        "Ticket %s is of another customer. Only tickets of the same "
                        "customer are merged.",
                        ticket.number,
                    )
                )

    def _cs_merged_stage(self):
        stage = self.company_id.helpdesk_mgmt_duplicate_ticket_stage_id
        closed = self._cs_stages().filtered("closed")
        if stage in closed:
            return stage
        return (closed.filtered(lambda s: not s.cs_requires_outcome) or closed)[:1]

    def _cs_moving(self):
        """Fields of other models that follow the matter: {model: field}."""
        return {
            "cs.remedy": "ticket_id",
            "cs.promise": "ticket_id",
            "cs.referral": "ticket_id",
            "cs.restricted.note": "ticket_id",
            "cs.recording": "ticket_id",
            "cs.callback": "origin_ticket_id",
        }

    def _cs_take_rows(self, others):
        for model, name in self._cs_moving().items():
            rows = self.env[model].with_context(active_test=False)
            found = rows.search([(name, "in", others.ids)])
            if found:
                found.write({name: self.id})
        raised = self.env["cs.callback"].search([("ticket_id", "in", others.ids)])
        if raised:
            raised.ticket_id = self

    def _cs_take_thread(self, others):
        """What was said, files, tasks and followers."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "in", others.ids),
                ("message_type", "not in", ("notification", "user_notification")),
            ]
        )
        messages.write({"res_id": self.id})
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", others.ids),
                ("res_field", "=", False),
            ]
        )
        attachments.write({"res_id": self.id})
        asked = self.env._("Accept or decline the hand-over")
        activities = others.activity_ids.filtered(lambda a: a.summary != asked)
        activities.write({"res_id": self.id})
        self.message_subscribe(others.message_partner_ids.ids)
        self.invalidate_recordset()
        others.invalidate_recordset()
