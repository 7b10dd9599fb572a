from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import points
from .cs_vip_card import LIVE_STATES

SHOWN = 10


class CsVipProgram(models.Model):
    """A store's card programme: what points cost, are worth, how long (V1, V5–V7)."""

    _name = "cs.vip.program"
    _description = "VIP Programme"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.cached.rules.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Leave empty to share the programme among all companies.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        help="Receives applications to approve and exceptions of the nightly proof.",
    )
    team_ids = fields.One2many(
        "crm.team",
        "cs_vip_program_id",
        string="Stores",
        help="Orders of these sales teams belong to the programme.",
    )
    tier_ids = fields.One2many("cs.vip.tier", "program_id", copy=True)
    band_ids = fields.One2many("cs.vip.band", "program_id", copy=True)
    amount_per_point = fields.Float(
        digits=(16, 2),
        default=50.0,
        tracking=True,
        help="A full such amount paid earns one point. 0: orders earn no points.",
    )
    enrolment_rate = fields.Float(
        digits=(16, 4),
        default=0.3,
        tracking=True,
        help="Part of the qualifying purchase that counts towards points with the "
        "first card.",
    )
    voucher_allowed = fields.Boolean(
        string="Points Buy Vouchers",
        default=True,
        tracking=True,
        help="Without it, points of this programme's cards buy gifts only, and no "
        "voucher is redeemed on the orders of its stores.",
    )
    voucher_min_order = fields.Float(
        digits=(16, 2),
        default=3000.0,
        tracking=True,
        help="Least list price of an order, tax included, that takes a voucher.",
    )
    voucher_rate_basis = fields.Selection(
        [
            ("redeemed", "Points redeemed"),
            ("balance", "Balance before redeeming"),
        ],
        string="Voucher Rate Depends On",
        required=True,
        default="redeemed",
        tracking=True,
    )
    validity_months = fields.Integer(
        string="Card Valid For (Months)", default=12, tracking=True
    )
    renewal_rule = fields.Selection(
        [
            ("keep", "The level its holder has"),
            ("requalify", "The level its holder still qualifies for"),
        ],
        string="Renew At",
        required=True,
        default="keep",
        tracking=True,
    )
    upgrade_mode = fields.Selection(
        [
            ("approval", "After approval"),
            ("automatic", "At once"),
        ],
        string="Upgrades Take Effect",
        required=True,
        default="approval",
        tracking=True,
    )
    approval_days = fields.Integer(
        default=3,
        help="Days within which a customer is told whether the card is granted.",
    )
    honour_other_cards = fields.Boolean(
        string="Honours Other Stores' Cards",
        default=True,
        tracking=True,
        help="A card of another programme gets the equivalent level's prices here.",
    )
    last_evaluated = fields.Date(
        string="Qualified Up To",
        readonly=True,
        copy=False,
        help="The last business day whose qualifications were evaluated.",
    )

    _amount_per_point_positive = models.Constraint(
        "CHECK(amount_per_point >= 0)",
        "The amount per point cannot be negative. Use 0 where orders earn no points.",
    )
    _enrolment_rate_range = models.Constraint(
        "CHECK(enrolment_rate >= 0 AND enrolment_rate <= 1)",
        "The enrolment rate lies between 0 and 100 %.",
    )
    _voucher_min_order_positive = models.Constraint(
        "CHECK(voucher_min_order >= 0)",
        "The least order for a voucher cannot be negative.",
    )
    _validity_months_positive = models.Constraint(
        "CHECK(validity_months > 0)", "A card is valid for at least one month."
    )
    _approval_days_positive = models.Constraint(
        "CHECK(approval_days >= 0)", "The days for approval cannot be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for program in self:
            program.currency_id = (program.company_id or self.env.company).currency_id

    @api.constrains("company_id")
    def _check_company_cards(self):
        foreign = self.env["cs.vip.card"].search(
            [("program_id", "in", self.filtered("company_id").ids)]
        )
        if any(card.company_id != card.program_id.company_id for card in foreign):
            raise ValidationError(
                self.env._(
                    "Cards of another company belong to this programme. Duplicate it "
                    "for the new company instead."
                )
            )

    @api.constrains("active")
    def _check_unused(self):
        """What is archived still gives prices and points to whoever is left in it."""
        # sudo: stores and cards of every salesperson and company
        for program in self.sudo().filtered(lambda program: not program.active):
            if program.team_ids:
                raise ValidationError(
                    self.env._(
                        "Programme %(program)s still runs in these stores: %(teams)s. "
                        "Take it off these sales teams first.",
                        program=program.name,
                        teams=", ".join(program.team_ids.mapped("name")),
                    )
                )
            cards = program.env["cs.vip.card"].search(
                [("program_id", "=", program.id), ("state", "in", LIVE_STATES)],
                limit=SHOWN + 1,
            )
            if cards:
                names = cards[:SHOWN].mapped("name") + ["…"] * (len(cards) > SHOWN)
                raise ValidationError(
                    self.env._(
                        "Programme %(program)s still has cards or applications: "
                        "%(cards)s. End them first.",
                        program=program.name,
                        cards=", ".join(names),
                    )
                )

    @api.constrains("band_ids")
    def _check_bands(self):
        self.band_ids._check_table()

    def copy(self, default=None):
        """The levels of a copy follow each other as those of the original."""
        copies = super().copy(default)
        for program, copied in zip(self, copies, strict=True):
            twins = {tier.sequence: tier for tier in copied.tier_ids}
            for tier in program.tier_ids.filtered("previous_tier_id"):
                below = twins[tier.previous_tier_id.sequence]
                twins[tier.sequence].previous_tier_id = below
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" in (default or {}):
            return vals_list
        for program, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%s (copy)", program.name)
        return vals_list

    def _accrual(self, amount):
        """Points for an amount (Decimal) paid in this programme's stores."""
        self.ensure_one()
        return points.accrual(amount, Decimal(f"{self.amount_per_point:.2f}"))
