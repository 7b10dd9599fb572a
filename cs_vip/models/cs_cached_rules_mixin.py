from odoo import api, models


class CsCachedRulesMixin(models.AbstractModel):
    """Rules that are read at every confirmation and changed hardly ever.

    What reads them stands behind `ormcache`; changing them clears the registry's cache.
    """

    _name = "cs.cached.rules.mixin"
    _description = "Rules Kept in the Cache"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
