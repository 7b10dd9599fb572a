from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """What all orders are due, as SQL: the nightly proof compares a shop's whole
    history with it. Says the same as `_cs_vip_due`, which has the last word."""

    _inherit = "sale.order"

    @api.model
    def _cs_vip_due_sql(self):
        """SELECT id, points of the orders that are due any points (V5)."""
        return SQL(
            """
            SELECT due.id, floor(due.net / due.rate)::integer AS points
              FROM (
                SELECT sale.id, round(sale.cs_vip_amount_per_point, 2) AS rate,
                       round((kept.goods - kept.voucher)
                             / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                             / currency.rounding) * currency.rounding AS net
                  FROM sale_order sale
                  JOIN (%(kept)s) kept ON kept.id = sale.id
                  JOIN res_company company ON company.id = sale.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
              ) due
             WHERE due.net >= due.rate
            """,
            kept=self._cs_vip_kept_sql(SQL("sale.cs_vip_amount_per_point > 0")),
        )

    @api.model
    def _cs_vip_redeemed_sql(self):
        """SELECT id, points of the orders that spent points, less those that came back
        with what was not kept (V7, V9)."""
        return SQL(
            """
            SELECT sale.id, COALESCE(
                       div(sale.cs_vip_points_redeemed
                           * (round(kept.redeemed, 2) - round(kept.voucher, 2)),
                           NULLIF(round(kept.redeemed, 2), 0)), 0)::integer
                   - sale.cs_vip_points_redeemed AS points
              FROM sale_order sale
              LEFT JOIN (%(kept)s) kept ON kept.id = sale.id
             WHERE sale.state = 'sale' AND sale.cs_vip_card_id IS NOT NULL
               AND sale.cs_vip_points_redeemed <> 0
            """,
            kept=self._cs_vip_kept_sql(SQL("sale.cs_vip_points_redeemed <> 0")),
        )

    @api.model
    def _cs_vip_kept_sql(self, condition):
        """As `_cs_vip_kept`, in the order's currency: SELECT id, goods, redeemed,
        voucher of the confirmed orders with a card that fulfil `condition`."""
        return SQL(
            """
            SELECT id, goods, redeemed, GREATEST(LEAST(voucher, goods), 0) AS voucher
              FROM (
                SELECT sale.id,
                       SUM(CASE WHEN line.voucher THEN 0 ELSE line.kept END) AS goods,
                       SUM(CASE WHEN line.voucher THEN -line.price_total ELSE 0 END)
                           AS redeemed,
                       SUM(CASE WHEN line.voucher THEN -line.kept ELSE 0 END)
                           AS voucher
                  FROM sale_order sale
                  JOIN (%(lines)s) line ON line.order_id = sale.id
                 WHERE sale.state = 'sale' AND sale.cs_vip_card_id IS NOT NULL
                   AND %(condition)s
                 GROUP BY sale.id
              ) kept
            """,
            lines=self.env["sale.order.line"]._cs_vip_kept_sql(),
            condition=condition,
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model
    def _cs_vip_kept_sql(self):
        """SELECT order_id, voucher, price_total, kept: what customers keep of each
        line."""
        return SQL(
            """
            SELECT line.order_id, line.cs_vip_is_voucher AS voucher, line.price_total,
                   CASE WHEN gone.quantity > 0 AND line.product_uom_qty > 0
                        THEN line.price_total * (1 - LEAST(
                            gone.quantity / line.product_uom_qty, 1))
                        ELSE line.price_total END AS kept
              FROM sale_order_line line
              LEFT JOIN (
                  SELECT id, MAX(quantity) AS quantity
                    FROM (%(returned)s UNION ALL %(credited)s) back
                   GROUP BY id
              ) gone ON gone.id = line.id
             WHERE line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
            """,
            returned=self._cs_vip_returned_sql(),
            credited=self._cs_vip_credited_sql(),
        )

    @api.model
    def _cs_vip_returned_sql(self):
        """As `_cs_vip_returned`: taken back and to be refunded, less sent out again."""
        return SQL(
            """
            SELECT line.id,
                   SUM(CASE WHEN move.product_uom = line.product_uom_id
                            THEN move.quantity
                            ELSE move.quantity * unit.factor / ordered.factor END
                       * ((origin.usage = 'customer')::integer
                          - (target.usage = 'customer'
                             AND move.origin_returned_move_id IS NOT NULL)::integer)
                   ) AS quantity
              FROM stock_move move
              JOIN sale_order_line line
                ON line.id = move.sale_line_id AND line.product_id = move.product_id
              JOIN stock_location origin ON origin.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom ordered ON ordered.id = line.product_uom_id
             WHERE move.state = 'done' AND move.to_refund
             GROUP BY line.id
            """
        )

    @api.model
    def _cs_vip_credited_sql(self):
        """As `_cs_vip_credited`: posted credit notes that no invoice charges again."""
        return SQL(
            """
            SELECT id,
                   LEAST(credited, product_uom_qty - invoiced + credited) AS quantity
              FROM (
                SELECT line.id, line.product_uom_qty,
                       SUM(entry.quantity) FILTER (
                           WHERE entry.move_type = 'out_refund') AS credited,
                       COALESCE(SUM(entry.quantity) FILTER (
                           WHERE entry.move_type = 'out_invoice'), 0) AS invoiced
                  FROM sale_order_line line
                  JOIN (
                    SELECT rel.order_line_id, move.move_type,
                           CASE WHEN sold.cs_vip_is_voucher
                                THEN COALESCE(amount.quantity, unit.quantity)
                                WHEN move.move_type = 'out_refund'
                                THEN LEAST(unit.quantity, amount.quantity)
                                ELSE unit.quantity END AS quantity
                      FROM sale_order_line_invoice_rel rel
                      JOIN account_move_line charged
                        ON charged.id = rel.invoice_line_id
                       AND charged.parent_state = 'posted'
                      JOIN account_move move
                        ON move.id = charged.move_id
                       AND move.move_type IN ('out_invoice', 'out_refund')
                      JOIN sale_order_line sold ON sold.id = rel.order_line_id
                      LEFT JOIN uom_uom charged_in
                        ON charged_in.id = charged.product_uom_id
                      LEFT JOIN uom_uom sold_in ON sold_in.id = sold.product_uom_id
                     CROSS JOIN LATERAL (
                        SELECT CASE WHEN charged.product_uom_id = sold.product_uom_id
                                    THEN charged.quantity
                                    ELSE charged.quantity
                                         * COALESCE(charged_in.factor, 1)
                                         / COALESCE(sold_in.factor, 1)
                               END AS quantity
                      ) unit
                     CROSS JOIN LATERAL (
                        SELECT CASE WHEN charged.currency_id = sold.currency_id
                                    THEN charged.price_total
                                         * NULLIF(sold.product_uom_qty, 0)
                                         / NULLIF(sold.price_total, 0)
                               END AS quantity
                      ) amount
                  ) entry ON entry.order_line_id = line.id
                 GROUP BY line.id
              ) charged
             WHERE credited IS NOT NULL
            """
        )
