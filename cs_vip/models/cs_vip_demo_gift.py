from odoo import api, models
from odoo.fields import Command

STOCK = {"gift_towels": 60, "gift_care_kit": 40, "gift_tea_set": 12, "gift_blanket": 3}
# (gift, pieces, days ago, what became of it)
EXCHANGES = (
    ("gift_tea_set", 1, 40, "delivered"),
    ("gift_towels", 2, 25, "delivered"),
    ("gift_care_kit", 1, 12, "returned"),
    ("gift_towels", 1, 3, "confirmed"),
    ("gift_care_kit", 2, 0, "draft"),
)


class CsVipDemo(models.AbstractModel):
    """Gifts in stock and some exchanges."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_gifts(self):
        gifts = {name: self.env.ref(f"cs_vip.{name}") for name in STOCK}
        warehouse = self.env.ref("cs_vip.warehouse_demo")
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            [
                {
                    "product_id": gifts[name].product_id.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": pieces,
                }
                for name, pieces in STOCK.items()
            ]
        ).action_apply_inventory()
        cards = self.env["cs.vip.card"].search(
            [
                ("company_id", "=", self._company().id),
                ("state", "=", "active"),
                ("program_id", "=", self.env.ref("cs_vip.program_flagship").id),
                ("points_balance", ">=", 350),
            ],
            order="id",
        )
        clerk = self.env.ref("cs_vip.user_demo_sales")
        for card, (name, pieces, days_ago, outcome) in zip(
            cards, EXCHANGES, strict=False
        ):
            order = (
                self._at(days_ago)
                .env["cs.vip.gift.order"]
                .create(
                    {
                        "card_id": card.id,
                        "user_id": clerk.id,
                        "warehouse_id": warehouse.id,
                        "line_ids": [
                            Command.create(
                                {"gift_id": gifts[name].id, "quantity": pieces}
                            )
                        ],
                    }
                )
            )
            if outcome == "draft":
                continue
            order.action_confirm()
            if outcome in ("delivered", "returned"):
                order.picking_ids.move_ids.picked = True
                order.picking_ids._action_done()
            if outcome == "returned":
                self._bring_back(order.picking_ids)

    @api.model
    def _bring_back(self, picking):
        wizard = picking.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
