from odoo import fields, models


class StockWarehouse(models.Model):
    """Where goods wait that were collected for analysis (C7)."""

    _inherit = "stock.warehouse"

    cs_complained_location_id = fields.Many2one(
        "stock.location", string="Complained Goods", check_company=True, copy=False
    )

    def _get_locations_values(self, vals, code=False):
        values = super()._get_locations_values(vals, code)
        code = (vals.get("code") or code or "").replace(" ", "").upper()
        company_id = vals.get("company_id", self.env.company.id)
        values["cs_complained_location_id"] = {
            "name": self.env._("Complained Goods"),
            "active": True,
            "usage": "internal",
            "barcode": self._valid_barcode(f"{code}COMPLAINED", company_id),
        }
        return values

    def _cs_complained_location(self):
        """The location, made now for a warehouse older than this addon."""
        self.ensure_one()
        if not self.cs_complained_location_id:
            self._create_missing_locations({})
        return self.cs_complained_location_id
