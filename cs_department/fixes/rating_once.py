"""A customer could rate a request again and again.

Core takes a token as often as it is sent and writes over the earlier rating, and gives
a new token to whoever has used theirs. A ticket is rated once for each closing.
https://github.com/odoo/odoo/blob/19.0/addons/rating/models/mail_thread.py
"""

from werkzeug.exceptions import abort

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.misc import get_lang

from odoo.addons.rating.controllers.main import Rating


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _cs_rating(self):
        """What the customer said since the ticket was closed, if it is."""
        self.ensure_one()
        # sudo: the customer's own page shows it
        ratings = self.sudo().rating_ids.filtered("consumed")
        closed = self.closed_date
        return ratings.filtered(lambda r: not closed or r.rated_on >= closed)[:1]

    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        if token:
            ratings = self.env["rating.rating"]
            rating = ratings.search([("access_token", "=", token)], limit=1)
        if self._cs_rating() or (rating and rating.consumed):
            raise UserError(self.env._("This request was rated already. Thank you."))
        return super().rating_apply(rate, token=token, rating=rating, **kwargs)


class RatingPage(Rating):
    """The link of the e-mail, used again, says thank you and no more."""

    def _get_rating_and_record(self, token):
        rating, record = super()._get_rating_and_record(token)
        on_ticket = rating.res_model == "helpdesk.ticket"
        if on_ticket and (rating.consumed or record._cs_rating()):
            abort(request.make_response(self._cs_thanks(rating)))
        return rating, record

    def _cs_thanks(self, rating):
        lang = rating.partner_id.lang or get_lang(request.env).code
        pages = request.env["ir.ui.view"].with_context(lang=lang)
        return pages._render_template(
            "rating.rating_external_page_view",
            {"web_base_url": rating.get_base_url(), "rating": rating},
        )
