from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_vip.business_day import business_day, now

from .cs_severity_rule import SEVERITIES

STAFF = "base.group_user"
DESK = (
    "helpdesk_mgmt.group_helpdesk_user_own,cs_department.group_department_contact,"
    "cs_department.group_general_manager"
)


class HelpdeskTicket(models.Model):
    """Registration of a request (C1, C2). What the customer must not read in the
    portal (or over RPC with a portal login) is for internal users only."""

    _inherit = "helpdesk.ticket"

    cs_request_type_id = fields.Many2one(
        "cs.request.type",
        string="Kind of Request",
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    cs_is_complaint = fields.Boolean(
        string="Complaint",
        compute="_compute_cs_is_complaint",
        store=True,
        precompute=True,
        index=True,
    )
    cs_date_received = fields.Datetime(
        string="Received on",
        default=lambda self: now(self.env),
        required=True,
        copy=False,
        index=True,
        tracking=True,
    )
    cs_phone = fields.Char(
        string="Phone",
        compute="_compute_cs_phone",
        store=True,
        readonly=False,
        precompute=True,
    )
    cs_sale_line_ids = fields.Many2many(
        "sale.order.line",
        "cs_ticket_sale_line_rel",
        "ticket_id",
        "line_id",
        string="Order Lines",
        copy=False,
        groups=DESK,
        help="Lines of the customer's orders that the request is about.",
    )
    cs_product_id = fields.Many2one(
        "product.product",
        string="Product",
        compute="_compute_cs_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        groups=STAFF,
    )
    cs_batch = fields.Char(
        string="Batch or Production Date", help="As printed on the product."
    )
    cs_remedy_sought = fields.Text(
        string="Remedy Sought", help="What the customer asks for, in their own words."
    )
    cs_date_expected = fields.Date(
        string="Answer Expected by",
        copy=False,
        help="Until when the customer expects an answer.",
    )
    cs_date_promised = fields.Date(
        string="Result Promised for",
        copy=False,
        tracking=True,
        help="Day on which the result of the investigation is promised to the "
        "customer.",
    )
    cs_initial_finding = fields.Text(string="Initial Finding", groups=STAFF)
    cs_cause_id = fields.Many2one(
        "cs.cause",
        string="Cause",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        check_company=True,
        groups=STAFF,
    )
    cs_department_id = fields.Many2one(
        "hr.department",
        string="Answering Department",
        compute="_compute_cs_department_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        groups=STAFF,
        help="Follows the cause; its contacts can read the ticket.",
    )
    cs_fault = fields.Selection(
        [("open", "Still open"), ("ours", "Ours"), ("not_ours", "Not ours")],
        string="Fault",
        default="open",
        required=True,
        tracking=True,
        groups=STAFF,
    )
    cs_severity = fields.Selection(
        SEVERITIES, string="Severity", tracking=True, groups=STAFF
    )
    cs_remedy_ids = fields.One2many(
        "cs.remedy", "ticket_id", string="Remedies", groups=DESK
    )
    cs_first_responder_id = fields.Many2one(
        "res.users",
        string="First Responder",
        readonly=True,
        copy=False,
        groups=STAFF,
        help="Who took the request; owns it until a hand-over is accepted.",
    )
    cs_vip_tier_id = fields.Many2one(
        related="commercial_partner_id.cs_vip_tier_id", string="VIP Tier", groups=STAFF
    )
    cs_waiting_for = fields.Selection(related="stage_id.cs_waiting_for", groups=STAFF)

    @api.depends("cs_request_type_id")
    def _compute_cs_is_complaint(self):
        """Not related: a kind that changes later leaves old tickets as they were."""
        for ticket in self:
            ticket.cs_is_complaint = ticket.cs_request_type_id.is_complaint

    @api.depends("partner_id")
    def _compute_cs_phone(self):
        for ticket in self:
            ticket.cs_phone = ticket.partner_id.phone or ticket.cs_phone

    @api.depends("cs_sale_line_ids")
    def _compute_cs_product_id(self):
        for ticket in self:
            if ticket.cs_sale_line_ids:
                ticket.cs_product_id = ticket.cs_sale_line_ids[0].product_id

    @api.depends("cs_cause_id")
    def _compute_cs_department_id(self):
        for ticket in self:
            if ticket.cs_cause_id.department_id:
                ticket.cs_department_id = ticket.cs_cause_id.department_id

    @api.onchange("cs_request_type_id")
    def _onchange_cs_request_type_id(self):
        """Proposes the team of the kind; never takes away a chosen one."""
        if not self.team_id:
            self.team_id = self.cs_request_type_id.team_id

    @api.onchange("cs_vip_tier_id")
    def _onchange_cs_vip_tier_id(self):
        self.priority = self._cs_priority_floor() or self.priority

    @api.constrains("cs_sale_line_ids", "partner_id", "company_id")
    def _check_cs_sale_lines(self):
        for ticket in self:
            if ticket.cs_sale_line_ids and not ticket.partner_id:
                raise ValidationError(
                    self.env._("Choose the customer before the order lines.")
                )
            ticket.cs_sale_line_ids._cs_check_owner(
                ticket.partner_id, ticket.company_id
            )

    @api.constrains("cs_date_received", "cs_date_expected", "cs_date_promised")
    def _check_cs_dates(self):
        for ticket in self:
            received = business_day(ticket.company_id, ticket.cs_date_received)
            if any(
                day and day < received
                for day in (ticket.cs_date_expected, ticket.cs_date_promised)
            ):
                raise ValidationError(
                    self.env._(
                        "An answer cannot be expected or promised for a day before "
                        "the request was received (%s).",
                        fields.Date.to_string(received),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        kinds = self.env["cs.request.type"].browse(
            {vals.get("cs_request_type_id") for vals in vals_list} - {None, False}
        )
        teams = {kind.id: kind.team_id.id for kind in kinds}
        for vals in vals_list:
            if not vals.get("team_id") and teams.get(vals.get("cs_request_type_id")):
                vals["team_id"] = teams[vals["cs_request_type_id"]]
            vals.setdefault("cs_first_responder_id", self._cs_first_responder(vals))
        tickets = super().create(vals_list)
        tickets._cs_apply_priority_floor()
        tickets._cs_link_orders()
        return tickets

    def write(self, vals):
        if vals.get("user_id"):
            newcomers = self.filtered(lambda ticket: not ticket.cs_first_responder_id)
            if newcomers:
                super(HelpdeskTicket, newcomers).write(
                    {"cs_first_responder_id": vals["user_id"]}
                )
        result = super().write(vals)
        if {"priority", "partner_id"} & vals.keys():
            self._cs_apply_priority_floor()
        if "cs_sale_line_ids" in vals:
            self._cs_link_orders()
        return result

    @api.model
    def default_get(self, fields):
        """Whoever registers by hand owns the ticket at once, where the company says so;
        whoever imports does not, and customers never do (C3)."""
        defaults = super().default_get(fields)
        chosen = "default_user_id" in self.env.context
        if not chosen and not self._cs_registers():
            defaults.pop("user_id", None)
        return defaults

    @api.model
    def load(self, fields, data):
        return super(HelpdeskTicket, self.with_context(cs_import=True)).load(
            fields, data
        )

    @api.model
    def _cs_registers(self):
        """Whether a ticket is taken down by an employee, who answers for it."""
        by_hand = not self.env.su and not self.env.context.get("cs_import")
        return by_hand and self.env.user._is_internal()

    def _cs_first_responder(self, vals):
        """Owner named at registration, else the employee who registers (C3).

        Mail gateway, portal and imports have no responder until one is assigned.
        """
        if vals.get("user_id"):
            return vals["user_id"]
        return self._cs_registers() and self.env.uid

    def _cs_apply_priority_floor(self):
        for ticket in self:
            priority = ticket._cs_priority_floor()
            if priority != (ticket.priority or "0"):
                ticket.priority = priority

    def _cs_link_orders(self):
        """Orders of the lines are orders of the ticket, so that they show it."""
        for ticket in self.sudo():  # The lines were checked against the customer.
            missing = ticket.cs_sale_line_ids.order_id - ticket.sale_order_ids
            if missing:
                ticket.sale_order_ids |= missing
