from odoo import models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    """What a case may say of goods sold: the customer's own, and no more of them."""

    _inherit = "sale.order.line"

    def _cs_check_owner(self, partner, company):
        """Refuse lines of orders of another customer than `partner`, or of another
        company."""
        # sudo: the check must hold for lines of a company the user does not work in
        # too; only the order number is told.
        for order in self.sudo().order_id:
            if order.company_id != company:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s belongs to another company. Choose lines of "
                        "%(company)s.",
                        order=order.name,
                        company=company.name,
                    )
                )
            customer = order.partner_id.commercial_partner_id
            if customer != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s is not an order of %(customer)s. Choose "
                        "lines of the customer's own orders.",
                        order=order.name,
                        customer=partner.display_name,
                    )
                )

    def _cs_check_ordered(self, quantity):
        """Refuse more than the line sold, in the line's unit."""
        self.ensure_one()
        sold = self.sudo()  # sudo: as in `_cs_check_owner`
        if sold.product_uom_id.compare(quantity, sold.product_uom_qty) > 0:
            raise ValidationError(
                self.env._(
                    "Only %(ordered)g of %(product)s were ordered, %(quantity)g is "
                    "more than that.",
                    ordered=sold.product_uom_qty,
                    product=sold.product_id.display_name,
                    quantity=quantity,
                )
            )
