from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

from ..article_words import without_persons


class CsTicketArticle(models.TransientModel):
    """Question and answer of a solved ticket, without the person who asked (C13)."""

    _name = "cs.ticket.article"
    _description = "Make an Article of a Ticket"
    _inherit = ["cs.guarded.mixin"]
    _guarded = ("ticket_id",)

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(
        string="Title",
        required=True,
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    question = fields.Text(
        required=True,
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    answer = fields.Text(
        required=True,
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        help="What solved it, for a colleague who meets it for the first time.",
    )
    request_type_ids = fields.Many2many(
        "cs.request.type",
        "cs_ticket_article_type_rel",
        "article_id",
        "type_id",
        string="Kinds of Request",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "cs_ticket_article_product_rel",
        "article_id",
        "product_tmpl_id",
        string="Products",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("ticket_id")
    def _compute_text(self):
        for wizard in self:
            ticket = wizard.ticket_id
            answer = [
                ticket.cs_initial_finding,
                ticket.cs_root_cause,
                *ticket.cs_remedy_ids.filtered(
                    lambda remedy: remedy.state == "delivered"
                ).mapped("description"),
            ]
            wizard.name = wizard._without_persons(ticket.name)
            wizard.question = wizard._without_persons(
                html2plaintext(ticket.description or "")
            )
            wizard.answer = wizard._without_persons(
                "\n".join(text.strip() for text in answer if text)
            )
            wizard.request_type_ids = ticket.cs_request_type_id
            wizard.product_tmpl_ids = ticket.cs_product_id.product_tmpl_id

    def _without_persons(self, text):
        return without_persons(text, self._names())

    def _names(self):
        """What would tell who the customer is."""
        # sudo: only to take these words out of the text
        ticket = self.ticket_id.sudo()
        people = ticket.partner_id | ticket.commercial_partner_id
        people |= ticket.commercial_partner_id.child_ids
        return [
            *(name for person in people for name in (person.name, person.street)),
            ticket.partner_name,
            ticket.number,
            ticket.commercial_partner_id.cs_vip_card_id.name,
            *ticket.sale_order_ids.mapped("name"),
        ]

    def action_make(self):
        self.ensure_one()
        self.ticket_id._cs_check_article()
        question, answer = (
            plaintext2html(self._without_persons(text).strip())
            for text in (self.question, self.answer)
        )
        # sudo: desk roles read articles alone; this one is a draft that a supervisor
        # releases, and holds nothing but the text of this form
        page = (
            self.env["document.page"]
            .sudo()
            .create(
                {
                    "name": self._without_persons(self.name),
                    "type": "content",
                    "parent_id": self.env.ref("cs_department.article_category").id,
                    "company_id": self.ticket_id.company_id.id,
                    "cs_draft": True,
                    "cs_ticket_id": self.ticket_id.id,
                    "cs_request_type_ids": self.request_type_ids.ids,
                    "cs_product_tmpl_ids": self.product_tmpl_ids.ids,
                    "draft_name": "1",
                    "draft_summary": self.env._("Made of a solved ticket"),
                    "content": question + answer,
                }
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "document.page",
            "res_id": page.id,
            "view_mode": "form",
            "views": [(self.env.ref("cs_department.view_article_form").id, "form")],
        }
