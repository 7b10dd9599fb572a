from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import business_day
from .internal import DEFER, deferred, writes_voucher

# What follows from the card and the ledger; nobody writes it over RPC.
PROTECTED = {
    "cs_vip_program_id", "cs_vip_card_id", "cs_vip_tier_id", "cs_vip_holder_id",
    "cs_vip_day", "cs_vip_net_amount", "cs_vip_amount_per_point",
    "cs_vip_points_earned", "cs_vip_points_redeemed", "cs_vip_voucher_amount",
    "cs_vip_qualifying_tier_id",
}  # fmt: skip
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

    def _cs_vip_card_values(self):
        """Yield (order, program, card and tier it is to have).

        Quotations take the holder's valid card; what a confirmed or cancelled order
        has, stays.
        """
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        for order in self - open_orders:
            yield (
                order,
                {
                    "cs_vip_program_id": order.cs_vip_program_id,
                    "cs_vip_card_id": order.cs_vip_card_id,
                    "cs_vip_tier_id": order.cs_vip_tier_id,
                },
            )
        # sudo: the customer's card, whoever may open it
        orders = open_orders.sudo()
        cards = {
            (card.partner_id, card.company_id): card
            for card in orders.env["cs.vip.card"].search(
                [
                    ("partner_id", "in", orders.partner_id.commercial_partner_id.ids),
                    ("state", "=", "active"),
                ]
            )
        }
        for order in orders:
            program = order.team_id.cs_vip_program_id
            holder = order.partner_id.commercial_partner_id
            card = cards.get((holder, order.company_id), orders.env["cs.vip.card"])
            # An order that a card was applied for with keeps earning nothing.
            if not program or (
                card and order.cs_vip_day and order in card.application_order_ids
            ):
                card = card.browse()
            tier = card.tier_id._in_program(program) if card else card.tier_id
            yield (
                order,
                {
                    "cs_vip_program_id": program,
                    "cs_vip_card_id": card if tier else card.browse(),
                    "cs_vip_tier_id": tier,
                },
            )

    def _cs_vip_refresh_card(self):
        """Take the card as it now is; write only where it differs."""
        for order, values in self._cs_vip_card_values():
            if any(order[name] != value for name, value in values.items()):
                # sudo: these fields are protected from direct writing
                order.sudo().write({name: rec.id for name, rec in values.items()})

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_vip_refuse_protected(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_vip_refuse_protected(vals)
        own = deferred(self.env) or writes_voucher(self.env)
        if own or not TRIGGERS & set(vals):
            return super().write(vals)
        res = super(SaleOrder, self.with_context(cs_vip_defer=DEFER)).write(vals)
        self._cs_vip_lines_changed()
        return res

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
        self.filtered(lambda order: order.state == "sale")._cs_vip_sync_points()
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
        self._cs_vip_before_confirmation()
        return super().action_confirm()

    def _cs_vip_before_confirmation(self):
        """Close years that ended, check the voucher, take the card as it is today.

        In this order: what changes the card takes a voucher off that it does not
        afford, and the customer would pay more than the quotation says.
        """
        for order in self.sudo():  # sudo: a year ends whoever confirms the next order
            card = order.cs_vip_card_id
            day = business_day.today(self.env, order.company_id)
            while card.state in ("active", "suspended") and card.date_end < day:
                card._close_year()
        self.filtered("cs_vip_points_redeemed")._cs_vip_check_voucher()
        self._cs_vip_refresh_card()

    def _action_confirm(self):
        res = super()._action_confirm()
        again = self.filtered("cs_vip_day")
        for order in self.sudo():  # sudo: protected fields
            day = business_day.business_day(order.company_id, order.date_order)
            rate = order.cs_vip_program_id.amount_per_point
            order.write({"cs_vip_day": day, "cs_vip_amount_per_point": rate})
        (self - again)._cs_vip_sync_points(fresh=True)
        again._cs_vip_sync_points()
        self._cs_vip_note_qualification()
        return res

    def _cs_vip_note_qualification(self):
        """Keep on the order which level the customer reached with it (V2)."""
        # sudo: all purchases of the customer count; the field is protected
        orders = self.sudo()
        for (program, company, day), group in orders.grouped(
            lambda order: (order.cs_vip_program_id, order.company_id, order.cs_vip_day)
        ).items():
            found = program and program.with_company(company)._evaluate(
                group.partner_id, day
            )
            for order in group if program else ():
                reached = found.get(order.partner_id.commercial_partner_id)
                tier = reached.tier if reached else orders.cs_vip_tier_id.browse()
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
