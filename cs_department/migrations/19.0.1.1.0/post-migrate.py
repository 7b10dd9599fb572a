from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Who did not want calls has refused them: one truth, in the consent."""
    if not column_exists(cr, "res_partner", "cs_no_call"):
        return
    cr.execute(
        SQL(
            "UPDATE res_partner SET cs_consent_call = 'refused'"
            " WHERE cs_no_call AND cs_consent_call IS NULL"
        )
    )
    cr.execute(SQL("ALTER TABLE res_partner DROP COLUMN cs_no_call"))
