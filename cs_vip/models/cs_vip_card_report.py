import base64

from markupsafe import Markup
from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import fields, models
from odoo.tools import format_date

SIZES = {
    "Code128": {"width": 500, "height": 90, "humanReadable": False},
    "QR": {"width": 200, "height": 200, "barBorder": 1},
}


def data_uri(svg):
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


class CsVipCard(models.Model):
    """What the form and the printed application and card show (F)."""

    _inherit = "cs.vip.card"

    application_summary = fields.Text(
        string="Purchases",
        compute="_compute_application_summary",
        compute_sudo=True,
        groups="cs_vip.group_user",
        help="The qualifying orders, for the card desk, which has no rights on orders.",
    )

    def _compute_application_summary(self):
        for card in self:
            card.application_summary = "\n".join(
                " · ".join(
                    [
                        order.name,
                        format_date(self.env, order.cs_vip_day or order.date_order),
                        order.team_id.name or "",
                        order.user_id.name or "",
                        card.currency_id.format(order.cs_vip_net_amount),
                    ]
                )
                for order in card.application_order_ids
                if order.cs_vip_holder_id == card.partner_id._origin
            )

    def _report_languages(self):
        """The two languages of a printed form: the customer's, or Chinese where that
        is English, and English."""
        self.ensure_one()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = [self.partner_id.lang, "zh_CN", "zh_TW", *installed]
        second = next(
            (code for code in wanted if code in installed and code != "en_US"), None
        )
        return [code for code in (second, "en_US") if code]

    def _report_barcode(self):
        """The number as Code 128, drawn as SVG: sharp at any size, and without the
        bitmap library that core's barcodes need."""
        return data_uri(self._svg("Code128"))

    def _report_card_face(self):
        """The printed card, as one drawing."""
        self.ensure_one()
        face = self.env["ir.qweb"]._render("cs_vip.report_card_face", {"doc": self})
        return data_uri(str(face).strip())

    def _report_drawing(self, kind, x, y, width, height):
        """The number as Code 128 or QR, to be placed in another drawing."""
        options = SIZES[kind]
        # the library calls the clip of every drawing the same
        inner = self._svg(kind).replace('"clip"', f'"{kind}"')
        inner = inner.replace("#clip", f"#{kind}")
        return Markup(
            '<svg x="%s" y="%s" width="%s" height="%s" viewBox="0 0 %s %s"'
            ' preserveAspectRatio="none">%s</svg>'
        ) % (
            x, y, width, height, options["width"], options["height"],
            Markup(inner[inner.index("<svg") :]),  # drawn by the library from a number
        )  # fmt: skip

    def _report_date_end(self):
        """Read the same in both languages."""
        return fields.Date.to_string(self.date_end)

    def _svg(self, kind):
        self.ensure_one()
        drawing = createBarcodeDrawing(kind, value=self.name, **SIZES[kind])
        return renderSVG.drawToString(drawing)
