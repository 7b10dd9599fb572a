from odoo import fields, models


class MailTemplate(models.Model):
    """Reply templates by kind of request and by whose fault it is (C5, C13)."""

    _inherit = "mail.template"

    cs_is_reply = fields.Boolean(
        string="Reply of Customer Service",
        help="Offered by “Reply” on tickets whose kind and fault it is for.",
    )
    cs_request_type_ids = fields.Many2many(
        "cs.request.type",
        "cs_mail_template_request_type_rel",
        "template_id",
        "type_id",
        string="Kinds of Request",
        help="Leave empty for every kind.",
    )
    cs_fault = fields.Selection(
        [("open", "Still open"), ("ours", "Ours"), ("not_ours", "Not ours")],
        string="Fault",
        help="Leave empty where it does not matter.",
    )
    cs_reply_sequence = fields.Integer(
        string="Order of Choice",
        default=10,
        help="Of several that fit equally well, the lowest is taken.",
    )
