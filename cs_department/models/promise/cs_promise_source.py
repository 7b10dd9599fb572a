from odoo import fields, models


class CsPromiseSource(models.AbstractModel):
    """Documents on which promises are made."""

    _name = "cs.promise.source"
    _description = "Promises Made Here"

    cs_promise_count = fields.Integer(
        "Open Promises", compute="_compute_cs_promise_count"
    )

    def _cs_promise_field(self):
        return {
            "helpdesk.ticket": "ticket_id",
            "cs.callback": "callback_id",
            "cs.visit": "visit_id",
        }[self._name]

    def _compute_cs_promise_count(self):
        name = self._cs_promise_field()
        counts = {}
        if self.env["cs.promise"].has_access("read"):
            counts = dict(
                self.env["cs.promise"]._read_group(
                    [(name, "in", self.ids), ("state", "=", "open")],
                    [name],
                    ["__count"],
                )
            )
        for record in self:
            record.cs_promise_count = counts.get(record, 0)

    def action_cs_promises(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promises"),
            "res_model": "cs.promise",
            "view_mode": "list,form",
            "domain": [(self._cs_promise_field(), "=", self.id)],
            "context": {
                f"default_{self._cs_promise_field()}": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "cs.promise.source"]


class CsCallback(models.Model):
    _name = "cs.callback"
    _inherit = ["cs.callback", "cs.promise.source"]


class CsVisit(models.Model):
    _name = "cs.visit"
    _inherit = ["cs.visit", "cs.promise.source"]
