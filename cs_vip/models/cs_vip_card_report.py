import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import models


class CsVipCard(models.Model):
    """What the printed application and card need (F)."""

    _inherit = "cs.vip.card"

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
        drawing = createBarcodeDrawing(
            "Code128", value=self.name, width=500, height=90, humanReadable=False
        )
        svg = renderSVG.drawToString(drawing)
        encoded = base64.b64encode(svg.encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"
