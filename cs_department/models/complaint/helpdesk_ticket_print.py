from odoo import models


class HelpdeskTicket(models.Model):
    """Complaint register and handling sheet on paper (section F)."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "cs.bilingual.mixin"]


class CsRemedy(models.Model):
    _name = "cs.remedy"
    _inherit = ["cs.remedy", "cs.bilingual.mixin"]
