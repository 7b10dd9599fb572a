from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Make the pricelists of shared programmes that other companies lack yet; a level
    no longer names one of them."""
    cr.execute("ALTER TABLE cs_vip_tier DROP COLUMN IF EXISTS pricelist_id")
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cs.vip.tier"].with_context(active_test=False).search([])._update_pricelists()
