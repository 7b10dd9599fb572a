from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsVipTier(models.Model):
    """A level of a programme and how to reach it (V2)."""

    _name = "cs.vip.tier"
    _description = "VIP Tier"
    _inherit = ["cs.cached.rules.mixin"]
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    program_id = fields.Many2one(
        "cs.vip.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    min_single_purchase = fields.Monetary(
        string="One Purchase Of",
        help="A purchase of this amount qualifies alone. 0: not a way to this level.",
    )
    min_yearly_purchase = fields.Monetary(
        string="Or Together",
        help="Purchases of the window that reach it together qualify. 0: not a way.",
    )
    window = fields.Selection(
        [
            ("rolling", "Rolling months"),
            ("calendar_year", "Calendar year"),
            ("level", "Since the level below began"),
        ],
        required=True,
        default="rolling",
    )
    window_months = fields.Integer(default=12)
    previous_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="Level Below",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    previous_tier_months = fields.Integer(string="Held For (Months)")
    equivalent_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="Equivalent in the Other Store",
        copy=False,
        ondelete="set null",
        help="Level of another programme whose prices a card of this level gets there.",
    )
    ticket_priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        default="1",
        help="Least priority of the holder's service requests.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(program_id, sequence)",
        "Two tiers of a programme cannot have the same rank.",
    )
    _amounts_positive = models.Constraint(
        "CHECK(min_single_purchase >= 0 AND min_yearly_purchase >= 0"
        " AND previous_tier_months >= 0)",
        "Amounts and months of a tier cannot be negative.",
    )
    _window_positive = models.Constraint(
        "CHECK(window_months > 0)", "The window has at least one month."
    )

    @api.depends("name", "program_id.name")
    def _compute_display_name(self):
        for tier in self:
            tier.display_name = f"{tier.program_id.name} {tier.name}"

    @api.constrains(
        "sequence", "previous_tier_id", "program_id", "min_yearly_purchase",
        "min_single_purchase",
    )  # fmt: skip
    def _check_previous(self):
        """A level lies above the one it follows, in the same programme, and asks for
        no less."""
        above = self.search([("previous_tier_id", "in", self.ids)])
        for tier in (self | above).filtered("previous_tier_id"):
            below = tier.previous_tier_id
            names = {"tier": tier.name, "below": below.name}
            if below.program_id != tier.program_id:
                raise ValidationError(
                    self.env._(
                        "Tier %(tier)s: the level below, %(below)s, belongs to another "
                        "programme.",
                        **names,
                    )
                )
            if below.sequence >= tier.sequence:
                raise ValidationError(
                    self.env._(
                        "Tier %(tier)s must rank above the level below, %(below)s.",
                        **names,
                    )
                )
            for threshold in ("min_yearly_purchase", "min_single_purchase"):
                if tier[threshold] and tier[threshold] < below[threshold]:
                    raise ValidationError(
                        self.env._(
                            "Tier %(tier)s asks for less than the level below, "
                            "%(below)s. Raise its amount.",
                            **names,
                        )
                    )

    @api.constrains("equivalent_tier_id", "program_id")
    def _check_equivalent(self):
        for tier in self:
            if tier.equivalent_tier_id.program_id == tier.program_id:
                raise ValidationError(
                    self.env._(
                        "Tier %s: the equivalent level belongs to another programme.",
                        tier.name,
                    )
                )

    def _in_program(self, program):
        """The tier whose prices a card of this tier gets in a store of `program`
        (V3b), empty where the card is not honoured."""
        self.ensure_one()
        if self.program_id == program:
            return self
        if program.honour_other_cards and self.equivalent_tier_id.program_id == program:
            return self.equivalent_tier_id
        return self.browse()
