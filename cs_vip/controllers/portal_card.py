from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .. import business_day

STEP = 20
VOUCHERS = 5


class PortalCard(CustomerPortal):
    """The customer's VIP card. No address holds an id: whoever is signed in sees what
    belongs to the own customer file, and nothing here changes anything.

    The holder of a card is the customer, not the login. Further contacts of the same
    customer see the card as they see the customer's orders; points are redeemed with
    the salesperson, on an order of the holder.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "vip_count" in counters:
            values["vip_count"] = len(self._vip_cards())
        return values

    def _vip_cards(self):
        partner = request.env.user.partner_id.commercial_partner_id
        return (
            request.env["cs.vip.card"]
            .sudo()  # sudo: the signed-in customer's own cards, whatever the login
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "in", request.env.user.company_ids.ids),
                ]
            )
        )

    def _vip_values(self, page_name):
        card = self._vip_cards()._portal_first()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "card": card,
            "granted": card.state in ("active", "suspended", "void"),
            "valid": card.state in ("active", "suspended"),
            "today": business_day.today(request.env, card.company_id or None),
        }

    @route("/my/vip", type="http", auth="user", website=True, readonly=True)
    def vip_card(self, **_kwargs):
        values = self._vip_values("cs_vip_card")
        card, today = values["card"], values["today"]
        values["progress"] = self._vip_progress(card)
        if values["granted"]:
            values["entitlements"] = card.entitlement_ids.filtered(
                lambda entitlement: (
                    not entitlement.date_closed and entitlement.date_end >= today
                )
            )
            values["vouchers"] = (
                request.env["sale.order"]
                .sudo()
                .search(
                    [  # sudo: vouchers paid with the points of the own card
                        ("cs_vip_card_id", "=", card.id),
                        ("state", "=", "sale"),
                        ("cs_vip_points_redeemed", ">", 0),
                    ],
                    order="date_order desc",
                    limit=VOUCHERS,
                )
            )
            entries = request.env["cs.vip.points.entry"].sudo()  # sudo: the own card's
            values["entries"] = entries.search(
                entries._portal_domain(card), limit=VOUCHERS
            )
        return request.render("cs_vip.portal_card", values)

    def _vip_progress(self, card):
        """How far to the next level: of the card's programme, else of each store."""
        partner = request.env.user.partner_id.commercial_partner_id
        # sudo: what the customer's own purchases come to, against published amounts
        programs = card.program_id or request.env["cs.vip.program"].sudo().search(
            [("company_id", "in", (False, request.env.company.id))]
        )
        found = {program: program._progress(partner)[partner] for program in programs}
        return {program: one for program, one in found.items() if one.next_tier}

    @route(
        ["/my/vip/points", "/my/vip/points/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def vip_points(self, page=1, filterby="all", **_kwargs):
        values = self._vip_values("cs_vip_points")
        entries = request.env["cs.vip.points.entry"].sudo()  # sudo: as the card's own
        filters = entries._portal_filters()
        filterby = filterby if filterby in filters else "all"
        domain = filters[filterby][1] & entries._portal_domain(values["card"])
        pager = portal_pager(
            url="/my/vip/points",
            url_args={"filterby": filterby},
            total=entries.search_count(domain),
            page=page,
            step=STEP,
        )
        values.update(
            entries=entries.search(domain, limit=STEP, offset=pager["offset"]),
            pager=pager,
            default_url="/my/vip/points",
            filterby=filterby,
            searchbar_filters={
                name: {"label": label} for name, (label, _domain) in filters.items()
            },
        )
        return request.render("cs_vip.portal_points", values)

    @route("/my/vip/statement", type="http", auth="user", website=True)
    def vip_statement(self, **_kwargs):
        """The card's year so far as PDF."""
        values = self._vip_values("cs_vip_points")
        if not values["granted"]:
            return request.redirect("/my/vip")
        pdf = values["card"]._statement_pdf()
        name = f"{values['card'].name}.pdf"
        return request.make_response(
            pdf,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(pdf)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    @route("/my/vip/gifts", type="http", auth="user", website=True, readonly=True)
    def vip_gifts(self, **_kwargs):
        values = self._vip_values("cs_vip_gifts")
        # sudo: the catalogue that the own card may choose from; nothing of the stock
        gifts = request.env["cs.vip.gift"].sudo()
        if values["valid"]:
            gifts = gifts.search(gifts._offer_domain(values["card"], values["today"]))
        values["gifts"] = gifts
        return request.render("cs_vip.portal_gifts", values)
