from odoo import api, fields, models
from odoo.exceptions import UserError

STAFF = "base.group_user"


class HelpdeskTicket(models.Model):
    """The right words for a reply: by kind, and by whose fault it is (C5, C13)."""

    _inherit = "helpdesk.ticket"

    cs_apologise = fields.Boolean(
        string="Reply Apologises",
        compute="_compute_cs_apologise",
        groups=STAFF,
        help="Replies apologise where the fault is ours, or always if the settings "
        "say so.",
    )

    @api.depends("cs_fault", "company_id.cs_always_apologise")
    def _compute_cs_apologise(self):
        for ticket in self:
            ticket.cs_apologise = (
                ticket.cs_fault == "ours" or ticket.company_id.cs_always_apologise
            )

    def _cs_reply_template(self):
        """The template made for this kind and fault, else the most general one."""
        self.ensure_one()
        kind = self.cs_request_type_id
        return (
            self.env["mail.template"]
            .search(
                [
                    ("cs_is_reply", "=", True),
                    ("model", "=", self._name),
                    ("cs_request_type_ids", "in", [False, *kind.ids]),
                    ("cs_fault", "in", [False, self.cs_fault]),
                ]
            )
            .sorted(
                lambda template: (
                    kind not in template.cs_request_type_ids,
                    not template.cs_fault,
                    template.cs_reply_sequence,
                    template.id,
                )
            )[:1]
        )

    def action_cs_reply(self):
        self.ensure_one()
        if not (self.partner_id or self.partner_email):
            raise UserError(
                self.env._(
                    "There is nobody to reply to yet. Choose the customer of ticket "
                    "%s, or enter an e-mail address.",
                    self.number,
                )
            )
        template = self._cs_reply_template()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id,
                "force_email": True,
            },
        }
