from odoo import api, models
from odoo.exceptions import AccessError


class CsKpiComputedMixin(models.AbstractModel):
    """Records that only the computation writes, in sets and with SQL (P2).

    Nobody edits a computed figure, whatever their rights and also as superuser:
    an incident is recorded, or a new version of the appraisal is made.
    """

    _name = "cs.kpi.computed.mixin"
    _description = "Written by the Computation Only"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse_by_hand()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse_by_hand()

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        self._refuse_by_hand()

    @api.model
    def _refuse_by_hand(self):
        raise AccessError(
            self.env._(
                "Computed figures and their evidence are not changed by hand. "
                "Record an incident and compute again or, after the confirmation, "
                "make a correction of the appraisal."
            )
        )
