from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    cs_vip_program_id = fields.Many2one(
        "cs.vip.program",
        string="VIP Programme",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Orders of this store earn and are priced by this programme (V1).",
    )
