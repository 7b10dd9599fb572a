from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LOWEST, HIGHEST = 1, 5
MARKS = [
    ("1", "1 Poor"),
    ("2", "2 Weak"),
    ("3", "3 Fair"),
    ("4", "4 Good"),
    ("5", "5 Very Good"),
]


class CsKpiCooperationMark(models.Model):
    """One mark of a form (Q3); a number, so that agreement can be computed (P5)."""

    _name = "cs.kpi.cooperation.mark"
    _description = "Mark of a Department Rating"
    _inherit = ["cs.bilingual.mixin"]
    _order = "rating_id, sequence, id"
    _rec_name = "item_id"

    rating_id = fields.Many2one(
        "cs.kpi.cooperation.rating", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "cs.kpi.cooperation.item", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    choice = fields.Selection(MARKS, "Mark Given")
    mark = fields.Float(
        compute="_compute_mark",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="1 to 5; 0: none.",
    )
    remark = fields.Char()
    rater_id = fields.Many2one(related="rating_id.rater_id", store=True)
    rating_department_id = fields.Many2one(
        related="rating_id.rating_department_id", store=True
    )
    rated_department_id = fields.Many2one(
        related="rating_id.rated_department_id", store=True
    )
    date_from = fields.Date(
        "Period from", related="rating_id.date_from", store=True, index=True
    )
    state = fields.Selection(related="rating_id.state", store=True)
    company_id = fields.Many2one(related="rating_id.company_id", store=True, index=True)

    _once = models.UniqueIndex(
        "(rating_id, item_id)", "An item is marked once on a form."
    )

    @api.depends("choice")
    def _compute_mark(self):
        for mark in self:
            mark.mark = int(mark.choice or 0)

    @api.model_create_multi
    def create(self, vals_list):
        marks = super().create(vals_list)
        marks._check_open()
        return marks

    def write(self, vals):
        if vals.keys() & {"choice", "mark", "remark", "item_id", "rating_id"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_open()

    def _check_open(self):
        """Of forms that are still being filled in, and by their raters only."""
        if done := self.rating_id.filtered(lambda r: r.state == "done"):
            raise UserError(
                self.env._(
                    '"%s" is submitted and stays as it is. The manager can give it '
                    "back to the rater.",
                    done[0].display_name,
                )
            )
        if not self.env.su and any(
            rating.rater_id != self.env.user for rating in self.rating_id
        ):
            raise AccessError(self.env._("Only the rater fills in this form."))

    def _print_descriptions(self):
        """What a good mark means, in the languages of printed forms."""
        self.ensure_one()
        texts = [
            self.item_id.with_context(lang=lang).description
            for lang in self._cs_print_languages()
        ]
        return list(dict.fromkeys(filter(None, texts)))
