from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Make the pricelists of shared programmes that other companies lack yet."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cs.vip.tier"].with_context(active_test=False).search([])._update_pricelists()
