from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day


class SaleOrder(models.Model):
    """The salesperson asks for the installation once the goods are there (I1)."""

    _inherit = "sale.order"

    cs_visit_ids = fields.One2many("cs.visit", "sale_order_id", "Visits")
    cs_visit_count = fields.Integer(
        "Number of Visits", compute="_compute_cs_visit_count"
    )

    def _compute_cs_visit_count(self):
        counts = dict(
            self.env["cs.visit"]._read_group(
                [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
            )
        )
        for order in self:
            order.cs_visit_count = counts.get(order, 0)

    def _cs_missing_goods(self):
        """[(product, missing quantity)]: neither reserved nor delivered."""
        missing = []
        for line in self.order_line:
            if line.product_id.type != "consu" or line.product_uom_qty <= 0:
                continue
            arrived = 0.0
            for move in line.move_ids:
                if move.state in ("draft", "cancel"):
                    continue
                quantity = move.product_uom._compute_quantity(
                    move.quantity, line.product_uom_id
                )
                if move._is_outgoing():
                    arrived += quantity
                elif move._is_incoming() and move.state == "done":
                    arrived -= quantity
            short = line.product_uom_qty - arrived
            if line.product_uom_id.compare(short, 0) > 0:
                missing.append((line.product_id, short))
        return missing

    def action_cs_request_visit(self):
        """Put the order on the waiting list for its installation."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "Confirm order %s before you ask for its installation.", self.name
                )
            )
        # sudo: colleagues' visits of this order count, and the waiting list belongs
        # to the service department: every value of the request comes from the order
        visits = self.env["cs.visit"].sudo()
        open_visit = visits.search(
            [
                ("sale_order_id", "=", self.id),
                ("kind", "=", "installation"),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        if open_visit:
            raise UserError(
                self.env._(
                    "Order %(order)s already has visit %(visit)s.",
                    order=self.name,
                    visit=open_visit.name,
                )
            )
        missing = self._cs_missing_goods()
        if missing:
            raise UserError(
                self.env._(
                    "The goods have not all arrived. Missing: %s.",
                    self.env._(", ").join(
                        f"{product.display_name} × {quantity:g}"
                        for product, quantity in missing
                    ),
                )
            )
        visit = visits.create(self._cs_visit_values())
        visit.message_post(
            body=self.env._("Requested by %s.", self.env.user.name),
            author_id=self.env.user.partner_id.id,
        )
        return self.action_cs_view_visits()

    def _cs_visit_values(self):
        """Address and goods in the customer's language: the crew reads them there."""
        address = self.partner_shipping_id or self.partner_id
        lines = self.with_context(lang=self.partner_id.lang).order_line
        goods = [
            f"{line.product_id.display_name} × {line.product_uom_qty:g}"
            for line in lines
            if line.product_id.type == "consu"
        ]
        values = {
            **self.env["cs.visit"]._contact_values(address),
            "kind": "installation",
            "sale_order_id": self.id,
            "partner_id": self.partner_id.id,
            "order_date": self.date_order,
            "date_goods": business_day.today(self.env, self.company_id),
            "product_description": "\n".join(goods),
            "company_id": self.company_id.id,
        }
        values["contact_name"] = values["contact_name"] or self.partner_id.name
        values["phone"] = values["phone"] or self.partner_id.phone
        return values

    def action_cs_view_visits(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_visit"
        )
        action["domain"] = [("sale_order_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action

    def _action_cancel(self):
        """A cancelled order needs no visit; one that has begun is for people."""
        result = super()._action_cancel()
        # sudo: the salesperson does not plan visits, but ends what has no order
        self.sudo().cs_visit_ids.filtered(
            lambda visit: (
                visit.state in ("requested", "scheduled", "confirmed", "failed")
            )
        ).write({"state": "cancelled"})
        return result
