from odoo import api, models

ROWS = [
    # The first is with the customer, who sees it in the portal; the other waits for the
    # salesperson to offer the points.
    {
        "customer": "customer_03",
        "store": "flagship",
        "lines": "fabric_sofa:1|coffee_table:1",
        "redeem": "1000",
    },
    {
        "customer": "customer_07",
        "store": "flagship",
        "lines": "walnut_bed:1|wool_rug:1|bar_stool:2",
        "redeem": "",
    },
]


class CsVipDemo(models.AbstractModel):
    """Quotations to card holders: tier prices, points, a special price."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_quotations(self):
        orders = self._at(0)._quote(ROWS)
        orders[0].action_quotation_sent()
