from typing import NamedTuple

from odoo import models
from odoo.tools import ormcache

from ..points import Band


class VoucherRules(NamedTuple):
    """What points buy in a store (V7): `least` is the smallest order, in the
    programme's currency."""

    allowed: bool
    least: float
    by_balance: bool
    bands: tuple[Band, ...]


class CsVipProgram(models.Model):
    """What points are worth as a voucher (V7)."""

    _inherit = "cs.vip.program"

    @ormcache("self.id")
    def _voucher_rules(self):
        """Read at every stroke of a redeeming salesperson, changed hardly ever.
        Writing programmes or bands clears it."""
        self.ensure_one()
        program = self.sudo()  # sudo: rules of the store, for whoever sells in it
        return VoucherRules(
            program.voucher_allowed,
            program.voucher_min_order,
            program.voucher_rate_basis == "balance",
            tuple(band._as_tuple() for band in program.band_ids.sorted("points_from")),
        )
