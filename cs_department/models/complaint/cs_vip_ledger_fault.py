from odoo import api, fields, models


class CsVipLedgerFault(models.Model):
    _inherit = "cs.vip.ledger.fault"

    kind = fields.Selection(
        selection_add=[("compensation", "Compensation")],
        ondelete={"compensation": "cascade"},
    )

    @api.model
    def _explanations(self):
        return {
            **super()._explanations(),
            "compensation": self.env._(
                "Compensation %(record)s comes to %(expected)s points, %(booked)s are "
                "booked."
            ),
        }
