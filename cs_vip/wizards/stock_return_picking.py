from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _get_proc_values(self, line):
        gift = line.move_id.cs_vip_gift_line_id
        return {
            **super()._get_proc_values(line),
            **({"cs_vip_gift_line_id": gift.id} if gift else {}),
        }
