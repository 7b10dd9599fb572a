from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What qualifying orders come to follows them now, also after the application."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cards = env["cs.vip.card"].search([("application_order_ids", "!=", False)])
    env.add_to_compute(cards._fields["application_amount"], cards)
    cards.flush_recordset(["application_amount"])
