from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.cs_vip.business_day import now

from ..caller import national_digits

LINES = 40  # of the latest orders; older ones through the order's number
PAST = 5


class CsTicketIntake(models.TransientModel):
    """A request taken down while the customer speaks (C1, C2, C8).

    Everything shown of the customer is read with the rights of who registers.
    """

    _name = "cs.ticket.intake"
    _description = "Register a Request"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("partner_id", "order_id", "product_id")

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    commercial_partner_id = fields.Many2one("res.partner", compute="_compute_customer")
    caller_name = fields.Char(string="Name of the Caller")
    caller_phone = fields.Char(string="Phone of the Caller")
    known_ids = fields.Many2many(
        "res.partner", compute="_compute_known_ids", string="Known under This Number"
    )
    tier_id = fields.Many2one(
        "cs.vip.tier", compute="_compute_customer", string="VIP Tier"
    )
    card_number = fields.Char(compute="_compute_customer", string="VIP Card")
    phone = fields.Char(compute="_compute_customer")
    open_ticket_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_tickets", string="Open Tickets"
    )
    past_complaint_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_tickets", string="Past Complaints"
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Only Order",
        help="Shows the lines of this order alone, older ones too.",
    )
    line_ids = fields.One2many(
        "cs.ticket.intake.line", "intake_id", string="Order Lines"
    )
    request_type_id = fields.Many2one("cs.request.type", string="Kind of Request")
    is_complaint = fields.Boolean(compute="_compute_script")
    call_script = fields.Html(compute="_compute_script")
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel",
        default=lambda self: self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone", raise_if_not_found=False
        ),
    )
    name = fields.Char(string="Subject")
    proposed_name = fields.Char(compute="_compute_proposed_name")
    description = fields.Text(string="What Happened")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        help="Of the order line, or what the customer says it is.",
    )
    batch = fields.Char(
        string="Batch or Production Date", help="As printed on the product."
    )
    remedy_sought = fields.Text(help="What the customer asks for, in their own words.")
    date_expected = fields.Date(
        string="Answer Expected by", help="Until when the customer expects an answer."
    )
    date_promised = fields.Date(
        string="Result Promised for",
        help="Day on which the result is promised to the customer.",
    )
    initial_finding = fields.Text()
    repeat_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_repeat_ids", string="Complained Before"
    )
    repeat_count = fields.Integer(compute="_compute_repeat_ids")
    repeat_days = fields.Integer(related="company_id.cs_repeat_days")
    article_ids = fields.Many2many(
        "document.page", compute="_compute_article_ids", string="Articles"
    )

    @api.depends("partner_id")
    def _compute_customer(self):
        for intake in self:
            partner = intake.partner_id
            intake.commercial_partner_id = partner.commercial_partner_id
            intake.tier_id = partner.cs_vip_tier_id
            intake.phone = partner.phone
            card = partner.cs_vip_card_id
            intake.card_number = card.name if card.has_access("read") else False

    @api.depends("caller_phone", "partner_id")
    def _compute_known_ids(self):
        for intake in self:
            digits = not intake.partner_id and national_digits(
                intake.caller_phone, intake.company_id.country_id.phone_code
            )
            intake.known_ids = bool(digits) and self.env["res.partner"].search(
                [("id", "in", self.env["res.partner"]._cs_by_phone(digits))],
                limit=PAST,
            )

    @api.depends("partner_id", "company_id")
    def _compute_tickets(self):
        Ticket = self.env["helpdesk.ticket"]
        for intake in self:
            mine = [
                ("commercial_partner_id", "=", intake.commercial_partner_id.id or 0),
                ("company_id", "=", intake.company_id.id),
            ]
            intake.open_ticket_ids = Ticket.search(
                [*mine, ("closed", "=", False)], order="cs_date_received desc"
            )
            intake.past_complaint_ids = Ticket.search(
                [*mine, ("closed", "=", True), ("cs_is_complaint", "=", True)],
                order="cs_date_received desc",
                limit=PAST,
            )

    @api.depends("request_type_id")
    def _compute_script(self):
        for intake in self:
            intake.is_complaint = intake.request_type_id.is_complaint
            intake.call_script = intake.request_type_id.call_script

    @api.depends("request_type_id", "product_id")
    def _compute_proposed_name(self):
        for intake in self:
            parts = (
                intake.request_type_id.name,
                intake.product_id.product_tmpl_id.name,
            )
            intake.proposed_name = " · ".join(part for part in parts if part)

    @api.depends("line_ids.chosen")
    def _compute_product_id(self):
        for intake in self:
            chosen = intake._chosen_lines()
            if chosen:
                intake.product_id = chosen[0].product_id

    @api.depends("partner_id", "request_type_id", "product_id")
    def _compute_repeat_ids(self):
        """What saving will find: the same rule on the ticket it is going to be."""
        for intake in self:
            probe = self.env["helpdesk.ticket"].new(
                {
                    "company_id": intake.company_id.id,
                    "partner_id": intake.partner_id._origin.id,
                    "cs_request_type_id": intake.request_type_id._origin.id,
                    "cs_product_id": intake.product_id._origin.id,
                    "cs_date_received": now(self.env),
                }
            )
            found = probe._cs_repeats_before()
            intake.repeat_count = len(found)
            intake.repeat_ids = found._filtered_access("read")

    @api.depends("request_type_id", "product_id", "name", "description")
    def _compute_article_ids(self):
        for intake in self:
            text = f"{intake.name or ''} {intake.description or ''}"
            asked = intake.request_type_id or intake.product_id or text.strip()
            intake.article_ids = bool(asked) and self.env["document.page"]._cs_find(
                intake.request_type_id._origin, intake.product_id._origin, text
            )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.order_id = False
        self.product_id = False
        self._show_lines(keep=False)

    @api.onchange("order_id")
    def _onchange_order_id(self):
        self._show_lines(keep=True)

    def _show_lines(self, keep):
        """The lines of the customer's latest orders, those chosen already first."""
        kept = self._chosen_lines() if keep else self.env["sale.order.line"]
        lines = self.env["sale.order.line"].browse()
        if self.commercial_partner_id:
            lines = lines.search(
                [
                    (
                        "order_id",
                        "in",
                        self.order_id.ids or self._orders().ids,
                    ),
                    ("display_type", "=", False),
                    ("product_id", "!=", False),
                    ("id", "not in", kept.ids),
                ],
                order="order_id, sequence, id",
                limit=LINES,
            )
        self.line_ids = [
            Command.clear(),
            *(
                Command.create({"sale_line_id": line.id, "chosen": line in kept})
                for line in kept | lines
            ),
        ]

    def _orders(self):
        return self.env["sale.order"].search(
            [
                ("partner_id", "child_of", self.commercial_partner_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            order="date_order desc, id desc",
            limit=LINES,
        )

    def _chosen_lines(self):
        return self.line_ids.filtered("chosen").sale_line_id

    def action_register(self):
        """The ticket, once; its owner is who took the request down (C3)."""
        self.ensure_one()
        if not self.ticket_id:
            self._check_complete()
            if not self.partner_id and self.env["res.partner"].has_access("create"):
                self.partner_id = self.env["res.partner"].create(
                    {
                        "name": self.caller_name.strip(),
                        "phone": self.caller_phone,
                        "company_id": self.company_id.id,
                    }
                )
            self.ticket_id = self.env["helpdesk.ticket"].create(self._ticket_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def _check_complete(self):
        missing = []
        if not self.partner_id and not (self.caller_name or "").strip():
            missing.append(self.env._("the customer, or the name of the caller"))
        if not self.request_type_id:
            missing.append(self.env._("the kind of request"))
        if missing:
            raise UserError(
                self.env._(
                    "The request cannot be registered yet. Still needed: %s.",
                    self.env._("; ").join(missing),
                )
            )

    def _ticket_values(self):
        name = (self.name or self.proposed_name or "").strip()
        return {
            "name": name,
            "description": plaintext2html(self.description or name),
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.name or self.caller_name,
            "partner_email": self.partner_id.email,
            "cs_phone": self.partner_id.phone or self.caller_phone,
            "user_id": self.env.uid,
            "cs_request_type_id": self.request_type_id.id,
            "channel_id": self.channel_id.id,
            "cs_sale_line_ids": [Command.set(self._chosen_lines().ids)],
            "cs_product_id": self.product_id.id,
            "cs_batch": self.batch,
            "cs_remedy_sought": self.remedy_sought,
            "cs_date_expected": self.date_expected,
            "cs_date_promised": self.date_promised,
            "cs_initial_finding": self.initial_finding,
        }
