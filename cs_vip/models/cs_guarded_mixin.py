from odoo import api, models


class CsGuardedMixin(models.AbstractModel):
    """A form about records that its user must be able to read.

    Whoever may make the form could name any record in it, over RPC; what the form
    shows of it, as related or computed fields, would pass the rules of that record.
    """

    _name = "cs.guarded.mixin"
    _description = "Refers Only to What Its User May Read"

    _guarded: tuple[str, ...] = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_guarded()
        return records

    def write(self, vals):
        res = super().write(vals)
        if set(self._guarded) & set(vals):
            self._check_guarded()
        return res

    def onchange(self, values, field_names, fields_spec):
        defaults = self.default_get([name for name in self._guarded if not values])
        given = {
            name: value
            for name, value in {**defaults, **values}.items()
            if name in self._guarded and value
        }
        if given:
            self.new(given)._check_guarded()
        return super().onchange(values, field_names, fields_spec)

    def _check_guarded(self):
        if self.env.su:
            return
        for name in self._guarded:
            self.mapped(name)._origin.check_access("read")
