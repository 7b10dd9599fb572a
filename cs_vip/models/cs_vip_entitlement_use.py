from odoo import fields, models


class CsVipEntitlementUse(models.Model):
    """One use of an entitlement, planned or done, by the service that used it up.

    Written by `cs.vip.entitlement` alone; what was given back stays on record.
    """

    _name = "cs.vip.entitlement.use"
    _description = "Use of a VIP Entitlement"
    _order = "date desc, id desc"
    _rec_name = "reference"

    entitlement_id = fields.Many2one(
        "cs.vip.entitlement", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entitlement_id.company_id", store=True)
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("used", "Used"), ("released", "Given back")],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Source Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", required=True, readonly=True
    )
    reference = fields.Char(string="For", readonly=True)

    _source_once = models.UniqueIndex(
        "(entitlement_id, res_model, res_id) WHERE state != 'released'",
        "This service uses the entitlement already.",
    )
    _source_index = models.Index("(res_model, res_id)")
