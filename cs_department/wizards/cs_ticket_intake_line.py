from odoo import fields, models


class CsTicketIntakeLine(models.TransientModel):
    """A line of the customer's orders, with what the desk tells about it at once."""

    _name = "cs.ticket.intake.line"
    _description = "Order Line of a Request"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("sale_line_id",)

    intake_id = fields.Many2one(
        "cs.ticket.intake", string="Registration", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="intake_id.company_id")
    chosen = fields.Boolean(help="The request is about this line.")
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", required=True, ondelete="cascade"
    )
    # Not as the system reads them: whoever names a line must be able to read it.
    order_id = fields.Many2one(
        related="sale_line_id.order_id", string="Order", related_sudo=False
    )
    product_id = fields.Many2one(related="sale_line_id.product_id", related_sudo=False)
    quantity = fields.Float(related="sale_line_id.product_uom_qty", related_sudo=False)
    date_delivered = fields.Date(
        related="sale_line_id.cs_date_delivered", related_sudo=False
    )
    warranty_until = fields.Date(
        related="sale_line_id.cs_warranty_until", related_sudo=False
    )
    warranty_state = fields.Selection(
        related="sale_line_id.cs_warranty_state", related_sudo=False
    )
    return_state = fields.Selection(
        related="sale_line_id.cs_return_state", related_sudo=False
    )
