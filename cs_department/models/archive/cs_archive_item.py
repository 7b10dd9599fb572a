from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CsArchiveItem(models.Model):
    """One thing a complete customer file holds, with its weight (A2)."""

    _name = "cs.archive.item"
    _description = "Customer File Item"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="How it is named when it is missing."
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Contact Field",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "res.partner"), ("store", "=", True)],
    )
    field_name = fields.Char(related="field_id.name", store=True)
    weight = fields.Integer(
        required=True, default=1, help="Its share of the whole, relative to the others."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "The weight of an item must be above zero."
    )

    @api.constrains("field_id")
    def _check_field(self):
        for item in self.sudo():  # fields are readable for administrators only
            if item.field_id.model != "res.partner" or not item.field_id.store:
                raise ValidationError(
                    self.env._(
                        '"%s" is no stored field of a contact. Choose another one.',
                        item.field_id.display_name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _weights(self):
        """[(id, company id, contact field, weight)] of the active items."""
        # sudo: the weights of all companies; each contact takes its own
        return [
            (item.id, item.company_id.id, item.field_name, item.weight)
            for item in self.sudo().search(Domain.TRUE)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._weigh_again()
        return items

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"field_id", "weight", "active", "company_id"}:
            self._weigh_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._weigh_again()
        return result

    @api.model
    def _weigh_again(self):
        """Changed requirements change every file's completeness."""
        self.env.registry.clear_cache()
        # sudo: a figure of all contacts, whoever changes the requirements
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners.search(Domain.TRUE)._cs_weigh_again()
