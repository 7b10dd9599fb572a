from odoo import fields, models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    cs_location_dest_id = fields.Many2one(
        "stock.location",
        string="Collected in",
        help="Where the goods go instead of the stock: collected for analysis (C7).",
    )

    def _prepare_picking_default_values_based_on(self, picking):
        values = super()._prepare_picking_default_values_based_on(picking)
        if self.cs_location_dest_id and picking == self.picking_id:
            values["location_dest_id"] = self.cs_location_dest_id.id
        return values
