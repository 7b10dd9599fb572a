from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """From an order that qualifies its customer to the application (V4)."""

    _inherit = "sale.order"

    cs_vip_can_apply = fields.Boolean(
        string="Can Apply for a Card", compute="_compute_cs_vip_application"
    )
    cs_vip_live_card_id = fields.Many2one(
        "cs.vip.card",
        string="Card or Application",
        compute="_compute_cs_vip_application",
        help="What the customer holds or has applied for, in any store.",
    )
    cs_vip_live_card_state = fields.Selection(
        selection=lambda self: (
            self.env["cs.vip.card"]._fields["state"]._description_selection(self.env)
        ),
        string="Card State",
        compute="_compute_cs_vip_application",
    )
    cs_vip_points_balance = fields.Integer(
        related="cs_vip_card_id.points_balance", string="Points Balance"
    )

    @api.depends("cs_vip_qualifying_tier_id", "partner_id", "state")
    def _compute_cs_vip_application(self):
        # sudo: whether there is a card, even one this user may not open
        Card = self.env["cs.vip.card"].sudo()
        live = {
            (card.partner_id, card.company_id): card
            for card in Card.search(
                Card._live_domain(self.partner_id.commercial_partner_id)
            )
        }
        for order in self:
            holder = order.partner_id.commercial_partner_id
            card = live.get((holder, order.company_id), Card)
            order.cs_vip_live_card_id = card
            order.cs_vip_live_card_state = card.state
            order.cs_vip_can_apply = (
                order.state == "sale"
                and order.cs_vip_qualifying_tier_id
                and (not card or card.state == "draft")
            )

    def _cs_vip_open_application(self):
        """The customer's application that is not submitted yet, or was sent back."""
        self.ensure_one()
        return self.env["cs.vip.card"].search(
            [
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
            ],
            limit=1,
        )

    def _cs_vip_refuse_second_card(self):
        self.ensure_one()
        card = self.cs_vip_live_card_id.sudo()  # sudo: its number and state only
        if not card or card.state == "draft":
            return
        labels = dict(card._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "This customer already has card %(card)s (%(state)s). One person holds "
                "one card; an upgrade is proposed to the card desk by itself.",
                card=card.name,
                state=labels[card.state],
            )
        )
