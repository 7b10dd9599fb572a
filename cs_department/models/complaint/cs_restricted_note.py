from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip.business_day import now

SUPERVISOR = "cs_department.group_supervisor"
# Whoever opened a note can prove what it said; a correction is another note.
FIXED = {"ticket_id", "user_id", "date", "name", "entry", "body"}


class CsRestrictedNote(models.Model):
    """Sensitive content of a ticket (C10): for its owner, supervisor and manager.

    The text is in a field nobody can read, so that it can neither be exported nor
    found by searching; opening it is a method that writes down who read it.
    """

    _name = "cs.restricted.note"
    _description = "Restricted Note"
    _order = "id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("About", required=True, help="Says nothing sensitive itself.")
    user_id = fields.Many2one(
        "res.users",
        "Written by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: now(self.env)
    )
    body = fields.Text(groups=fields.NO_ACCESS)
    entry = fields.Text(
        "Text",
        compute="_compute_entry",
        inverse="_inverse_entry",
        help="Kept apart once saved; open it with the button.",
    )
    consent = fields.Boolean(
        "Customer Consents",
        help="The customer agreed that this is kept and used for the case.",
    )
    read_ids = fields.One2many("cs.restricted.note.read", "note_id", "Read by")
    read_count = fields.Integer(compute="_compute_read_count")
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )

    @api.depends("read_ids")
    def _compute_read_count(self):
        counts = dict(
            # sudo: a number, for whoever may see the note
            self.env["cs.restricted.note.read"]
            .sudo()
            ._read_group([("note_id", "in", self.ids)], ["note_id"], ["__count"])
        )
        for note in self:
            note.read_count = counts.get(note._origin, 0)

    def _compute_entry(self):
        self.entry = False

    def _inverse_entry(self):
        for note in self.filtered("entry"):
            # sudo: a field without access for anybody
            note.sudo().body = note.entry
        self.invalidate_recordset(["entry"], flush=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals.pop("user_id", None)
                vals.pop("date", None)
            if not (vals.get("entry") or vals.get("body") or "").strip():
                raise UserError(self.env._("Write the note before you save it."))
        notes = super().create(vals_list)
        for note in notes:
            note.ticket_id.check_access("read")
        return notes

    def write(self, vals):
        if not self.env.su and FIXED & set(vals):
            raise AccessError(
                self.env._("A restricted note stays as it was written. Write another.")
            )
        return super().write(vals)

    def action_open_text(self):
        """Show the text, and write down who read it."""
        self.ensure_one()
        self.check_access("read")
        allowed = (
            self.user_id == self.env.user
            or self.ticket_id.user_id == self.env.user
            or self.env.user.has_group(SUPERVISOR)
        )
        if not allowed:
            raise AccessError(
                self.env._(
                    "This note is for the owner of the ticket, supervisors and the "
                    "manager."
                )
            )
        # sudo: the log has no other writer than this method; the text no other reader
        note = self.sudo()
        note.env["cs.restricted.note.read"].create(
            {"note_id": note.id, "user_id": self.env.uid, "date": now(self.env)}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.name,
                "message": note.body or "",
                "type": "info",
                "sticky": True,
            },
        }


class CsRestrictedNoteRead(models.Model):
    """Who opened a restricted note, and when. Written by the opening alone."""

    _name = "cs.restricted.note.read"
    _description = "Restricted Note Read"
    _order = "id desc"
    _rec_name = "note_id"

    note_id = fields.Many2one(
        "cs.restricted.note",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one(related="note_id.company_id", store=True, index=True)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_note_ids = fields.One2many(
        "cs.restricted.note",
        "ticket_id",
        string="Restricted Notes",
        groups="cs_department.group_member",
    )
