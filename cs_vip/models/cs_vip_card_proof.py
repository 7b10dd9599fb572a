from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .sale_order_points import EARNED, VOUCHER

BATCH = 1000


class Fault(NamedTuple):
    """`record` should have `says`, the ledger has `ledger`."""

    kind: str
    program: models.BaseModel
    record: models.BaseModel
    says: int
    ledger: int


class CsVipCard(models.Model):
    """The nightly proof of the ledger (V9)."""

    _inherit = "cs.vip.card"

    @api.model
    def _cron_prove_ledger(self, day=None):
        """Compare cards and orders with the ledger; exceptions go to the manager.

        `day` bounds nothing: a proof is always of the whole ledger; it is the date
        of the task that reports exceptions.
        """
        faults = self._prove_ledger()
        programs = self.env["cs.vip.program"].with_context(active_test=False)
        for program in programs.search([]):
            own = [fault for fault in faults if fault.program == program]
            program._report_faults(own, day)

    @api.model
    def _prove_ledger(self):
        """Every card whose balance is not the sum of its entries, and every order
        for which not exactly what it is due is booked."""
        return [*self._prove_balances(), *self._prove_orders()]

    def _prove_balances(self):
        self.flush_model(["points_balance"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.id, card.points_balance, COALESCE(entry.points, 0)
                  FROM cs_vip_card card
                  LEFT JOIN (
                      SELECT card_id, SUM(points) AS points
                        FROM cs_vip_points_entry GROUP BY card_id
                  ) entry ON entry.card_id = card.id
                 WHERE card.points_balance <> COALESCE(entry.points, 0)
                 ORDER BY card.id
                """
            )
        )
        return [
            Fault("balance", card.program_id, card, says, ledger)
            for card, says, ledger in (
                (self.browse(row[0]), row[1], row[2]) for row in rows
            )
        ]

    def _prove_orders(self):
        Order = self.env["sale.order"].with_context(prefetch_fields=False)
        orders = Order.search([("cs_vip_card_id", "!=", False)], order="id")
        faults = []
        for start in range(0, len(orders), BATCH):
            batch = orders[start : start + BATCH]
            due, booked = batch._cs_vip_due(), batch._cs_vip_booked()
            for order in batch:
                program = order.cs_vip_program_id
                spent = order.cs_vip_points_redeemed if order.state == "sale" else 0
                for kind, says in ((EARNED, due[order.id]), (VOUCHER, -spent)):
                    ledger = booked.get((order.id, kind), (0, 0))[0]
                    if says != ledger:
                        faults.append(Fault(kind, program, order, says, ledger))
            batch.invalidate_recordset()
        return faults
