from odoo import models
from odoo.tools import plaintext2html

from odoo.addons.cs_vip import business_day


class CsRemedy(models.Model):
    """Repair in the workshop or at the customer's (C6)."""

    _inherit = "cs.remedy"

    def _make_repair(self):
        return [
            self.env["repair.order"].create(
                [
                    {
                        "product_id": line.product_id.id,
                        "product_qty": line.quantity,
                        "product_uom": line.uom_id.id,
                        "partner_id": self.partner_id.id,
                        "company_id": self.company_id.id,
                        "under_warranty": self.under_warranty,
                        "user_id": False,
                        "internal_notes": plaintext2html(
                            self.env._(
                                "Request %(number)s: %(text)s",
                                number=self.ticket_id.number,
                                text=self.description or self.ticket_id.name,
                            )
                        ),
                    }
                    for line in self.line_ids
                ]
            )
        ]

    def _make_visit(self):
        """A place on the waiting list, with what the crew needs to know."""
        order = self.ticket_id.cs_sale_line_ids.order_id[:1]
        goods = self.line_ids.product_id or self.ticket_id.cs_product_id
        return [
            self.env["cs.visit"].create(
                {
                    "kind": self.kind_id.visit_kind,
                    "partner_id": self.partner_id.id,
                    "sale_order_id": order.id,
                    "order_date": business_day.now(self.env),
                    "product_description": "\n".join(goods.mapped("display_name")),
                    "note": self.description,
                    "company_id": self.company_id.id,
                }
            )
        ]
