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
                       round(SUM(line.kept)
                             / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                             / currency.rounding) * currency.rounding AS net
                  FROM sale_order sale
                  JOIN (%(lines)s) line ON line.order_id = sale.id
                  JOIN res_company company ON company.id = sale.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
                 WHERE sale.state = 'sale' AND sale.cs_vip_card_id IS NOT NULL
                   AND sale.cs_vip_amount_per_point > 0
                 GROUP BY sale.id, currency.id
              ) due
             WHERE due.net >= due.rate
            """,
            lines=self.env["sale.order.line"]._cs_vip_kept_sql(),
        )

    @api.model
    def _cs_vip_redeemed_sql(self):
        """SELECT id, points of the orders that spent points (V7)."""
        return SQL(
            """
            SELECT id, -cs_vip_points_redeemed AS points
              FROM sale_order
             WHERE state = 'sale' AND cs_vip_card_id IS NOT NULL
               AND cs_vip_points_redeemed <> 0
            """
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model
    def _cs_vip_kept_sql(self):
        """SELECT order_id, kept: what customers keep and pay of each line."""
        return SQL(
            """
            SELECT line.order_id,
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
                           CASE WHEN move.move_type = 'out_refund'
                                 AND charged.currency_id = sold.currency_id
                                 AND sold.product_uom_qty <> 0
                                 AND sold.price_total <> 0
                                THEN LEAST(
                                    unit.quantity,
                                    charged.price_total * sold.product_uom_qty
                                    / sold.price_total)
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
                  ) entry ON entry.order_line_id = line.id
                 GROUP BY line.id
              ) charged
             WHERE credited IS NOT NULL
            """
        )
