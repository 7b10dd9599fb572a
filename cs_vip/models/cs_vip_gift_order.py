from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import business_day

# What follows from the actions alone; nobody writes it over RPC.
PROTECTED = {"name", "state", "date", "points_booked", "picking_ids"}


class CsVipGiftOrder(models.Model):
    """Points of a card exchanged for gifts (V8)."""

    _name = "cs.vip.gift.order"
    _description = "VIP Gift Exchange"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.guarded.mixin"]
    _guarded = ("card_id",)
    _order = "id desc"
    _rec_names_search = ["name", "card_id.name", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default="/",
    )
    card_id = fields.Many2one(
        "cs.vip.card",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', '=', 'active')]",
    )
    company_id = fields.Many2one(
        related="card_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="card_id.partner_id", string="Holder", store=True, index=True
    )
    program_id = fields.Many2one(related="card_id.program_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Handled By",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="The store whose stock the gifts come from.",
    )
    date = fields.Date(
        string="Exchanged On", readonly=True, copy=False, help="When points were taken."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("delivered", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many("cs.vip.gift.order.line", "order_id", copy=True)
    points = fields.Integer(
        compute="_compute_points", store=True, help="What the gifts cost in all."
    )
    points_booked = fields.Integer(
        string="Points Taken",
        readonly=True,
        copy=False,
        help="Points the card has paid: less what came back with gifts not kept.",
    )
    points_balance = fields.Integer(
        related="card_id.points_balance", string="Points of the Card"
    )
    picking_ids = fields.One2many(
        "stock.picking", "cs_vip_gift_order_id", string="Transfers", readonly=True
    )
    picking_count = fields.Integer(compute="_compute_picking_count", compute_sudo=True)
    note = fields.Text(copy=False)

    @api.depends("card_id")
    def _compute_warehouse_id(self):
        for order in self:
            if order.warehouse_id.company_id != order.card_id.company_id:
                user = order.env.user.with_company(order.card_id.company_id)
                order.warehouse_id = user._get_default_warehouse_id()

    @api.depends("line_ids.points")
    def _compute_points(self):
        for order in self:
            order.points = sum(order.line_ids.mapped("points"))

    @api.depends("picking_ids")
    def _compute_picking_count(self):
        for order in self:
            order.picking_count = len(order.picking_ids)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_protected(vals)
            card = self.env["cs.vip.card"].browse(vals.get("card_id"))
            # sudo: numbering needs no right on sequences
            sequence = self.env["ir.sequence"].sudo().with_company(card.company_id)
            vals["name"] = sequence.next_by_code("cs.vip.gift.order") or "/"
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_protected(vals)
        if {"card_id", "warehouse_id"} & set(vals):
            self._refuse_fixed()
        return super().write(vals)

    def _refuse_protected(self, vals):
        names = PROTECTED & set(vals)
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "These fields of an exchange are not edited by hand: %s. Use its "
                    "buttons.",
                    ", ".join(sorted(names)),
                )
            )

    def _refuse_fixed(self):
        """What points were taken for stays as it is."""
        fixed = self.filtered(lambda order: order.state != "draft")
        if fixed and not self.env.su:
            raise UserError(
                self.env._(
                    "Exchange %s is confirmed and can no longer be changed. Cancel it "
                    "and make a new one.",
                    fixed[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if any(order.date for order in self):
            raise UserError(
                self.env._(
                    "An exchange that took points stays on file. Cancel it instead."
                )
            )

    # Actions ----------------------------------------------------------------------

    def action_confirm(self):
        """Take the points and reserve the gifts: both, or neither."""
        self.check_access("write")
        for order in self:
            if order.state != "draft":
                raise UserError(
                    self.env._("Exchange %s is confirmed already.", order.name)
                )
            order._check_exchange()
            # sudo: the price in points is the catalogue's, whoever exchanges; state
            # and date are protected
            booking = order.sudo()
            booking.line_ids._take_catalogue_price()
            booking.write({"state": "confirmed", "date": order._today()})
            booking._sync_points()
            booking._reserve_gifts()
        return True

    def action_cancel(self):
        """Give up what was not handed over yet; its points come back."""
        self.check_access("write")
        for order in self:
            if order.state not in ("draft", "confirmed"):
                raise UserError(
                    self.env._(
                        "Exchange %s is handed over or cancelled already. Let the "
                        "warehouse take the gifts back: points come back with them.",
                        order.name,
                    )
                )
            # sudo: salespeople have no right to cancel transfers
            booking = order.sudo()
            if order.state == "draft":
                booking.state = "cancelled"
            else:
                open_moves = booking._moves().filtered(
                    lambda move: move.state not in ("done", "cancel")
                )
                open_moves._action_cancel()
                booking._follow_goods()
        return True

    def action_view_pickings(self):
        self.ensure_one()
        self.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers of %s", self.name),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("cs_vip_gift_order_id", "=", self.id)],
            "context": {"create": False},
        }
        # sudo: which transfers there are; opening one needs rights on transfers
        pickings = self.sudo().picking_ids
        if len(pickings) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=pickings.id)
        return action

    # What may be exchanged --------------------------------------------------------

    def _today(self):
        self.ensure_one()
        return business_day.today(self.env, self.company_id)

    def _check_exchange(self):
        """Refuse what cannot be exchanged; what is in stock is seen on reserving."""
        self.ensure_one()
        # sudo: the card and catalogue of whoever may write this exchange
        order = self.sudo()
        card, lines = order.card_id, order.line_ids
        if card.state != "active":
            labels = dict(card._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Card %(card)s is “%(state)s”; only an active card buys gifts.",
                    card=card.name,
                    state=labels[card.state],
                )
            )
        if not lines:
            raise UserError(self.env._("Choose at least one gift."))
        if not order.warehouse_id:
            raise UserError(
                self.env._("Choose the warehouse that the gifts come from.")
            )
        offered = lines.gift_id.filtered_domain(
            order.env["cs.vip.gift"]._offer_domain(card, order._today())
            & fields.Domain("active", "=", True)
        )
        refused = lines.gift_id - offered
        if refused:
            raise UserError(
                self.env._(
                    "Gift %(gift)s is not offered to card %(card)s (%(tier)s) on "
                    "this day. Choose another one.",
                    gift=refused[0].name,
                    card=card.name,
                    tier=card.tier_id.display_name,
                )
            )
