"""Any employee could rewrite what customers said of tickets.

Core lets every employee read, create and change all ratings, and read the tokens with
which customers rate; a message can carry a rating of whoever writes it, and takes the
rating along when it is deleted. Ratings of tickets are read with their ticket, and only
the customer's own way of rating writes them.
https://github.com/odoo/odoo/blob/19.0/addons/rating/security/ir.model.access.csv
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

TICKET = "helpdesk.ticket"


class RatingRating(models.Model):
    _inherit = "rating.rating"

    access_token = fields.Char(groups=fields.NO_ACCESS)
    message_id = fields.Many2one(ondelete="set null")

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden = self._cs_forbidden(operation)
        if not forbidden:
            return result
        if result:
            forbidden |= result[0]
        return forbidden, lambda: AccessError(
            self.env._("A customer's rating is read on its ticket, and stays as it is.")
        )

    def _cs_forbidden(self, operation):
        """Those of tickets, unless they are read by whoever reads the ticket."""
        # sudo: what they are about
        rated = self.sudo().filtered(lambda rating: rating.res_model == TICKET)
        if operation == "read" and rated:
            tickets = self.env[TICKET].browse(rated.mapped("res_id")).exists()
            seen = tickets._filtered_access("read").ids
            rated = rated.filtered(lambda rating: rating.res_id not in seen)
        return self.browse(rated.ids)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            tickets = self.env[TICKET].with_context(active_test=False)
            seen = tickets._search([]) if tickets.has_access("read") else []
            domain = Domain(domain) & (
                Domain("res_model", "!=", TICKET) | Domain("res_id", "in", seen)
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def write(self, vals):
        result = super().write(vals)
        # nor does a rating become one of a ticket
        self.check_access("write")
        return result


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def message_post(self, **kwargs):
        kwargs.pop("rating_value", None)
        if not self.env.su:
            kwargs.pop("rating_id", None)
        return super().message_post(**kwargs)

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() - {"rating_value"}
