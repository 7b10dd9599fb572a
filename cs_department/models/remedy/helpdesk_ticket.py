from odoo import api, fields, models
from odoo.exceptions import UserError

from ..complaint.cs_remedy import GRANTED
from .cs_remedy_document import DESK

INCOMING = [("location_id.usage", "=", "customer")]
OUTGOING = [("location_dest_id.usage", "=", "customer")]
# Buttons of the ticket: count, model, which of its documents, who opens them.
BUTTONS = {
    "returns": (
        "cs_returns_count",
        "stock.picking",
        INCOMING,
        "stock.group_stock_user",
    ),
    "transfers": (
        "cs_transfers_count",
        "stock.picking",
        OUTGOING,
        "stock.group_stock_user",
    ),
    "repairs": ("cs_repairs_count", "repair.order", [], "stock.group_stock_user"),
    "credit_notes": (
        "cs_credit_notes_count",
        "account.move",
        [],
        "account.group_account_readonly",
    ),
    "visits": ("cs_visits_count", "cs.visit", [], "cs_department.group_member"),
}


class HelpdeskTicket(models.Model):
    """Documents that the remedies of a ticket have made (C6, C7)."""

    _inherit = "helpdesk.ticket"

    cs_returns_count = fields.Integer(
        "Number of Returns",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )
    cs_transfers_count = fields.Integer(
        "Number of Transfers",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )
    cs_repairs_count = fields.Integer(
        "Number of Repairs",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )
    cs_credit_notes_count = fields.Integer(
        "Number of Credit Notes",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )
    cs_visits_count = fields.Integer(
        "Number of Visits",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )
    cs_register_count = fields.Integer(
        "Entries of the Register",
        compute="_compute_cs_document_counts",
        compute_sudo=True,
        groups=",".join(DESK),
    )

    @api.constrains("cs_date_negotiated", "cs_date_promised", "cs_date_expected")
    def _check_cs_dates_ahead(self):
        for ticket in self:
            negotiated = ticket.cs_date_negotiated
            for day in (
                negotiated and negotiated.date(),
                ticket.cs_date_promised,
                ticket.cs_date_expected,
            ):
                ticket.company_id._cs_check_ahead(day)

    def write(self, vals):
        if "partner_id" in vals:
            self._check_cs_granted_to(vals["partner_id"])
        return super().write(vals)

    def _check_cs_granted_to(self, partner_id):
        """What a customer was granted does not pass to another one (C5)."""
        partner = self.env["res.partner"].browse(partner_id)
        for ticket in self.filtered("partner_id"):
            customer = ticket.partner_id.commercial_partner_id
            if partner.commercial_partner_id == customer:
                continue
            # sudo: whether there are any, whoever changes the ticket
            remedies = ticket.sudo().cs_remedy_ids
            granted = remedies.filtered(lambda remedy: remedy.state in GRANTED)
            if granted:
                raise UserError(
                    self.env._(
                        "“%(kind)s” was granted to %(customer)s. Take it back before "
                        "you change the customer, or register a ticket of its own for "
                        "the other one.",
                        kind=granted[0].kind_id.name,
                        customer=ticket.partner_id.display_name,
                    )
                )

    def _cs_moving(self):
        documents = {model: "cs_ticket_id" for _n, model, *_r in BUTTONS.values()}
        return {**super()._cs_moving(), **documents, "cs.return": "ticket_id"}

    def _compute_cs_document_counts(self):
        for count, model, domain, _group in BUTTONS.values():
            counts = dict(
                self.env[model]._read_group(
                    [("cs_ticket_id", "in", self.ids), *domain],
                    ["cs_ticket_id"],
                    ["__count"],
                )
            )
            for ticket in self:
                ticket[count] = counts.get(ticket, 0)
        counts = dict(
            self.env["cs.return"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.cs_register_count = counts.get(ticket, 0)

    def _cs_open_documents(self, button, name):
        """The documents; for whoever has no rights on them, the remedies that say
        how far they are."""
        self.ensure_one()
        self.check_access("read")
        _count, model, domain, group = BUTTONS[button]
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("cs_ticket_id", "=", self.id), *domain],
            "context": {"create": False},
        }
        if not self.env.user.has_group(group):
            action["name"] = self.env._("Remedies")
            action["res_model"] = "cs.remedy"
            action["domain"] = [("ticket_id", "=", self.id)]
        return action

    def action_cs_returns(self):
        return self._cs_open_documents("returns", self.env._("Returns"))

    def action_cs_transfers(self):
        return self._cs_open_documents("transfers", self.env._("Transfers"))

    def action_cs_repairs(self):
        return self._cs_open_documents("repairs", self.env._("Repairs"))

    def action_cs_credit_notes(self):
        return self._cs_open_documents("credit_notes", self.env._("Credit Notes"))

    def action_cs_visits(self):
        return self._cs_open_documents("visits", self.env._("Visits"))

    def action_cs_register(self):
        """Entries of the ticket, or a new one with what the ticket knows."""
        self.ensure_one()
        self.check_access("read")
        sold = self.cs_sale_line_ids[:1]
        title = self.env._("Returns and Problem Parcels")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cs.return",
            "view_mode": "list,form",
            "domain": [("ticket_id", "=", self.id)],
            "context": {
                "default_ticket_id": self.id,
                "default_sale_line_id": sold.id,
                "default_product_id": (sold.product_id or self.cs_product_id).id,
            },
        }

    def action_cs_collect(self):
        """Ask which goods are collected for analysis (C7)."""
        self.ensure_one()
        self.check_access("write")
        if self.closed:
            raise UserError(
                self.env._("Reopen the ticket before you have goods collected.")
            )
        if not self.cs_sale_line_ids:
            raise UserError(
                self.env._("Choose the order lines of the goods on the ticket first.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Collect Goods"),
            "res_model": "cs.goods.collect",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
