from odoo import http
from odoo.http import request

CHANNELS = ("sms", "email", "call")


class PortalWishes(http.Controller):
    """Customers say themselves how they want to hear from the company (V10)."""

    @http.route("/my/vip/wishes", type="http", auth="user", website=True)
    def vip_wishes(self, saved=False, **_kwargs):
        return request.render(
            "cs_vip.portal_wishes",
            {
                "partner": request.env.user.partner_id.commercial_partner_id,
                "page_name": "cs_vip_wishes",
                "saved": saved,
            },
        )

    @http.route(
        "/my/vip/wishes/save",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def vip_wishes_save(self, **post):
        # sudo: the signed-in customer's own wishes, and nothing else of the record
        partner = request.env.user.partner_id.commercial_partner_id.sudo()
        partner._cs_set_consents(
            {channel: post[channel] for channel in CHANNELS if channel in post}
        )
        return request.redirect("/my/vip/wishes?saved=1")
