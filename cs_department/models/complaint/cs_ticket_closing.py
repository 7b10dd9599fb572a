from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip.business_day import now

BATCH = 20


class CsTicketClosing(models.Model):
    """One closing of a ticket, kept when it is opened again (C5, C9, C10).

    Written by the closing alone; the handling sheet is attached by a scheduled job.
    """

    _name = "cs.ticket.closing"
    _description = "Closing of a Ticket"
    _order = "date desc, id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime("Closed on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Closed by", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True, index=True)
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage", readonly=True, ondelete="restrict"
    )
    satisfied = fields.Selection(
        [("yes", "Satisfied"), ("no", "Not Satisfied"), ("open", "Not Asked")],
        "Customer",
        required=True,
        readonly=True,
        default="open",
    )
    how = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["cs_confirmed_how"]
            ._description_selection(self.env)
        ),
        string="Confirmed",
        readonly=True,
    )
    signed_by = fields.Char(readonly=True)
    words = fields.Text("Customer's Words", readonly=True)
    reason = fields.Text("Reason of Closing", readonly=True)
    date_reopened = fields.Datetime("Reopened on", readonly=True)
    reopened_by_id = fields.Many2one("res.users", "Reopened by", readonly=True)
    sheet_state = fields.Selection(
        [("pending", "Being Made"), ("done", "Kept"), ("failed", "Failed")],
        "Handling Sheet",
        required=True,
        readonly=True,
        default="pending",
    )
    sheet_id = fields.Many2one("ir.attachment", readonly=True)
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )

    _closed_on = models.Index("(company_id, date)")
    _sheet_pending = models.Index("(id) WHERE sheet_state = 'pending'")

    @api.model
    def _cron_keep_sheets(self):
        """Handling sheets of new closings, each committed; none is made twice."""
        cron = self.env["ir.cron"]
        while rows := self.search([("sheet_state", "=", "pending")], limit=BATCH):
            for row in rows:
                row._keep_sheet()
                if not cron._commit_progress(1):
                    return

    def _keep_sheet(self):
        self.ensure_one()
        ticket = self.ticket_id
        report = self.env["ir.actions.report"].with_context(
            lang=self.owner_id.lang or self.env.lang
        )
        try:
            pdf, _kind = report._render_qweb_pdf(
                "cs_department.action_report_complaint_sheet", ticket.ids
            )
        except UserError:
            # one sheet that cannot be printed must not hold up the others
            self.sheet_state = "failed"
            return
        self.sheet_id = self.env["ir.attachment"].create(
            {
                "name": f"{ticket.number} {fields.Date.to_string(self.date)}.pdf",
                "raw": pdf,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.sheet_state = "done"

    def action_open_sheet(self):
        self.ensure_one()
        self.check_access("read")
        if not self.sheet_id:
            raise UserError(
                self.env._("The handling sheet is being made. Look again in a minute.")
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.sheet_id.id}?download=true",
            "target": "self",
        }


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cs_closing_ids = fields.One2many(
        "cs.ticket.closing",
        "ticket_id",
        string="Closings",
        groups="cs_department.group_member,cs_department.group_department_contact,"
        "cs_department.group_general_manager",
    )

    def _cs_record_closing(self, was_closed):
        # sudo: kept by the system, whoever closes or reopens
        rows = self.env["cs.ticket.closing"].sudo()
        # sudo: as above
        for ticket in was_closed.filtered(lambda t: not t.closed).sudo():
            ticket.cs_closing_ids[:1].write(
                {"date_reopened": now(self.env), "reopened_by_id": self.env.uid}
            )
        closed = (self - was_closed).filtered("closed").sudo()  # sudo: as above
        rows.create([ticket._cs_closing_values() for ticket in closed])
        if closed:
            # sudo: only asks the scheduler to run its job
            self.env.ref("cs_department.cron_keep_sheets").sudo()._trigger()
        result = super()._cs_record_closing(was_closed)
        # sudo: as above; a ticket that is part of another one is nobody's result
        merged = closed.filtered("duplicate_id")
        merged.cs_closed_user_id = False
        return result

    def _cs_closing_values(self):
        self.ensure_one()
        satisfied = "yes" if self.cs_satisfied else "no"
        return {
            "ticket_id": self.id,
            "date": now(self.env),
            "user_id": self.env.uid,
            "owner_id": self.user_id.id,
            "stage_id": self.stage_id.id,
            "satisfied": satisfied if self.cs_date_confirmed else "open",
            "how": self.cs_confirmed_how,
            "signed_by": self.cs_signed_by,
            "words": self.cs_confirmation_note,
            "reason": self.cs_closing_reason,
        }
