from werkzeug.exceptions import NotFound

from odoo.http import request

from odoo.addons.rating.controllers.main import Rating

RATES = {"1", "3", "5"}


class PortalRating(Rating):
    """The link of a rating request is for the customer who was asked (C9).

    Core refuses to show the form to another customer who is signed in, but takes what
    he sends; and it fails on a rate that is none.
    """

    def _get_rating_and_record(self, token):
        rating, record = super()._get_rating_and_record(token)
        sent = request.httprequest.method == "POST"
        if sent and rating.res_model == "helpdesk.ticket":
            user = request.env.user
            stranger = (
                not user._is_public()
                and user.partner_id.commercial_partner_id
                != rating.partner_id.commercial_partner_id
            )
            if stranger or request.params.get("rate") not in RATES:
                raise NotFound()
        return rating, record
