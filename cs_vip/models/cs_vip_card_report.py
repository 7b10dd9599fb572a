import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import fields, models
from odoo.tools import format_date


class CsVipCard(models.Model):
    """What the form and the printed application and card show (F)."""

    _inherit = "cs.vip.card"

    application_summary = fields.Text(
        string="Purchases",
        compute="_compute_application_summary",
        compute_sudo=True,
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
        self.ensure_one()
        return self._svg("Code128", width=500, height=90, humanReadable=False)

    def _report_qr(self):
        """The number for the camera of a phone."""
        return self._svg("QR", width=200, height=200, barBorder=1)

    def _svg(self, kind, **options):
        self.ensure_one()
        drawing = createBarcodeDrawing(kind, value=self.name, **options)
        encoded = base64.b64encode(renderSVG.drawToString(drawing).encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"
