from odoo import models
from odoo.tools import SQL


class CsVipCard(models.Model):
    """Parts of names and numbers are found by trigrams, which Odoo prepares in the
    databases it makes itself, and not in those made by others."""

    _inherit = "cs.vip.card"

    def _auto_init(self):
        available = SQL("SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not self.pool.has_trigram and self.env.execute_query(available):
            self.env.cr.execute(SQL("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            # The registry has looked before; what is indexed from here on is.
            self.pool.has_trigram = True
        return super()._auto_init()
