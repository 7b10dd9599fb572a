from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.cs_vip_document import DOCUMENT_TYPES, mask

# Field of the wizard → field of the customer it is filled from and written to.
HOLDER_FIELDS = {
    "holder_name": "name",
    "birthdate": "birthdate_date",
    "phone": "phone",
    "street": "street",
    "city": "city",
    "zip": "zip",
    "country_state_id": "state_id",
    "country_id": "country_id",
}


class CsVipCardApply(models.TransientModel):
    """A salesperson's application for a card, filled in from the order (V4)."""

    _name = "cs.vip.card.apply"
    _description = "Apply for a VIP Card"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("order_id",)

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.company_id.currency_id")
    partner_id = fields.Many2one(
        related="order_id.partner_id.commercial_partner_id", string="Customer"
    )
    tier_id = fields.Many2one(
        related="order_id.cs_vip_qualifying_tier_id", string="Tier"
    )
    application_order_ids = fields.Many2many(
        "sale.order", string="Qualifying Orders", compute="_compute_qualification"
    )
    application_amount = fields.Monetary(
        string="Qualifying Amount", compute="_compute_qualification"
    )
    holder_name = fields.Char(string="Real Name", help="As in the identity document.")
    birthdate = fields.Date(string="Birth Date")
    document_type = fields.Selection(DOCUMENT_TYPES, string="Document")
    document_number = fields.Char(
        compute="_compute_document_number",
        inverse="_inverse_document_number",
        help="Write only: kept apart, and shown masked afterwards.",
    )
    document_entry = fields.Char(groups=fields.NO_ACCESS)
    document_masked = fields.Char(
        string="Document Number Entered", compute="_compute_document_masked"
    )
    phone = fields.Char()
    street = fields.Char()
    city = fields.Char()
    zip = fields.Char(string="ZIP")
    country_state_id = fields.Many2one(
        "res.country.state",
        string="State",
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one("res.country")
    declaration = fields.Boolean(
        string="Declared True",
        help="The customer declares that what the application says is true.",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["sale.order"].browse(values.get("order_id"))
        if not order:
            return values
        order.check_access("read")
        # sudo: the data of the customer of an order the user may read
        holder = order.sudo().partner_id.commercial_partner_id
        for name, source in HOLDER_FIELDS.items():
            if name in fields_list:
                value = holder[source]
                values.setdefault(
                    name, value.id if isinstance(value, models.BaseModel) else value
                )
        card = order._cs_vip_open_application()
        if card and "document_type" in fields_list:
            values.setdefault("document_type", card.document_type)
        return values

    def _compute_document_number(self):
        self.document_number = False

    def _inverse_document_number(self):
        """Between dialog and application, too, nobody can read the number."""
        for wizard in self.filtered("document_number"):
            # sudo: a field without access for anybody
            wizard.sudo().document_entry = wizard.document_number
        self.invalidate_recordset(["document_number", "document_masked"], flush=False)

    @api.depends("order_id")
    def _compute_document_masked(self):
        for wizard in self:
            entry = wizard.sudo().document_entry  # sudo: only the mask leaves
            order = wizard.order_id
            known = order and order._cs_vip_open_application().document_masked
            wizard.document_masked = mask(entry) if entry else known

    @api.depends("order_id")
    def _compute_qualification(self):
        self.application_order_ids = False
        self.application_amount = 0.0
        for wizard in self.filtered("order_id"):
            # sudo: what the customer bought from every salesperson counts
            order = wizard.order_id.sudo()
            found = order.cs_vip_program_id.with_company(
                order.company_id
            )._evaluate_newcomer(order.partner_id)
            card = order._cs_vip_open_application()
            orders = card.application_order_ids or (found and found.orders) or order
            wizard.application_order_ids = orders
            wizard.application_amount = sum(orders.mapped("cs_vip_net_amount"))

    def action_apply(self):
        """Save the applicant's data, make the application and send it to the desk."""
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        if not order.cs_vip_qualifying_tier_id:
            raise UserError(
                self.env._(
                    "With order %s the customer does not qualify for a card.",
                    order.name,
                )
            )
        order._cs_vip_refuse_second_card()
        self._save_holder()
        card = self._save_application()
        card.action_submit()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.vip.card",
            "res_id": card.id,
            "view_mode": "form",
        }

    def _save_holder(self):
        """What is empty here is left as it is there; the submission names it."""
        # sudo: salespeople have no write access to customers; these are the fields an
        # application holds, of the customer of an order the user may write.
        holder = self.sudo().partner_id
        values = {}
        for name, target in HOLDER_FIELDS.items():
            if self[name] and self[name] != holder[target]:
                value = self[name]
                values[target] = (
                    value.id if isinstance(value, models.BaseModel) else value
                )
        if values:
            holder.write(values)

    def _save_application(self):
        order = self.order_id
        card = order._cs_vip_open_application()
        values = {"declaration": self.declaration}
        if self.document_type:
            values["document_type"] = self.document_type
        secret = self.sudo()  # sudo: hands the number on to where it is kept
        if secret.document_entry:
            values["document_number"] = secret.document_entry
            secret.document_entry = False
        if card:
            card.write(values)
            return card
        return self.env["cs.vip.card"].create(
            {
                "partner_id": self.partner_id.id,
                "program_id": order.cs_vip_program_id.id,
                "company_id": order.company_id.id,
                "tier_id": order.cs_vip_qualifying_tier_id.id,
                "application_order_ids": [
                    fields.Command.set(self.application_order_ids.ids)
                ],
                **values,
            }
        )
