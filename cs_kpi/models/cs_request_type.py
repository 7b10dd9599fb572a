from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsRequestType(models.Model):
    """Requests that praise somebody become proposed incidents by themselves (P1)."""

    _inherit = "cs.request.type"

    cs_kpi_rule_id = fields.Many2one(
        "cs.kpi.rule",
        "Proposes Praise",
        index="btree_not_null",
        domain="[('kind', '=', 'praise')]",
        help="Requests of this kind propose this praise for the person concerned, else "
        "for the owner at closing. A supervisor accepts or dismisses it.",
    )

    @api.constrains("cs_kpi_rule_id")
    def _check_cs_kpi_rule(self):
        for kind in self:
            if kind.cs_kpi_rule_id and kind.cs_kpi_rule_id.kind != "praise":
                raise ValidationError(
                    self.env._(
                        '"%s" is no praise. Only praise is proposed by itself; '
                        "everything else is a supervisor's decision.",
                        kind.cs_kpi_rule_id.name,
                    )
                )
