from odoo import api, fields, models
from odoo.fields import Domain

from ...article_words import words

CATEGORY = "cs_department.article_category"
LOOKED_AT = 80  # articles that are weighed before the best are shown


class DocumentPage(models.Model):
    """Service questions and their answers (C13)."""

    _inherit = "document.page"

    cs_is_service = fields.Boolean(
        string="Service Question",
        compute="_compute_cs_is_service",
        store=True,
        recursive=True,
        index=True,
        help="Stands in the category of the service desk, or below it.",
    )
    cs_draft = fields.Boolean(
        string="Draft",
        help="Shown to the desk only after a supervisor has released it.",
    )
    cs_request_type_ids = fields.Many2many(
        "cs.request.type",
        "cs_document_page_request_type_rel",
        "page_id",
        "type_id",
        string="Kinds of Request",
        help="The article is shown while such a request is registered.",
    )
    cs_product_tmpl_ids = fields.Many2many(
        "product.template",
        "cs_document_page_product_rel",
        "page_id",
        "product_tmpl_id",
        string="Products",
        help="Leave empty where it holds for every product.",
    )
    cs_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="From Ticket",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_department.group_member",
    )

    _cs_ticket_unique = models.UniqueIndex(
        "(cs_ticket_id) WHERE cs_ticket_id IS NOT NULL",
        "An article was made of this ticket already.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        """The name of a page has one language; that of our category follows the
        reader's, until somebody renames it."""
        res = super()._compute_display_name()
        top = self.env.ref(CATEGORY, raise_if_not_found=False)
        for page in self:
            if page == top and page.name == "Service Questions":
                page.display_name = self.env._("Service Questions")
        return res

    @api.depends("parent_id.cs_is_service")
    def _compute_cs_is_service(self):
        top = self.env.ref(CATEGORY, raise_if_not_found=False) or self.browse()
        for page in self:
            parent = page.parent_id
            page.cs_is_service = parent and (parent == top or parent.cs_is_service)

    @api.model
    def _cs_find(self, kinds, products, text, limit=5):
        """The articles that may answer this request, the best first.

        One query finds what has anything in common with it; what is about the
        product weighs most, then the kind, then each word of the title.
        """
        terms = words(text)
        alike = Domain.OR(
            [
                Domain("cs_request_type_ids", "in", kinds.ids),
                Domain("cs_product_tmpl_ids", "in", products.product_tmpl_id.ids),
                *(Domain("name", "ilike", term) for term in terms),
                *(Domain("history_head.content", "ilike", term) for term in terms),
            ]
        )
        pages = self.search(
            Domain(
                [
                    ("cs_is_service", "=", True),
                    ("type", "=", "content"),
                    ("cs_draft", "=", False),
                ]
            )
            & alike,
            limit=LOOKED_AT,
            order="content_date desc, id",
        )
        templates = products.product_tmpl_id

        def weight(page):
            title = (page.name or "").lower()
            return (
                4 * bool(page.cs_product_tmpl_ids & templates)
                + 2 * bool(page.cs_request_type_ids & kinds)
                + sum(term in title for term in terms)
            )

        fits = pages.filtered(
            lambda page: (
                not (page.cs_product_tmpl_ids and templates)
                or page.cs_product_tmpl_ids & templates
            )
        )
        return fits.sorted(weight, reverse=True)[:limit]

    def action_cs_release(self):
        self.write({"cs_draft": False})
