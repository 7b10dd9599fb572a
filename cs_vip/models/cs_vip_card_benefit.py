from odoo import api, fields, models
from odoo.tools import SQL


class CsVipCard(models.Model):
    """The services that a card gives (V10): granted and ended with it."""

    _inherit = "cs.vip.card"

    entitlement_ids = fields.One2many("cs.vip.entitlement", "card_id", readonly=True)
    entitlement_count = fields.Integer(
        string="Open Benefits", compute="_compute_entitlement_count"
    )

    @api.depends("entitlement_ids")
    def _compute_entitlement_count(self):
        counts = dict(
            self.env["cs.vip.entitlement"]._read_group(
                [("card_id", "in", self.ids), ("state", "=", "open")],
                ["card_id"],
                ["__count"],
            )
        )
        for card in self:
            card.entitlement_count = counts.get(card, 0)

    def _grant(self):
        res = super()._grant()
        self._grant_benefits(SQL("card.date_start"))
        return res

    def _set_tiers(self, tier, day, reason, orders):
        """Another level, other benefits: those of the level before end."""
        res = super()._set_tiers(tier, day, reason, orders)
        self._end_benefits(day, but=tier)
        self._grant_benefits(SQL("card.tier_date"))
        return res

    def _year_renewed(self):
        self._grant_benefits(SQL("card.date_start"), SQL("AND benefit.renew"))
        return super()._year_renewed()

    def _year_void(self):
        for day, cards in self.grouped("date_void").items():
            cards._end_benefits(day)
        return super()._year_void()

    def _void(self, day):
        res = super()._void(day)
        self._end_benefits(day)
        return res

    def _absorb(self, others):
        """Same customer: what the other cards still give goes on with this one."""
        # sudo: rights follow the points; the merge was allowed before
        card, others_su = self.sudo(), others.sudo()
        running = others_su.entitlement_ids.filtered(
            lambda entitlement: not entitlement.date_closed
        )
        mine = {(e.benefit_id, e.date_start) for e in card.entitlement_ids}
        for entitlement in running:
            key = entitlement.benefit_id, entitlement.date_start
            if entitlement.sale_order_id or key not in mine:
                mine.add(key)
                entitlement.card_id = self
        others._end_benefits(self._today())
        return super()._absorb(others)

    def _grant_benefits(self, start, only=None):
        """Give each card what its level gives with the card, from `start` on.

        One statement for any number of cards; what was given already stays as it is.
        """
        self._insert_entitlements(
            SQL("cs_vip_card card"),
            SQL("NULL::integer"),
            start,
            SQL(
                "benefit.start = 'card' AND card.id IN %s %s",
                tuple(self.ids) or (None,),
                only or SQL(),
            ),
        )

    def _insert_entitlements(self, origin, order, start, condition):
        self.env["cs.vip.benefit"].flush_model()
        self.env["cs.vip.card"].flush_model(
            ["partner_id", "company_id", "tier_id", "tier_date", "date_start"]
        )
        self.env["cs.vip.entitlement"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_vip_entitlement
                       (card_id, partner_id, company_id, benefit_id, kind,
                        sale_order_id, date_start, date_end, count, used_count, used_up,
                        create_uid, write_uid, create_date, write_date)
                SELECT card.id, card.partner_id, card.company_id, benefit.id,
                       benefit.kind, %(order)s, %(start)s,
                       (%(start)s + benefit.months * interval '1 month')::date - 1,
                       benefit.count, 0, false, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM %(origin)s
                  JOIN cs_vip_benefit benefit
                    ON benefit.tier_id = card.tier_id AND benefit.active
                 WHERE %(condition)s
                 ORDER BY card.id, benefit.sequence, benefit.id
                ON CONFLICT DO NOTHING
                """,
                order=order,
                start=start,
                uid=self.env.uid,
                origin=origin,
                condition=condition,
            )
        )
        self.invalidate_recordset(["entitlement_ids"], flush=False)

    def _end_benefits(self, day, but=None):
        """From `day` on the cards give nothing more; `but`: what this level gives,
        and what came with purchases, goes on."""
        # sudo: follows from what happened to the card
        running = self.sudo().entitlement_ids.filtered(
            lambda entitlement: (
                not entitlement.date_closed
                and entitlement.date_end >= day
                and not (
                    but
                    and (
                        entitlement.sale_order_id
                        or entitlement.benefit_id.tier_id == but
                    )
                )
            )
        )
        running.write({"date_closed": day})

    def action_view_entitlements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_entitlement_action"
        )
        return {
            **action,
            "domain": [("card_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
