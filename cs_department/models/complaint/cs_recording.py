import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip.business_day import now

from ... import uploads

MEGABYTES = 50


class CsRecording(models.Model):
    """A recorded call, kept with its ticket or callback (C10): for whoever added it,
    the owner of the ticket, supervisors and the manager."""

    _name = "cs.recording"
    _description = "Call Recording"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("File Name", required=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    callback_id = fields.Many2one(
        "cs.callback", index="btree_not_null", ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", compute="_compute_partner_id", store=True, index=True
    )
    date = fields.Datetime("Of", required=True, default=lambda self: now(self.env))
    user_id = fields.Many2one(
        "res.users",
        "Added by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    consent = fields.Boolean(
        "Customer Was Told", help="The customer was told that the call is recorded."
    )
    audio = fields.Binary("Recording", required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        required=True,
        index=True,
        precompute=True,
    )

    _one_source = models.Constraint(
        "CHECK(ticket_id IS NOT NULL OR callback_id IS NOT NULL)",
        "A recording belongs to a ticket or to a callback.",
    )

    @api.depends("ticket_id", "callback_id")
    def _compute_partner_id(self):
        for recording in self:
            source = recording.ticket_id or recording.callback_id
            recording.partner_id = source.partner_id

    @api.depends("ticket_id", "callback_id")
    def _compute_company_id(self):
        for recording in self:
            source = recording.ticket_id or recording.callback_id
            recording.company_id = source.company_id or self.env.company

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals.pop("user_id", None)
            self._check_audio(vals)
        recordings = super().create(vals_list)
        for source in (recordings.ticket_id, recordings.callback_id):
            source.check_access("read")
        return recordings

    def write(self, vals):
        if not self.env.su and vals.keys() - {"consent", "date"}:
            raise UserError(
                self.env._(
                    "A recording stays as it was added. Add another one instead."
                )
            )
        return super().write(vals)

    def _check_audio(self, vals):
        name = vals.get("name") or ""
        try:
            content = base64.b64decode(vals.get("audio") or b"", validate=False)
        except (binascii.Error, ValueError, TypeError):
            content = b""
        found = uploads.problem(
            name, len(content), uploads.sound_type(content), MEGABYTES, uploads.AUDIO
        )
        if found == "size":
            raise ValidationError(
                self.env._("A recording has at most %s MB.", MEGABYTES)
            )
        if found:
            raise ValidationError(
                self.env._(
                    "“%s” is no recording. Add an MP3, WAV, OGG, M4A, AMR or WebM "
                    "file.",
                    name,
                )
            )


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_recording_ids = fields.One2many(
        "cs.recording",
        "ticket_id",
        string="Recordings",
        groups="cs_department.group_member",
    )
