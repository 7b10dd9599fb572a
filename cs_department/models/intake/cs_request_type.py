from odoo import fields, models


class CsRequestType(models.Model):
    _inherit = "cs.request.type"

    call_script = fields.Html(
        translate=True,
        help="What to ask and say when somebody calls with such a request; "
        "shown while it is registered.",
    )
