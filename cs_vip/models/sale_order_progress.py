from odoo import models


class SaleOrder(models.Model):
    """How far the customer is from the next level, this order included (V2)."""

    _name = "sale.order"
    _inherit = ["sale.order", "cs.vip.progress.mixin"]

    def _cs_vip_progress_depends(self):
        return [
            "partner_id", "team_id", "company_id", "state", "order_line.price_total",
            "cs_vip_net_amount", "cs_vip_card_id",
        ]  # fmt: skip

    def _cs_vip_progress_found(self):
        """Of the customer today; of a quotation, as if it were confirmed."""
        found = {}
        asked = self.filtered(
            lambda order: (
                order.state in ("draft", "sent", "sale")
                and order.partner_id
                and order.team_id.cs_vip_program_id
            )
        )
        quoted = asked.filtered(lambda order: order.state != "sale")
        amounts = quoted._cs_vip_net_amounts(fresh=True)
        groups = {
            (program.with_company(company), company): orders
            for (program, company), orders in asked.grouped(
                lambda order: (order.team_id.cs_vip_program_id, order.company_id)
            ).items()
        }
        rows = self.env["cs.vip.program"]._progress_many(
            [
                (program, orders.partner_id)
                for (program, _company), orders in groups.items()
            ]
        )
        for ((program, _company), orders), by_holder in zip(
            groups.items(), rows, strict=True
        ):
            for order in orders:
                progress = by_holder[order.partner_id._origin.commercial_partner_id]
                amount = amounts.get(order.id)
                if amount and progress.next_tier:
                    progress = program._progress_with(progress, amount)
                found[order] = progress
        return found

    def _cs_vip_missing_amount(self, progress):
        """What to add to this very order, where that suffices: not while the level
        below must be held longer."""
        if self.state == "sale" or not progress.held:
            return super()._cs_vip_missing_amount(progress)
        # sudo: amount of a level, told to whoever sees its holder
        single = progress.next_tier.sudo().min_single_purchase
        ways = [progress.missing_cumulative] if progress.missing_cumulative else []
        if single:
            ways.append(single - self._cs_vip_net_amounts(fresh=True)[self.id])
        return self.env._(
            "%s more in this order", self.company_id.currency_id.format(min(ways))
        )
