from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...exact import check_numbers


class CsRemedyLine(models.Model):
    """Goods of a remedy: which of the order's lines, and how many (C6, C7)."""

    _name = "cs.remedy.line"
    _description = "Goods of a Remedy"
    _order = "remedy_id, id"
    _rec_name = "product_id"
    _check_company_auto = True

    remedy_id = fields.Many2one(
        "cs.remedy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="remedy_id.company_id", store=True, index=True, precompute=True
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")
    product_id = fields.Many2one(
        "product.product",
        string="Goods",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        check_company=True,
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", compute="_compute_uom_id")
    replacement_id = fields.Many2one(
        "product.product",
        string="Other Product Instead",
        ondelete="restrict",
        check_company=True,
        help="Empty: the same product is sent in exchange.",
    )
    customer_quantity = fields.Float(
        string="With the Customer",
        digits="Product Unit",
        compute="_compute_customer_quantity",
        help="Delivered, less what came back or is on its way back.",
    )
    no_return = fields.Boolean(related="sale_line_id.cs_vip_no_return")
    value = fields.Monetary(string="Goods Value", compute="_compute_value")
    replacement_value = fields.Monetary(
        string="Other's Price",
        compute="_compute_replacement_value",
        help="Its price in the shop today.",
    )
    currency_id = fields.Many2one(related="remedy_id.currency_id")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a remedy's goods is more than zero."
    )
    _once = models.UniqueIndex(
        "(remedy_id, sale_line_id) WHERE sale_line_id IS NOT NULL",
        "A remedy names each order line once.",
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.sale_line_id.product_id or line.product_id

    @api.depends("sale_line_id", "product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.sale_line_id.product_uom_id or line.product_id.uom_id

    @api.depends("sale_line_id")
    def _compute_customer_quantity(self):
        quantities = self.sale_line_id._origin._cs_with_customer()
        for line in self:
            line.customer_quantity = quantities.get(line.sale_line_id._origin.id, 0.0)

    @api.depends("sale_line_id", "product_id", "quantity", "currency_id")
    def _compute_value(self):
        """What the customer paid for the goods; a gift's price in the shop."""
        for line in self:
            sold = line.sale_line_id
            if sold:
                price = sold._cs_unit_price()
                currency = sold.currency_id
                line.value = currency._convert(
                    price * line.quantity, line.currency_id, line.company_id
                )
            else:
                line.value = line._shop_price(line.product_id)

    @api.depends("replacement_id", "product_id", "quantity", "currency_id")
    def _compute_replacement_value(self):
        for line in self:
            other = line._comes_instead()
            line.replacement_value = line._shop_price(other) if other else 0.0

    def _comes_instead(self):
        """The other product; none where the same is sent."""
        return self.replacement_id - self.product_id

    def _shop_price(self, product):
        """What the line's quantity of a product costs in the shop, taxes included."""
        company = self.company_id or self.env.company
        # sudo: the price of any product that may be given, and its taxes
        product = product.sudo().with_company(company)
        taxes = product.taxes_id._filter_taxes_by_company(company)
        price = taxes.compute_all(
            product.lst_price, product.currency_id, self.quantity, product
        )["total_included"]
        return product.currency_id._convert(price, self.currency_id, company)

    @api.constrains("sale_line_id", "product_id", "quantity")
    def _check_order_line(self):
        for line in self:
            # sudo: the check holds for lines of other companies too
            remedy, sold = line.remedy_id.sudo(), line.sale_line_id.sudo()
            if not sold:
                continue
            ticket = remedy.ticket_id
            sold._cs_check_owner(ticket.partner_id, ticket.company_id)
            if line.product_id != sold.product_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not what the order line sold. Choose the "
                        "goods by their order line.",
                        product=line.product_id.display_name,
                    )
                )
            sold._cs_check_ordered(line.quantity)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_numbers(self, vals)
        lines = super().create(vals_list)
        lines.remedy_id._check_still_sought()
        lines._link_orders()
        return lines

    def write(self, vals):
        check_numbers(self, vals)
        self.remedy_id._check_still_sought()
        result = super().write(vals)
        if "sale_line_id" in vals:
            self._link_orders()
        return result

    def _link_orders(self):
        """Orders of the goods are orders of the ticket, so that they show it, and the
        department it is routed to may read them."""
        # sudo: the lines were checked against the customer
        for remedy in self.sudo().remedy_id:
            missing = remedy.line_ids.order_id - remedy.ticket_id.sale_order_ids
            if missing:
                remedy.ticket_id.sale_order_ids |= missing

    @api.ondelete(at_uninstall=False)
    def _unlink_only_sought(self):
        self.remedy_id._check_still_sought()

    def _terms(self):
        """As customers know the goods: without the number of the catalogue."""
        line = self.with_context(display_default_code=False)
        words = f"{line.product_id.display_name} × {line.quantity:g}"
        if other := line._comes_instead():
            words += f" → {other.display_name} × {line.quantity:g}"
        return words

    def _refuse_more(self, possible, reason):
        raise UserError(
            self.env._(
                "%(product)s: %(quantity)g is too much, %(possible)g is possible "
                "(%(reason)s).",
                product=self.product_id.display_name,
                quantity=self.quantity,
                possible=possible,
                reason=reason,
            )
        )
