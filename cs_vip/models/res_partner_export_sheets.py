from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext


class ResPartner(models.Model):
    """The sheets of that file about orders, benefits and messages."""

    _inherit = "res.partner"

    def _cs_vip_export_domain(self):
        """Records of the customer and the contacts, in the manager's companies."""
        return Domain("partner_id", "child_of", self.ids) & Domain(
            "company_id", "in", [False, *self.env.user.company_ids.ids]
        )

    def _cs_vip_export_purchases(self):
        orders = self.env["sale.order"].search(
            self._cs_vip_export_domain(), order="date_order, id"
        )
        invoices = self.env["account.move"].search(
            self._cs_vip_export_domain()
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "posted"),
            order="invoice_date, id",
        )
        return [
            self._cs_vip_sheet(
                self.env._("Orders"),
                orders,
                "name", "date_order", "state", "partner_shipping_id",
                "client_order_ref", "amount_total", "cs_vip_card_id",
                "cs_vip_points_earned", "cs_vip_points_redeemed",
                "cs_vip_voucher_amount",
            ),
            self._cs_vip_sheet(
                self.env._("Order Lines"),
                orders.order_line.filtered(lambda line: not line.display_type),
                "order_id", "name", "product_uom_qty", "price_unit", "discount",
                "price_total",
            ),
            self._cs_vip_sheet(
                self.env._("Invoices"),
                invoices,
                "name", "invoice_date", "move_type", "amount_total", "payment_state",
            ),
        ]  # fmt: skip

    def _cs_vip_export_benefits(self, cards):
        of_card = [("card_id", "in", cards.ids)]
        exchanges = self.env["cs.vip.gift.order"].search(of_card, order="id")
        entitlements = self.env["cs.vip.entitlement"].search(of_card)
        return [
            self._cs_vip_sheet(
                self.env._("Gift Exchanges"),
                exchanges,
                "name", "card_id", "date", "state", "points", "points_booked",
            ),
            self._cs_vip_sheet(
                self.env._("Gifts"),
                exchanges.line_ids,
                "order_id", "gift_id", "quantity", "points_each", "points",
            ),
            self._cs_vip_sheet(
                self.env._("Benefits"),
                entitlements,
                "benefit_id", "card_id", "date_start", "date_end", "date_closed",
                "count", "used_count", "state",
            ),
            self._cs_vip_sheet(
                self.env._("Benefits Used"),
                entitlements.use_ids,
                "entitlement_id", "date", "state", "reference",
            ),
            self._cs_vip_sheet(
                self.env._("Offers"),
                self.env["cs.vip.offer.given"].search(self._cs_vip_export_domain()),
                "offer_id", "description", "date", "state",
            ),
            self._cs_vip_sheet(
                self.env._("Documents"),
                self.env["cs.vip.document"].search(of_card),
                "card_id", "type", "create_date",
            ),
            self._cs_vip_sheet(
                self.env._("Files"),
                self.env["ir.attachment"].search(
                    Domain("res_model", "=", "cs.vip.card")
                    & Domain("res_id", "in", cards.ids)
                    | Domain("res_model", "=", self._name)
                    & Domain("res_id", "in", self._cs_vip_family().ids)
                ),
                "name", "create_date", "mimetype",
            ),
        ]  # fmt: skip

    def _cs_vip_export_messages(self):
        """What the person wrote, wherever; not what colleagues wrote about it."""
        family = self._cs_vip_family()
        messages = self.env["mail.message"].search(
            [("author_id", "in", family.ids), ("message_type", "!=", "notification")],
            order="date, id",
        )
        return self._cs_vip_sheet(
            self.env._("Messages"),
            messages,
            "date", "record_name", "subject", "body",
        )  # fmt: skip

    def _cs_vip_sheet(self, title, records, *names):
        """(title, heads, rows) of these fields, in the words the screens use."""
        heads = [records._fields[name]._description_string(self.env) for name in names]
        rows = [
            [self._cs_vip_cell(record, name) for name in names] for record in records
        ]
        return title, heads, rows

    def _cs_vip_cell(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "many2one":
            return value.display_name
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "datetime" and value:
            local = fields.Datetime.context_timestamp(record, value)
            return local.replace(tzinfo=None, microsecond=0)
        return value
