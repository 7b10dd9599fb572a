from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsRequestType(models.Model):
    _inherit = "cs.request.type"

    is_suggestion = fields.Boolean(
        string="Is a Suggestion",
        help="Is examined, assessed and decided before it is closed, and the customer "
        "hears the outcome.",
    )

    @api.constrains("is_suggestion", "is_complaint")
    def _check_is_suggestion(self):
        if any(kind.is_suggestion and kind.is_complaint for kind in self):
            raise ValidationError(
                self.env._(
                    "A kind of request is a complaint or a suggestion, not both."
                )
            )
