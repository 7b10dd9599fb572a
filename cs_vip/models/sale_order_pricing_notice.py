from odoo import models

from .. import business_day


class SaleOrder(models.Model):
    """Telling that a quotation has other prices now (V3)."""

    _inherit = "sale.order"

    def _cs_vip_tell_new_prices(self, quoted, by_hand):
        """Note old and new total; who was sent the quotation is told by a message that
        is queued, or called where there is no address."""
        self.ensure_one()
        same = quoted.currency == self.currency_id
        if same and not quoted.currency.compare_amounts(
            quoted.total, self.amount_total
        ):
            return
        terms = {
            "old": quoted.currency.format(quoted.total),
            "new": self.currency_id.format(self.amount_total),
        }
        tier = self.cs_vip_price_tier_id
        note = (
            self.env._(
                "Prices are those of %(tier)s now. Total: %(new)s, before: %(old)s.",
                tier=tier.display_name,
                **terms,
            )
            if tier
            else self.env._(
                "Prices are not those of a VIP card any more. Total: %(new)s, before: "
                "%(old)s.",
                **terms,
            )
        )
        if by_hand:
            names = ", ".join(by_hand.mapped("product_id.display_name"))
            note += " " + self.env._("Priced by hand and unchanged: %s.", names)
        # sudo: the card may have changed by whoever decides on cards
        order = self.sudo()
        order._message_log(body=note)
        if order.state == "sent":
            order._cs_vip_tell_customer(terms["old"])

    def _cs_vip_tell_customer(self, old_total):
        template = self.env.ref(
            "cs_vip.mail_template_repriced", raise_if_not_found=False
        )
        if template and self.partner_id.email:
            self.with_context(cs_vip_old_total=old_total).message_post_with_source(
                template,
                subtype_xmlid="mail.mt_note",
                message_type="comment",
                force_send=False,
            )
            return
        user = self.user_id or self.env.user
        order = self.with_context(lang=user.lang)
        order.activity_schedule(
            "mail.mail_activity_data_call",
            summary=order.env._("Tell the customer that the quotation has a new total"),
            date_deadline=business_day.today(self.env, self.company_id),
            user_id=user.id,
        )
