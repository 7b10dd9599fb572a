from odoo import fields, models


class CsCallback(models.Model):
    """A call after a complaint says whether the matter is settled, and confirms the
    ticket (C9, K1)."""

    _inherit = "cs.callback"

    settled = fields.Selection(
        [("yes", "Settled"), ("no", "Not Settled")],
        string="The Matter Is",
        copy=False,
        tracking=True,
        help="Confirms the ticket: settled closes it if nothing is missing, not "
        "settled opens it again.",
    )
    purpose_note = fields.Text("To Ask", copy=False)
    recording_ids = fields.One2many(
        "cs.recording",
        "callback_id",
        string="Recordings",
        groups="cs_department.group_member",
    )

    def action_done(self):
        result = super().action_done()
        for callback in self.filtered(lambda c: c.origin_ticket_id and c.settled):
            # sudo: the caller may not write tickets; the word is the customer's
            callback.origin_ticket_id.sudo()._cs_confirm(
                callback.settled == "yes",
                "callback",
                name=callback.partner_id.name,
                words=callback.opinion,
            )
        return result

    def action_open_origin(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.origin_ticket_id.id,
            "view_mode": "form",
        }


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_callback_ids = fields.One2many(
        "cs.callback",
        "origin_ticket_id",
        string="Callbacks",
        groups="cs_department.group_member",
    )
    cs_callback_count = fields.Integer(
        compute="_compute_cs_callback_count", groups="cs_department.group_member"
    )

    def _compute_cs_callback_count(self):
        counts = dict(
            # sudo: a number, also of colleagues' calls
            self.env["cs.callback"]
            .sudo()
            ._read_group(
                [("origin_ticket_id", "in", self.ids)],
                ["origin_ticket_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.cs_callback_count = counts.get(ticket._origin, 0)

    def action_cs_callbacks(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Callbacks"),
            "res_model": "cs.callback",
            "view_mode": "list,form",
            "domain": [("origin_ticket_id", "=", self.id)],
        }

    def action_cs_next_contact(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Contact"),
            "res_model": "cs.ticket.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
