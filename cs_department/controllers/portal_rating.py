from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.rating.controllers.main import Rating

RATES = {"1", "3", "5"}


class PortalRating(Rating):
    """The link of a rating request is for the customer who was asked (C9).

    Core refuses to show the form to another customer who is signed in, but takes what
    he sends; and it fails on a rate that is none.
    """

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        rating, _record = self._get_rating_and_record(token)
        user = request.env.user
        asked = rating.partner_id.commercial_partner_id
        if rating.res_model == "helpdesk.ticket" and (
            request.httprequest.method == "POST"
        ):
            stranger = (
                not user._is_public() and user.partner_id.commercial_partner_id != asked
            )
            if stranger or str(rate) not in RATES:
                raise NotFound()
        return super().action_submit_rating(token, rate=rate, **kwargs)
