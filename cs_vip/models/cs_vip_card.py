from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

LIVE_STATES = ("draft", "submitted", "active", "suspended")
# What follows from the actions alone; nobody writes it over RPC.
PROTECTED = {
    "state", "name", "points_balance", "date_start", "date_end", "date_void",
    "date_refused", "date_submitted", "tier_date", "enrolment_base", "enrolment_points",
    "proposed_tier_id", "proposed_date", "proposal_order_ids", "replaced_by_id",
    "entry_ids", "history_ids", "refuse_reason",
    "number_ids", "date_decide_by", "date_escalated", "date_checked", "checked_by_id",
    "date_erased", "application_amount", "takeover_purchase",
}  # fmt: skip
# What the application says; fixed once it is submitted.
APPLICATION = {
    "partner_id", "program_id", "tier_id", "company_id", "application_order_ids",
    "declaration",
}  # fmt: skip


class CsVipCard(models.Model):
    """A person's card, from the application on (V4). One per person and at a time."""

    _name = "cs.vip.card"
    _description = "VIP Card"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.guarded.mixin"]
    _guarded = ("partner_id",)
    _order = "id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default="/",
        help="Number of the application, then of the card.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Holder",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('parent_id', '=', False), ('cs_is_project_customer', '=', False)]",
    )
    program_id = fields.Many2one(
        "cs.vip.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one(
        "cs.vip.tier",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Application"),
            ("submitted", "Submitted"),
            ("refused", "Refused"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    date_submitted = fields.Date(readonly=True, copy=False)
    date_refused = fields.Date(readonly=True, copy=False)
    refuse_reason = fields.Text(readonly=True, copy=False, tracking=True)
    date_start = fields.Date(
        string="Year From", readonly=True, copy=False, tracking=True
    )
    date_end = fields.Date(
        string="Year Until", readonly=True, copy=False, tracking=True
    )
    date_void = fields.Date(string="Void Since", readonly=True, copy=False)
    tier_date = fields.Date(
        string="Level Since", readonly=True, copy=False, help="Renewing continues it."
    )
    points_balance = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Always the sum of the entries; changed together with them.",
    )
    entry_ids = fields.One2many("cs.vip.points.entry", "card_id", readonly=True)
    history_ids = fields.One2many("cs.vip.tier.history", "card_id", readonly=True)
    application_order_ids = fields.Many2many(
        "sale.order",
        "cs_vip_card_application_order_rel",
        "card_id",
        "order_id",
        string="Qualifying Orders",
        copy=False,
        check_company=True,
    )
    application_amount = fields.Monetary(
        string="Qualifying Amount",
        compute="_compute_application_amount",
        store=True,
        copy=False,
        help="What the qualifying orders come to, tax included, net of returns.",
    )
    declaration = fields.Boolean(
        string="Declared True",
        copy=False,
        help="The applicant declares that what the application says is true.",
    )
    enrolment_base = fields.Monetary(
        readonly=True,
        copy=False,
        help="Purchase amount of the first card that counted towards points (V5).",
    )
    enrolment_points = fields.Integer(
        readonly=True, copy=False, help="Points of that amount when it was counted."
    )
    proposed_tier_id = fields.Many2one(
        "cs.vip.tier", string="Qualifies For", readonly=True, copy=False, tracking=True
    )
    proposed_date = fields.Date(readonly=True, copy=False)
    proposal_order_ids = fields.Many2many(
        "sale.order",
        "cs_vip_card_proposal_order_rel",
        "card_id",
        "order_id",
        string="Orders of the Upgrade",
        readonly=True,
        copy=False,
    )
    replaced_by_id = fields.Many2one(
        "cs.vip.card", readonly=True, copy=False, index="btree_not_null"
    )

    _name_unique = models.Constraint(
        "UNIQUE(company_id, name)", "Two cards cannot have the same number."
    )
    _one_live_card = models.UniqueIndex(
        "(company_id, partner_id)"
        " WHERE state IN ('draft', 'submitted', 'active', 'suspended')",
        "This customer already has a VIP card or an application. "
        "One person holds one card: open that one.",
    )
    _year_order = models.Constraint(
        "CHECK(date_end >= date_start)", "A card's year ends after it begins."
    )
    _year_close_index = models.Index(
        "(date_end) WHERE state IN ('active', 'suspended')"
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.name} {card.partner_id.name or ''}".strip()

    @api.depends("application_order_ids.cs_vip_net_amount")
    def _compute_application_amount(self):
        for card in self:
            orders = card.sudo().application_order_ids  # sudo: other salespeople's too
            card.application_amount = sum(orders.mapped("cs_vip_net_amount"))

    @api.constrains("tier_id", "program_id")
    def _check_tier_program(self):
        for card in self:
            if card.tier_id.program_id != card.program_id:
                raise ValidationError(
                    self.env._(
                        "Tier %(tier)s is not one of programme %(program)s.",
                        tier=card.tier_id.name,
                        program=card.program_id.name,
                    )
                )

    @api.constrains("application_order_ids", "partner_id")
    def _check_application_orders(self):
        for card in self.sudo():  # sudo: the customer's orders of every salesperson
            for order in card.application_order_ids:
                if order.partner_id.commercial_partner_id != card.partner_id:
                    raise ValidationError(
                        self.env._(
                            "Order %(order)s belongs to another customer than the "
                            "card of %(holder)s.",
                            order=order.name,
                            holder=card.partner_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Fill in what follows from the customer: the person who holds the card, and
        the orders and tier they qualify with."""
        self._refuse_protected(vals_list)
        sequence = self.env["ir.sequence"]
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            vals["partner_id"] = partner.commercial_partner_id.id
            company = vals.get("company_id") or self.env.company.id
            vals["name"] = (
                # sudo: numbering needs no right on sequences
                sequence.sudo()
                .with_company(company)
                .next_by_code("cs.vip.card.application")
                or "/"
            )
            self._fill_in_qualification(vals)
        return super().create(vals_list)

    def _fill_in_qualification(self, vals):
        program = self.env["cs.vip.program"].browse(vals.get("program_id"))
        if not program or (vals.get("tier_id") and "application_order_ids" in vals):
            return
        company = self.env["res.company"].browse(vals.get("company_id"))
        found = program.with_company(company)._evaluate_newcomer(
            self.env["res.partner"].browse(vals["partner_id"])
        )
        if found and vals.get("tier_id", found.tier.id) == found.tier.id:
            vals["tier_id"] = found.tier.id
            vals.setdefault("application_order_ids", [(6, 0, found.orders.ids)])

    def write(self, vals):
        self._refuse_protected([vals])
        if not self.env.su and APPLICATION & set(vals):
            fixed = self.filtered(lambda card: card.state != "draft")
            if fixed:
                raise UserError(
                    self.env._(
                        "The application of card %s is submitted and can no longer be "
                        "changed. Refuse it with a reason to have it corrected.",
                        fixed[0].name,
                    )
                )
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals = {**vals, "partner_id": partner.commercial_partner_id.id}
        return super().write(vals)

    def _refuse_protected(self, vals_list):
        """State, dates and points follow from the actions and the ledger alone."""
        if self.env.su:
            return
        names = PROTECTED.intersection(*[set().union(*vals_list)])
        if names:
            raise AccessError(
                self.env._(
                    "These fields of a card are not edited by hand: %s. Use the "
                    "buttons of the card.",
                    ", ".join(sorted(names)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_application(self):
        if any(card.date_start for card in self):
            raise UserError(
                self.env._(
                    "A card that was granted stays on file. Declare it void instead."
                )
            )

    @api.model
    def _live_domain(self, partners):
        return Domain("partner_id", "in", partners.ids) & Domain(
            "state", "in", LIVE_STATES
        )

    def action_view_entries(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points of %s", self.display_name),
            "res_model": "cs.vip.points.entry",
            "view_mode": "list,form",
            "domain": [("card_id", "=", self.id)],
        }
