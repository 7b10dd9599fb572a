from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day


class CsTicketContact(models.TransientModel):
    """The agreed time of the next contact: the customer was not reached, something is
    still to be asked, or the result is to be confirmed (C9)."""

    _name = "cs.ticket.contact"
    _description = "Next Contact"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    reason = fields.Selection(
        [
            ("not_reached", "Customer Not Reached"),
            ("incomplete", "Information Incomplete"),
            ("confirm", "Confirm the Result"),
        ],
        required=True,
        default="not_reached",
    )
    date = fields.Datetime("Agreed Time", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Caller",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    note = fields.Text("To Ask")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ticket = self.env["helpdesk.ticket"].browse(values.get("ticket_id"))
        if ticket.user_id and "user_id" in fields_list:
            values["user_id"] = ticket.user_id.id
        return values

    def action_plan(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("write")
        if self.date <= business_day.now(self.env):
            raise UserError(
                self.env._("The next contact lies in the past. Choose a later time.")
            )
        self._check_caller()
        day = business_day.business_day(ticket.company_id, self.date)
        labels = dict(self._fields["reason"]._description_selection(self.env))
        if ticket.partner_id and ticket.partner_id._cs_callable():
            self._plan_call(day)
        else:
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                summary=labels[self.reason],
                note=self.note or False,
                user_id=self.user_id.id,
            )
        ticket._cs_note(
            self.env._(
                "Next contact: %(reason)s, %(day)s. %(note)s",
                reason=labels[self.reason],
                day=fields.Date.to_string(day),
                note=self.note or "",
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_caller(self):
        # sudo: where somebody works
        companies = self.user_id.sudo().company_ids
        if self.user_id.share or self.ticket_id.company_id not in companies:
            raise UserError(
                self.env._(
                    "%s does not work here. Choose a colleague of the company as "
                    "caller.",
                    self.user_id.name,
                )
            )

    def _plan_call(self, day):
        purpose = "after_complaint" if self.reason == "confirm" else "other"
        # sudo: agents plan the call of their own ticket; every value is fixed here
        plans = self.env["cs.callback.plan"].sudo()
        company = self.ticket_id.company_id
        plan = plans.search(
            [("purpose", "=", purpose), ("company_id", "in", (False, company.id))],
            limit=1,
        )
        if not plan:
            raise UserError(
                self.env._("There is no callback plan for this. Ask the supervisor.")
            )
        plan.with_company(company)._check_permitted(self.date)
        callback = self.env["cs.callback"].sudo()  # sudo: as above
        callback.create(
            {
                "partner_id": self.ticket_id.partner_id.id,
                "plan_id": plan.id,
                "user_id": self.user_id.id,
                "date_planned": day,
                "date_next": self.date,
                "origin_ticket_id": self.ticket_id.id,
                "purpose_note": self.note,
                "company_id": company.id,
            }
        )
