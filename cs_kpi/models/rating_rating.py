from odoo import models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # the marks of a month, of everybody
    _cs_kpi_rated_on = models.Index("(rated_on) WHERE consumed")
