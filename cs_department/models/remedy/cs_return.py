from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.cs_vip import business_day

from ... import uploads
from ...exact import check_numbers
from ..complaint.cs_remedy import GRANTED

KINDS = [
    ("return", "Return"),
    ("exchange", "Exchange"),
    ("shortage", "Shortage"),
    ("damage", "Damage"),
    ("chase", "Delivery Chase"),
]
OF_GOODS = ("return", "exchange")
PICTURES = {
    name: types
    for name, types in uploads.TYPES.items()
    if any(mimetype.startswith("image/") for mimetype in types)
}
# Who did a step and when follows from its button.
STEPS = {
    "name",
    "remedy_id",
    "state",
    "seen_user_id",
    "date_seen",
    "refused_user_id",
    "date_refused",
    "verified_user_id",
    "date_verified",
    "called_user_id",
    "date_called",
    "waybill_user_id",
    "date_waybill",
    "date_done",
}


# What was registered; a settled entry keeps it.
REGISTERED = {
    "kind",
    "ticket_id",
    "partner_id",
    "sale_line_id",
    "product_id",
    "quantity",
    "amount",
    "carrier",
    "waybill",
    "waybill_result",
    "transit_state",
    "completeness",
    "defect_kind_id",
    "missing_items",
    "signed_for",
    "call_result",
    "photo_ids",
    "remark",
    "date",
}


class CsReturn(models.Model):
    """An entry of the register of returns and problem parcels (C7b)."""

    _name = "cs.return"
    _description = "Return or Problem Parcel"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.bilingual.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "waybill", "order_id.name", "partner_id.name"]
    _check_company_auto = True

    _transitions = {
        ("open", "done"): None,
        ("open", "cancelled"): None,
        ("done", "open"): "cs_department.group_supervisor",
        ("cancelled", "open"): None,
    }

    name = fields.Char(
        "Number", readonly=True, copy=False, default="/", index="trigram"
    )
    kind = fields.Selection(
        KINDS, required=True, default="return", index=True, tracking=True
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Settled"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    date = fields.Date(
        "Entered on",
        required=True,
        index=True,
        default=lambda self: business_day.today(self.env),
    )
    user_id = fields.Many2one(
        "res.users",
        "Handled by",
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="restrict"
    )
    remedy_id = fields.Many2one(
        "cs.remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(
        related="sale_line_id.order_id", string="Order", store=True, index=True
    )
    sale_user_id = fields.Many2one(
        related="order_id.user_id", string="Salesperson", store=True
    )
    date_order = fields.Date(
        "Purchase Date", compute="_compute_date_order", store=True, precompute=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True
    )
    carrier = fields.Char("Courier", index="trigram")
    waybill = fields.Char(index="trigram", tracking=True)
    transit_state = fields.Selection(
        [
            ("not_sent", "Not Sent Yet"),
            ("in_transit", "On Its Way"),
            ("arrived", "Arrived"),
            ("lost", "Lost"),
        ],
        "Transit",
        required=True,
        default="not_sent",
        index=True,
        tracking=True,
    )
    completeness = fields.Selection(
        [
            ("unchecked", "Not Checked"),
            ("complete", "Complete"),
            ("incomplete", "Incomplete"),
            ("damaged", "Damaged"),
        ],
        required=True,
        default="unchecked",
        tracking=True,
    )
    defect_kind_id = fields.Many2one(
        "cs.defect.kind", "Defect", check_company=True, ondelete="restrict"
    )
    counts_as_ours = fields.Boolean(related="defect_kind_id.counts")
    missing_items = fields.Text(help="Which items are missing, and how many.")
    signed_for = fields.Selection(
        [("no", "Not signed for"), ("yes", "Signed for")],
        "Parcel Was",
        help="Not signed for: the delivery is refused. Signed for: photos are taken "
        "and verified.",
    )
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    remark = fields.Text()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )

    _name_unique = models.Constraint(
        "UNIQUE(name, company_id)", "This number of the register is already taken."
    )
    _positive = models.Constraint(
        "CHECK(quantity > 0 AND amount >= 0)",
        "The quantity is more than zero, and the amount not negative.",
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        """Number and customer: what the calendar shows of an entry."""
        for entry in self:
            # sudo: the customer's name, to whoever reads the entry
            parts = entry.name, entry.sudo().partner_id.name
            entry.display_name = " ".join(part for part in parts if part)

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        for entry in self:
            entry.partner_id = entry.ticket_id.partner_id or entry.partner_id
            entry.company_id = (
                entry.ticket_id.company_id or entry.company_id or self.env.company
            )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for entry in self:
            entry.product_id = entry.sale_line_id.product_id or entry.product_id

    @api.depends("sale_line_id")
    def _compute_date_order(self):
        for entry in self:
            order = entry.sale_line_id.order_id
            entry.date_order = order and business_day.business_day(
                order.company_id, order.date_order
            )

    @api.depends("sale_line_id", "company_id")
    def _compute_currency_id(self):
        for entry in self:
            company = entry.company_id or self.env.company
            entry.currency_id = entry.sale_line_id.currency_id or company.currency_id

    @api.depends("sale_line_id", "quantity")
    def _compute_amount(self):
        for entry in self:
            sold = entry.sale_line_id
            if sold.product_uom_qty:
                entry.amount = max(sold._cs_unit_price() * entry.quantity, 0.0)

    @api.constrains("sale_line_id", "partner_id", "company_id", "quantity", "amount")
    def _check_order_line(self):
        for entry in self:
            if sold := entry.sale_line_id:
                sold._cs_check_owner(entry.partner_id, entry.company_id)
                sold._cs_check_ordered(entry.quantity)
                entry._check_amount()

    def _check_amount(self):
        # sudo: what was paid, for whoever enters a parcel
        paid = max(self.sale_line_id.sudo().price_total, 0.0)
        if self.currency_id.compare_amounts(self.amount, paid) > 0:
            raise ValidationError(
                self.env._(
                    "%(amount)s is more than was paid for the order line: %(paid)s.",
                    amount=self.currency_id.format(self.amount),
                    paid=self.currency_id.format(paid),
                )
            )

    @api.constrains("ticket_id", "partner_id", "company_id")
    def _check_ticket(self):
        for entry in self:
            ticket = entry.ticket_id
            if ticket and (
                ticket.company_id != entry.company_id
                or ticket.partner_id.commercial_partner_id
                != entry.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "Ticket %s is not of this customer. Choose one of their own.",
                        ticket.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_numbers(self, vals)
            self._refuse_steps(vals)
            # sudo: drawing a number is all that happens
            sequence = self.env["ir.sequence"].sudo()
            vals["name"] = sequence.next_by_code("cs.return") or "/"
        entries = super().create(vals_list)
        entries._keep_photos()
        entries._ask_sight()
        return entries

    def write(self, vals):
        check_numbers(self, vals)
        self._refuse_steps(vals, {"state"})
        if not self.env.su:
            self._check_stays(vals)
            if REGISTERED & vals.keys():
                self._check_still_open()
        result = super().write(vals)
        if "photo_ids" in vals:
            self._keep_photos()
        return result

    def _check_stays(self, vals):
        """The sales manager sees what a remedy brings back: its entry is settled, and
        no other way out of the register (C7)."""
        for entry in self:
            open_still = vals.get("state", entry.state) == "open"
            if not vals.get("active", True) and open_still:
                raise UserError(
                    self.env._(
                        "Entry %s is open. Settle or cancel it before you archive it.",
                        entry.name,
                    )
                )
            leaves = (
                vals.get("state") == "cancelled"
                or vals.get("kind", entry.kind) != entry.kind
            )
            # sudo: only how far the remedy is
            remedy = entry.sudo().remedy_id
            if leaves and remedy.state in GRANTED:
                raise UserError(
                    self.env._(
                        "Entry %(name)s belongs to the remedy “%(kind)s”. Settle the "
                        "entry, or have the remedy taken back first.",
                        name=entry.name,
                        kind=remedy.kind_id.name,
                    )
                )

    def _keep_photos(self):
        """Photos uploaded before the entry was saved belong to it: whoever reads the
        entry sees them."""
        for entry in self:
            # sudo: files that nobody reads before they belong to the entry
            photos = entry.photo_ids.sudo()
            loose = photos.filtered(
                lambda photo: (
                    not photo.res_id
                    and photo.res_model in (False, self._name)
                    and photo.create_uid == self.env.user
                )
            )
            for photo in photos:
                entry._check_photo(photo, photo in loose)
            loose.write({"res_model": self._name, "res_id": entry.id})

    def _check_photo(self, photo, is_new):
        if not is_new and (photo.res_model, photo.res_id) != (self._name, self.id):
            raise UserError(
                self.env._("A file of something else is no photo here. Upload it.")
            )
        # sudo: the limit, for whoever adds photos
        limit = self.company_id.sudo().cs_upload_mb
        content = photo.raw or b""
        found = uploads.problem(
            photo.name, len(content), guess_mimetype(content), limit, PICTURES
        )
        if found == "size":
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB. Add a smaller picture.",
                    name=photo.name,
                    limit=limit,
                )
            )
        if found:
            raise UserError(
                self.env._(
                    "“%s” is no picture. Add a PNG, JPG, GIF or WebP file.", photo.name
                )
            )

    def _refuse_steps(self, vals, checked=frozenset()):
        if not self.env.su and (STEPS - checked) & vals.keys():
            raise UserError(
                self.env._("Who did a step and when is recorded by the step itself.")
            )

    def _check_still_open(self):
        for entry in self:
            if entry.state != "open":
                raise UserError(
                    self.env._(
                        "Entry %s is settled or cancelled. Open it again before you "
                        "change it.",
                        entry.name,
                    )
                )

    def copy_data(self, default=None):
        return [
            {name: value for name, value in values.items() if name not in STEPS}
            for values in super().copy_data(default)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if any(entry.state != "open" or entry.remedy_id for entry in self):
            raise UserError(
                self.env._(
                    "Only open entries without a remedy can be deleted; the others "
                    "are part of the record."
                )
            )


class CsRemedy(models.Model):
    """Returns from a remedy enter the register by themselves."""

    _inherit = "cs.remedy"

    def _enter_returns(self):
        """An entry for each of the goods; one registered before is taken up. Called
        with all rights."""
        for line in self.line_ids:
            entry = self.env["cs.return"].search(
                [
                    ("ticket_id", "=", self.ticket_id.id),
                    ("sale_line_id", "=", line.sale_line_id.id),
                    ("kind", "=", self.effect),
                    ("state", "=", "open"),
                    ("remedy_id", "in", (False, self.id)),
                ],
                limit=1,
            )
            values = {
                "remedy_id": self.id,
                "quantity": line.quantity,
                "defect_kind_id": self.defect_kind_id.id or entry.defect_kind_id.id,
            }
            if entry:
                entry.write(values)
            else:
                self.env["cs.return"].create(
                    {
                        **values,
                        "kind": self.effect,
                        "ticket_id": self.ticket_id.id,
                        "sale_line_id": line.sale_line_id.id,
                    }
                )
