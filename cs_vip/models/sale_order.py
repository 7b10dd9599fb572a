from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import business_day
from .internal import DEFER, deferred, writes_voucher

# What follows from the card and the ledger; nobody writes it over RPC.
PROTECTED = {
    "cs_vip_program_id", "cs_vip_card_id", "cs_vip_tier_id", "cs_vip_holder_id",
    "cs_vip_day", "cs_vip_net_amount", "cs_vip_amount_per_point",
    "cs_vip_points_earned", "cs_vip_points_redeemed", "cs_vip_voucher_amount",
    "cs_vip_points_returned", "cs_vip_voucher_returned", "cs_vip_qualifying_tier_id",
}  # fmt: skip
CARD_ON_ORDER = ("cs_vip_program_id", "cs_vip_card_id", "cs_vip_tier_id")
# What a confirmation reads of a card.
CARD_FIELDS = (
    "name", "partner_id", "company_id", "program_id", "tier_id", "tier_date", "state",
    "date_start", "date_end", "points_balance", "replaced_by_id",
)  # fmt: skip
# Whose points may pay for an order changes with these.
PARTIES = {"partner_id", "team_id", "company_id"}
# The sums of an order change with these.
TRIGGERS = {"order_line", "currency_id", "fiscal_position_id", "pricelist_id"}


class SaleOrder(models.Model):
    """The card on an order: which one, and what the order earned and spent."""

    _inherit = "sale.order"

    cs_vip_holder_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="VIP Customer",
        store=True,
        index=True,
        precompute=True,
    )
    cs_vip_program_id = fields.Many2one(
        "cs.vip.program",
        string="VIP Programme",
        compute="_compute_cs_vip_card_id",
        store=True,
        precompute=True,
        copy=False,
        ondelete="restrict",
    )
    cs_vip_card_id = fields.Many2one(
        "cs.vip.card",
        string="VIP Card",
        compute="_compute_cs_vip_card_id",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer's valid card; fixed when the order is confirmed.",
    )
    cs_vip_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="VIP Tier",
        compute="_compute_cs_vip_card_id",
        store=True,
        precompute=True,
        copy=False,
        ondelete="restrict",
        help="The level whose prices the card gets in this store.",
    )
    cs_vip_application_card_ids = fields.Many2many(
        "cs.vip.card",
        "cs_vip_card_application_order_rel",
        "order_id",
        "card_id",
        string="VIP Applications",
        copy=False,
    )
    cs_vip_day = fields.Date(
        string="Business Day",
        readonly=True,
        copy=False,
        help="The company's day on which the order was confirmed.",
    )
    cs_vip_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    cs_vip_net_amount = fields.Monetary(
        string="Net Purchase",
        currency_field="cs_vip_currency_id",
        readonly=True,
        copy=False,
        help="What the customer keeps and pays, tax included, net of returns, credit "
        "notes and vouchers, in the company's currency.",
    )
    cs_vip_amount_per_point = fields.Float(
        string="Amount per Point",
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="The store's rate when the order was confirmed.",
    )
    cs_vip_points_earned = fields.Integer(
        string="Points Earned", readonly=True, copy=False
    )
    cs_vip_points_expected = fields.Integer(
        string="Points to Earn", compute="_compute_cs_vip_points_expected"
    )
    cs_vip_points_redeemed = fields.Integer(
        string="Points Redeemed", readonly=True, copy=False
    )
    cs_vip_voucher_amount = fields.Monetary(string="Voucher", readonly=True, copy=False)
    cs_vip_points_returned = fields.Integer(
        string="Points Given Back",
        readonly=True,
        copy=False,
        help="Of the points redeemed: back on the card, because the customer did not "
        "keep what they paid for.",
    )
    cs_vip_voucher_returned = fields.Monetary(
        string="Voucher Given Back", readonly=True, copy=False
    )
    cs_vip_qualifying_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="Qualifies For",
        readonly=True,
        copy=False,
        help="The level the customer reached with this order (V2).",
    )

    _cs_vip_window_index = models.Index("(team_id, cs_vip_day) WHERE state = 'sale'")

    @api.depends("partner_id", "team_id", "company_id")
    def _compute_cs_vip_card_id(self):
        for order, values in self._cs_vip_card_values():
            order.update(values)

    @api.depends("state", "cs_vip_card_id", "order_line.price_total")
    def _compute_cs_vip_points_expected(self):
        for order in self:
            open_card = order.state in ("draft", "sent") and order.cs_vip_card_id
            order.cs_vip_points_expected = (
                order._cs_vip_points(order._cs_vip_net_amounts(fresh=True)[order.id])
                if open_card
                else 0
            )

    def _cs_vip_active_cards(self):
        """{(holder, company): the active card}, one query for all orders."""
        # sudo: the customer's card, whoever may open it
        orders = self.sudo()
        return {
            (card.partner_id, card.company_id): card
            for card in orders.env["cs.vip.card"].search_fetch(
                [
                    ("partner_id", "in", orders.partner_id.commercial_partner_id.ids),
                    ("state", "=", "active"),
                ],
                CARD_FIELDS,
            )
        }

    def _cs_vip_card_values(self, cards=None):
        """Yield (order, program, card and tier it is to have).

        Quotations take the holder's valid card; what a confirmed or cancelled order
        has, stays.
        """
        if cards is None:
            cards = self._cs_vip_active_cards()
        for order in self.sudo():  # sudo: as above
            if order.state not in ("draft", "sent"):
                yield order, {name: order[name] for name in CARD_ON_ORDER}
                continue
            program = order.team_id.cs_vip_program_id
            holder = order.partner_id.commercial_partner_id
            card = cards.get((holder, order.company_id), order.cs_vip_card_id.browse())
            # An order that a card was applied for with keeps earning nothing.
            if not program or (
                card and order.cs_vip_day and order in card.application_order_ids
            ):
                card = card.browse()
            tier = card.tier_id
            if card.program_id != program and card:
                tier = tier._in_program(program)
            yield (
                order,
                {
                    "cs_vip_program_id": program,
                    "cs_vip_card_id": card if tier else card.browse(),
                    "cs_vip_tier_id": tier,
                },
            )

    def _cs_vip_refresh_card(self, cards=None):
        """Take the card as it now is; write only where it differs."""
        for order, values in self._cs_vip_card_values(cards):
            if any(order[name] != value for name, value in values.items()):
                # sudo: these fields are protected from direct writing
                order.sudo().write({name: rec.id for name, rec in values.items()})

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_vip_refuse_protected(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_vip_refuse_protected(vals)
        self._cs_vip_refuse_other_parties(vals)
        own = deferred(self.env) or writes_voucher(self.env)
        changed = not own and bool(TRIGGERS & set(vals))
        orders = self.with_context(cs_vip_defer=DEFER) if changed else self
        holders = orders._cs_vip_voucher_holders() if PARTIES & set(vals) else {}
        res = super(SaleOrder, orders).write(vals)
        for order, holder in holders.items():
            order._cs_vip_follow_parties(holder)
        if changed:
            self._cs_vip_lines_changed()
        return res

    def _cs_vip_voucher_holders(self):
        """{order: whose points pay}; of confirmed orders they stay."""
        return {
            order: order.cs_vip_holder_id
            for order in self
            if order.state != "sale" and order.cs_vip_points_redeemed
        }

    def _cs_vip_follow_parties(self, holder):
        """Points pay for the holder of their card and in its programme: an order loses
        a voucher that it is no longer worth."""
        if self.partner_id.commercial_partner_id != holder:
            self._cs_vip_drop_voucher(
                self.env._("The points belong to %s.", holder.display_name)
            )
        elif self.state != "cancel":
            self._cs_vip_refresh_voucher()

    def _cs_vip_refuse_other_parties(self, vals):
        """A confirmed order keeps the customer and the programme it counts for."""
        if not PARTIES & set(vals):
            return
        # sudo: whom and which programme an order is for, nothing else of them
        orders = self.sudo().filtered(
            lambda order: order.state == "sale" and order.cs_vip_card_id
        )
        partner = orders.partner_id.browse(vals.get("partner_id"))
        team = orders.team_id.browse(vals.get("team_id"))
        for order in orders:
            if (
                "partner_id" in vals
                and partner.commercial_partner_id != order.cs_vip_holder_id
            ) or (
                "team_id" in vals and team.cs_vip_program_id != order.cs_vip_program_id
            ):
                raise UserError(
                    self.env._(
                        "Order %(order)s counts on card %(card)s: its customer and the "
                        "programme of its sales team stay. Cancel the order and set "
                        "it back to a quotation to change them.",
                        order=order.name,
                        card=order.cs_vip_card_id.name,
                    )
                )

    def _compute_team_id(self):
        """Another salesperson does not take a purchase to another programme."""
        kept = self.filtered("cs_vip_card_id").filtered(
            lambda order: order.state == "sale"
        )
        return super(SaleOrder, self - kept)._compute_team_id()

    def _cs_vip_refuse_protected(self, *vals_list):
        if not self.env.su and any(PROTECTED & set(vals) for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Card, points and voucher of an order follow from the customer's "
                    "card. Use the buttons of the order."
                )
            )

    def _cs_vip_lines_changed(self):
        """After a change of lines: book the difference, adapt the voucher."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        confirmed._cs_vip_refuse_less_than_voucher()
        confirmed._cs_vip_sync_points()
        self.filtered(
            lambda order: (
                order.state in ("draft", "sent") and order.cs_vip_points_redeemed
            )
        )._cs_vip_refresh_voucher()

    def _prepare_confirmation_values(self):
        values = super()._prepare_confirmation_values()
        values["date_order"] = business_day.now(self.env)
        return values

    def action_confirm(self):
        # What the card lacks is told only to those who may confirm.
        self.check_access("write")
        self._cs_vip_before_confirmation()
        return super().action_confirm()

    def _cs_vip_before_confirmation(self):
        """Close years that ended, check the voucher, take the card as it is today.

        In this order: what changes the card takes a voucher off that it does not
        afford, and the customer would pay more than the quotation says.
        """
        cards = self._cs_vip_active_cards()
        for order in self.sudo():  # sudo: a year ends whoever confirms the next order
            card = order.cs_vip_card_id
            day = card and business_day.today(self.env, order.company_id)
            while card.state in ("active", "suspended") and card.date_end < day:
                card._close_year()
                cards = None
        self.filtered("cs_vip_points_redeemed")._cs_vip_check_voucher()
        self._cs_vip_refresh_card(cards)

    def _action_confirm(self):
        res = super()._action_confirm()
        again = self.filtered("cs_vip_day")
        notes = {
            order.id: {
                "cs_vip_day": business_day.business_day(
                    order.company_id, order.date_order
                ),
                "cs_vip_amount_per_point": order.cs_vip_program_id._rules()[0]
                if order.cs_vip_program_id
                else 0.0,
            }
            for order in self
        }
        (self - again)._cs_vip_sync_points(fresh=True, notes=notes)
        again._cs_vip_sync_points(notes=notes)
        self._cs_vip_note_qualification()
        return res

    def _cs_vip_note_qualification(self):
        """Keep on the order which level the customer reached with it (V2)."""
        # sudo: all purchases of the customer count; the field is protected
        orders = self.sudo().filtered("cs_vip_program_id")
        none = orders.cs_vip_qualifying_tier_id.browse()
        for (program, company, day), group in orders.grouped(
            lambda order: (order.cs_vip_program_id, order.company_id, order.cs_vip_day)
        ).items():
            hopeful = group.filtered(
                lambda order, program=program, day=day: program._may_bring_a_level(
                    order.cs_vip_card_id, day
                )
            )
            found = {}
            if hopeful:
                program = program.with_company(company)
                found = program._evaluate(hopeful.partner_id, day)
            for order in group:
                reached = found.get(order.partner_id.commercial_partner_id)
                tier = reached.tier if reached else none
                if order.cs_vip_qualifying_tier_id != tier:
                    order.cs_vip_qualifying_tier_id = tier

    def _action_cancel(self):
        res = super()._action_cancel()
        self._cs_vip_sync_points()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        # sudo: whether entries exist, nothing of them
        booked = (
            self.env["cs.vip.points.entry"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], limit=1
            )
        )
        if booked:
            raise UserError(
                self.env._(
                    "Order %s has entries in the points ledger and stays on file. "
                    "Leave it cancelled.",
                    self.browse(booked.res_id).name,
                )
            )

    def _get_copiable_order_lines(self):
        """A voucher is paid with points once; a copy has none."""
        return (
            super()
            ._get_copiable_order_lines()
            .filtered(lambda line: not line.cs_vip_is_voucher)
        )
