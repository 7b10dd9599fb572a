from odoo import models
from odoo.tools import SQL

from .. import business_day


class SaleOrder(models.Model):
    """Benefits that begin with a purchase (V10)."""

    _inherit = "sale.order"

    def _action_confirm(self):
        res = super()._action_confirm()
        tiers = self.env["cs.vip.benefit"]._purchase_tiers()
        if tiers:
            self._cs_vip_grant_benefits(tiers)
        return res

    def _cs_vip_grant_benefits(self, tiers):
        # sudo: the benefit follows from the order, whoever was allowed to confirm it
        orders = self.sudo().filtered(lambda o: o.cs_vip_card_id.tier_id.id in tiers)
        if not orders:
            return
        orders.flush_recordset(["cs_vip_card_id", "cs_vip_day"])
        orders.cs_vip_card_id._insert_entitlements(
            SQL(
                "sale_order purchase JOIN cs_vip_card card"
                " ON card.id = purchase.cs_vip_card_id"
            ),
            SQL("purchase.id"),
            SQL("purchase.cs_vip_day"),
            SQL(
                "benefit.start = 'purchase' AND purchase.id IN %s",
                tuple(orders.ids),
            ),
        )
        given = orders._cs_vip_entitlements()
        given.filtered(
            lambda entitlement: (
                entitlement.date_closed and entitlement.card_id.state != "void"
            )
        ).write({"date_closed": False})

    def _cs_vip_entitlements(self):
        # sudo: as above; the same for a cancelled order
        return (
            self.env["cs.vip.entitlement"]
            .sudo()
            .search([("sale_order_id", "in", self.ids)])
        )

    def _action_cancel(self):
        res = super()._action_cancel()
        carded = self.filtered("cs_vip_card_id")
        if carded:
            given = carded._cs_vip_entitlements()
            for company, entitlements in given.grouped("company_id").items():
                entitlements.filtered(lambda e: not e.date_closed).write(
                    {"date_closed": business_day.today(self.env, company)}
                )
        return res
