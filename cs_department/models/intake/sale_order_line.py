from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.cs_vip.business_day import business_day, today

STAFF = "base.group_user"


class SaleOrderLine(models.Model):
    """What the desk tells at once about goods sold: warranty, return (C2, C7)."""

    _inherit = "sale.order.line"

    cs_date_delivered = fields.Date(
        string="Delivered on", compute="_compute_cs_warranty", groups=STAFF
    )
    cs_warranty_until = fields.Date(
        string="Warranty Until",
        compute="_compute_cs_warranty",
        groups=STAFF,
        help="Counted from the last delivery, or from the order where nothing is "
        "delivered.",
    )
    cs_warranty_state = fields.Selection(
        [("in", "In warranty"), ("out", "Expired"), ("none", "No warranty")],
        string="Warranty",
        compute="_compute_cs_warranty",
        groups=STAFF,
    )
    cs_return_until = fields.Date(
        string="Return Until", compute="_compute_cs_warranty", groups=STAFF
    )
    cs_return_state = fields.Selection(
        [
            ("yes", "Can be returned"),
            ("late", "Too late"),
            ("special", "Special price: no"),
        ],
        string="Return",
        compute="_compute_cs_warranty",
        groups=STAFF,
    )

    @api.depends_context("uid")
    @api.depends(
        "product_id", "cs_vip_no_return", "order_id.date_order", "move_ids.state"
    )
    def _compute_cs_warranty(self):
        delivered = self._cs_delivered()
        months = self.product_id.product_tmpl_id._cs_warranty()
        days = {company: today(self.env, company) for company in self.company_id}
        for line in self:
            company = line.company_id
            day = days.get(company) or today(self.env)
            moment = delivered.get(line._origin.id)
            received = moment and business_day(company, moment)
            bought = received or business_day(
                company, line.order_id.date_order or fields.Datetime.now()
            )
            length = months.get(line.product_id.product_tmpl_id, 0)
            until = bought + relativedelta(months=length) - timedelta(days=1)
            back = received and received + timedelta(days=company.cs_return_days)
            line.cs_date_delivered = received
            line.cs_warranty_until = length and until
            line.cs_warranty_state = (
                ("in" if day <= until else "out") if length else "none"
            )
            special = line.cs_vip_no_return
            line.cs_return_until = not special and back
            line.cs_return_state = (
                "special" if special else "late" if back and back < day else "yes"
            )

    def _cs_delivered(self):
        """``{line id: moment}`` of the last delivery to the customer: one query."""
        # sudo: days only, for whoever reads the order; salespeople see no moves
        return {
            line.id: moment
            for line, moment in self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("sale_line_id", "in", self._origin.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                ],
                ["sale_line_id"],
                ["date:max"],
            )
        }
