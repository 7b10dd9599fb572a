import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsVipPrivacy(models.TransientModel):
    """A manager answers a person who asks for the own data, or to be forgotten."""

    _name = "cs.vip.privacy"
    _description = "Personal Data of a VIP"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("partner_id",)

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    card_ids = fields.Many2many(
        "cs.vip.card", string="Cards and Applications", compute="_compute_held"
    )
    points = fields.Integer(string="Points That Lapse", compute="_compute_held")
    open_order_count = fields.Integer(
        string="Orders Not Delivered Yet", compute="_compute_held"
    )
    quotation_count = fields.Integer(
        string="Quotations to Cancel", compute="_compute_held"
    )
    date_erased = fields.Date(related="partner_id.commercial_partner_id.cs_date_erased")
    has_portal = fields.Boolean(string="Portal Account", compute="_compute_held")
    reason = fields.Char(help="Who asked, and how you know that it is the person.")
    confirmed = fields.Boolean(string="This Cannot Be Undone")
    file = fields.Binary(readonly=True, attachment=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        record = context.get("active_model") and context.get("active_id")
        if record and "partner_id" in fields_list and "partner_id" not in values:
            found = self.env[context["active_model"]].browse(record)
            person = found if found._name == "res.partner" else found.partner_id
            values["partner_id"] = person.commercial_partner_id.id
        return values

    @api.depends("partner_id")
    def _compute_held(self):
        for wizard in self:
            person = wizard.partner_id.commercial_partner_id
            wizard.card_ids = self.env["cs.vip.card"].search(
                [("partner_id", "=", person.id)]
            )
            live = wizard.card_ids.filtered(
                lambda card: card.state in ("active", "suspended")
            )
            wizard.points = sum(max(card.points_balance, 0) for card in live)
            # sudo: how many orders, and whether there is an account, for the manager
            person = person.sudo()
            wizard.quotation_count = len(person._cs_vip_quotations())
            wizard.open_order_count = person.env["sale.order"].search_count(
                [
                    ("partner_id", "child_of", person.id),
                    ("state", "=", "sale"),
                    ("delivery_status", "in", ("pending", "started", "partial")),
                ]
            )
            wizard.has_portal = any(person._cs_vip_family().user_ids.mapped("active"))

    def action_export(self):
        """The file with everything about the person, for the person."""
        self.ensure_one()
        self.file = base64.b64encode(self.partner_id._cs_vip_export())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/"
            f"personal-data-{self.partner_id.id}.xlsx?download=true",
            "target": "download",
        }

    def action_erase(self):
        self.ensure_one()
        if not self.confirmed:
            raise UserError(
                self.env._(
                    "Erasing cannot be undone: confirm it with the tick box first."
                )
            )
        self.partner_id._cs_vip_erase(self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The personal data are erased."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
