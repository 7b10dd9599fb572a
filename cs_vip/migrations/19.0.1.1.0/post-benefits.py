from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The cards that are valid already get the benefits of their level, too."""
    api.Environment(cr, SUPERUSER_ID, {})["cs.vip.benefit"].search([]).action_grant()
