from odoo import api, fields, models
from odoo.exceptions import UserError


class CsVipGreeting(models.Model):
    """Calls of the VIP programme are callbacks here: with permitted hours, callers'
    calendars and attempts (V10, K3)."""

    _inherit = "cs.vip.greeting"

    callback_ids = fields.One2many(
        "cs.callback", "greeting_id", groups="cs_department.group_member"
    )

    is_callback = fields.Boolean(
        string="Made as a Callback", compute="_compute_is_callback", compute_sudo=True
    )

    @api.depends("callback_ids.state")
    def _compute_is_callback(self):
        for greeting in self:
            greeting.is_callback = any(
                call.state == "planned" for call in greeting.callback_ids
            )

    def _by_call(self, occasion, today):
        plan = self.env["cs.callback.plan"].search(
            [
                ("purpose", "=", "greeting"),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            order="company_id, sequence, id",
            limit=1,
        )
        if not plan:
            return super()._by_call(occasion, today)
        callbacks = plan.with_company(self.company_id)._plan(
            [
                (
                    today,
                    {"partner_id": greeting.partner_id.id, "greeting_id": greeting.id},
                    greeting.date_to,
                )
                for greeting in self
            ],
            today,
        )
        for callback in callbacks:
            callback.greeting_id.user_id = callback.user_id
        placed = callbacks.greeting_id
        placed._call_planned()
        left = self - placed
        left.channel = "call"
        left._set_failed(
            self.env._("No caller has time before it would be late."), today
        )

    def _withdraw(self):
        # sudo: the calls are taken back with the greeting, whoever's they are
        calls = (
            self.env["cs.callback"]
            .sudo()
            .search([("greeting_id", "in", self.ids), ("state", "=", "planned")])
        )
        calls.write({"state": "cancelled", "date_next": False, "call_started": False})
        calls.activity_unlink(["mail.mail_activity_data_call"])
        return super()._withdraw()

    def _refuse_callbacks(self):
        if any(greeting.is_callback for greeting in self):
            raise UserError(
                self.env._("Record the result in the callback of this greeting.")
            )

    def action_done(self):
        self._refuse_callbacks()
        return super().action_done()

    def action_not_reached(self):
        self._refuse_callbacks()
        return super().action_not_reached()

    def action_cs_view_callbacks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_callback"
        )
        action["domain"] = [("greeting_id", "=", self.id)]
        action["context"] = {}
        return action
