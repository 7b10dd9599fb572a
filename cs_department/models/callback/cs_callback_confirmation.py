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
        # sudo: a number, also of colleagues' calls
        calls = self.env["cs.callback"].sudo()
        domain = [("origin_ticket_id", "in", self.ids)]
        rows = calls._read_group(domain, ["origin_ticket_id"], ["__count"])
        counts = {ticket.id: count for ticket, count in rows}
        for ticket in self:
            ticket.cs_callback_count = counts.get(ticket.id, 0)

    def action_cs_callbacks(self):
        self.ensure_one()
        domain = [("origin_ticket_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Callbacks"),
            "res_model": "cs.callback",
            "view_mode": "list,form",
            "domain": domain,
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
