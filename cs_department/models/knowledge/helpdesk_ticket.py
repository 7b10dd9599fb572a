from odoo import fields, models
from odoo.exceptions import UserError

MEMBER = "cs_department.group_member"
SHOWN = 40


class HelpdeskTicket(models.Model):
    """A solved ticket becomes an article; articles help with the next one (C13)."""

    _inherit = "helpdesk.ticket"

    cs_article_ids = fields.One2many(
        "document.page", "cs_ticket_id", string="Article Made of It", groups=MEMBER
    )

    def _cs_articles(self):
        return self.env["document.page"]._cs_find(
            self.cs_request_type_id, self.cs_product_id, self.name, limit=SHOWN
        )

    def action_cs_articles(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_article"
        )
        found = self._cs_articles()
        found |= self.cs_article_ids
        action["domain"] = [("id", "in", found.ids)]
        action["context"] = {}
        return action

    def action_cs_make_article(self):
        self.ensure_one()
        self._cs_check_article()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Article"),
            "res_model": "cs.ticket.article",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _cs_check_article(self):
        if not self.closed:
            raise UserError(
                self.env._(
                    "Ticket %s is still open. Close it first: an article is made of "
                    "what has solved it.",
                    self.number,
                )
            )
        # sudo: also an article of the ticket that its reader may not open
        if self.sudo().cs_article_ids:
            raise UserError(
                self.env._("An article was made of ticket %s already.", self.number)
            )
