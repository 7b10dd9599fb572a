from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .. import business_day

FILTERS = {
    "occasion_id", "company_id", "date_send", "date_until", "program_ids", "tier_ids",
    "cards_only", "bought_from", "bought_to", "min_amount", "last_from", "last_to",
    "consent_only",
}  # fmt: skip


class CsVipPromotion(models.Model):
    """A promotion before a big festival or a customer event: who is told is a list,
    kept on record and sent by the greetings' engine, once each (V10)."""

    _name = "cs.vip.promotion"
    _description = "VIP Promotion"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_send desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text(
        translate=True, help="What the customer is told; part of the message."
    )
    occasion_id = fields.Many2one(
        "cs.vip.occasion",
        string="Sent as",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', 'in', ('promotion', 'event'))]",
        help="Channels and texts of promotions, or of invitations.",
    )
    kind = fields.Selection(related="occasion_id.kind", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_send = fields.Date(string="Tell from", required=True, tracking=True)
    date_until = fields.Date(
        string="Takes Place on",
        required=True,
        tracking=True,
        help="Day of the event, or last day of the promotion: nobody is told later.",
    )
    program_ids = fields.Many2many(
        "cs.vip.program", string="Programmes", help="Empty: every programme."
    )
    tier_ids = fields.Many2many(
        "cs.vip.tier", string="Tiers", help="Empty: every tier."
    )
    cards_only = fields.Boolean(
        string="Card Holders Only",
        default=True,
        help="Otherwise everybody who bought is on the list too.",
    )
    bought_from = fields.Date(string="Purchases from")
    bought_to = fields.Date(string="Purchases until")
    min_amount = fields.Monetary(
        string="Bought for at Least", help="Tax included, net of returns."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    last_from = fields.Date(string="Last Purchase from")
    last_to = fields.Date(string="Last Purchase until")
    consent_only = fields.Boolean(
        string="Only Who Can Be Told",
        default=True,
        help="Leaves out customers without consent or address on every channel of the "
        "occasion.",
    )
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("released", "Released"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("cs.vip.promotion.line", "promotion_id", copy=False)
    line_count = fields.Integer(string="On the List", compute="_compute_counts")
    sent_count = fields.Integer(string="Told", compute="_compute_counts")

    _period = models.Constraint(
        "CHECK(date_until >= date_send)",
        "Customers are told before a promotion is over.",
    )
    _filters = models.Constraint(
        "CHECK((bought_to IS NULL OR bought_from IS NULL OR bought_to >= bought_from)"
        " AND (last_to IS NULL OR last_from IS NULL OR last_to >= last_from)"
        " AND min_amount >= 0)",
        "Periods of purchases end after they begin, and amounts are not negative.",
    )

    def _compute_counts(self):
        lines = dict(
            self.env["cs.vip.promotion.line"]._read_group(
                [("promotion_id", "in", self.ids)], ["promotion_id"], ["__count"]
            )
        )
        told = dict(
            self.env["cs.vip.greeting"]._read_group(
                [
                    ("promotion_id", "in", self.ids),
                    ("state", "in", ("sent", "done")),
                ],
                ["promotion_id"],
                ["__count"],
            )
        )
        for promotion in self:
            promotion.line_count = lines.get(promotion, 0)
            promotion.sent_count = told.get(promotion, 0)

    @api.constrains("occasion_id")
    def _check_occasion(self):
        for promotion in self:
            if promotion.occasion_id.kind not in ("promotion", "event"):
                raise ValidationError(
                    self.env._(
                        "%(promotion)s: choose an occasion for promotions or events.",
                        promotion=promotion.name,
                    )
                )

    def write(self, vals):
        if not self.env.su and "state" in vals:
            raise UserError(
                self.env._("Use the buttons to release or cancel a promotion.")
            )
        if FILTERS & set(vals) and any(record.state == "released" for record in self):
            raise UserError(
                self.env._(
                    "This promotion is released. Cancel it first; nobody who was told "
                    "is told again."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        if any(promotion.state == "released" for promotion in self):
            raise UserError(self.env._("A released promotion stays on record."))

    def action_list(self):
        """Make the list anew, by the filters."""
        self.check_access("write")
        self.env["cs.vip.promotion.line"].check_access("create")
        for promotion in self:
            if promotion.state != "draft":
                raise UserError(
                    self.env._("The list of a released promotion stays as it is.")
                )
            # sudo: purchases and cards of every salesperson count
            values = promotion.sudo()._pick()
            promotion.line_ids.unlink()
            self.env["cs.vip.promotion.line"].create(values)
        if len(self) == 1 and not self.line_ids:
            raise UserError(
                self.env._("Nobody fits these filters. Widen them and try again.")
            )

    def action_release(self):
        """From the first day on, the engine tells everybody on the list."""
        self.check_access("write")
        for promotion in self:
            if not promotion.line_ids:
                raise UserError(
                    self.env._("%s has no list yet. Make it first.", promotion.name)
                )
            if promotion.date_until < business_day.today(
                self.env, promotion.company_id
            ):
                raise UserError(
                    self.env._("%s is over. Choose a later day.", promotion.name)
                )
        # sudo: the state moves by the buttons alone
        self.sudo().filtered(
            lambda promotion: promotion.state == "draft"
        ).state = "released"

    def action_cancel(self):
        """Nobody else is told; who was told stays on record."""
        self.check_access("write")
        # sudo: the state moves by the buttons alone
        self.sudo().write({"state": "cancelled"})
        # sudo: rows that only the engine makes and drops
        self.env["cs.vip.greeting"].sudo()._drop_planned(
            [("promotion_id", "in", self.ids)]
        )

    def action_draft(self):
        self.check_access("write")
        # sudo: the state moves by the buttons alone
        self.sudo().filtered(
            lambda promotion: promotion.state == "cancelled"
        ).state = "draft"

    def _pick(self):
        """Values of the lines; a constant number of queries, however many customers."""
        self.ensure_one()
        cards = {
            card.partner_id.id: card
            for card in self.env["cs.vip.card"].search_fetch(
                self.occasion_id._card_domain(self.company_id) & self._card_filter(),
                ["partner_id", "tier_id"],
            )
        }
        amounts, last_days = self._purchases()
        chosen = set(cards)
        if not (self.cards_only or self.program_ids or self.tier_ids):
            chosen |= set(last_days)
        if self.bought_from or self.bought_to or self.min_amount:
            chosen &= {
                partner
                for partner, amount in amounts.items()
                if amount >= self.min_amount
            }
        if self.last_from or self.last_to:
            chosen &= {
                partner
                for partner, day in last_days.items()
                if (not self.last_from or day >= self.last_from)
                and (not self.last_to or day <= self.last_to)
            }
        found = self.env["res.partner"].search(
            Domain("id", "in", list(chosen)) & self._reach_filter()
        )
        none = self.env["cs.vip.card"]
        return [
            {
                "promotion_id": self.id,
                "partner_id": partner_id,
                "card_id": cards.get(partner_id, none).id,
                "tier_id": cards.get(partner_id, none).tier_id.id,
                "amount": amounts.get(partner_id, 0),
                "last_purchase": last_days.get(partner_id, False),
            }
            for partner_id in found.ids
        ]

    def _card_filter(self):
        domain = Domain.TRUE
        if self.program_ids:
            domain &= Domain("program_id", "in", self.program_ids.ids)
        if self.tier_ids:
            domain &= Domain("tier_id", "in", self.tier_ids.ids)
        return domain

    def _purchases(self):
        """({customer id: net purchases of the period}, {customer id: last purchase})"""
        sold = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
                ("cs_vip_net_amount", ">", 0),
            ]
        )
        period = sold
        if self.bought_from:
            period &= Domain("cs_vip_day", ">=", self.bought_from)
        if self.bought_to:
            period &= Domain("cs_vip_day", "<=", self.bought_to)
        amounts, last_days = {}, {}
        Order = self.env["sale.order"]
        for partner, amount in Order._read_group(
            period, ["partner_id"], ["cs_vip_net_amount:sum"]
        ):
            person = partner.commercial_partner_id.id
            amounts[person] = amounts.get(person, 0) + amount
        for partner, day in Order._read_group(sold, ["partner_id"], ["cs_vip_day:max"]):
            person = partner.commercial_partner_id.id
            last_days[person] = max(last_days.get(person, day), day)
        return amounts, last_days

    def _reach_filter(self):
        """Customers whom at least one channel may and can reach."""
        if not self.consent_only:
            return Domain.TRUE
        asked = ("given",)
        if self.occasion_id.is_service or (
            self.company_id.cs_vip_consent_policy == "opt_out"
        ):
            asked = ("given", False)
        address = {
            "sms": "phone_sanitized",
            "email": "email_normalized",
            "call": "phone",
        }
        return Domain.OR(
            Domain(f"cs_consent_{channel}", "in", asked)
            & Domain(address[channel], "!=", False)
            for channel in self.occasion_id._channels()
        )

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_promotion_line_action"
        )
        action["domain"] = [("promotion_id", "=", self.id)]
        return action

    def action_view_greetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_greeting_action"
        )
        action["domain"] = [("promotion_id", "=", self.id)]
        action["context"] = {}
        return action
