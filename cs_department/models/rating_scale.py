"""The five-step scale on which customers rate.

Ratings are stored as integers so that they can be averaged; the selection is what
people press on. 0 is "not rated" and counts in no average.
"""

from odoo import models
from odoo.tools import SQL

RATING_SCALE = [
    ("0", "Not Rated"),
    ("1", "Very Dissatisfied"),
    ("2", "Dissatisfied"),
    ("3", "Fair"),
    ("4", "Satisfied"),
    ("5", "Very Satisfied"),
]


class CsRatedMixin(models.AbstractModel):
    """Averages of the fields in ``_rated_fields`` leave out what is not rated."""

    _name = "cs.rated.mixin"
    _description = "Rated by Customers"

    _rated_fields: tuple[str, ...] = ()

    def _read_group_select(self, aggregate_spec, query):
        field_name, _, function = aggregate_spec.partition(":")
        if function == "avg" and field_name in self._rated_fields:
            column = self._field_to_sql(self._table, field_name, query)
            return SQL("AVG(NULLIF(%s, 0))", column)
        return super()._read_group_select(aggregate_spec, query)
