"""Numbers that are kept as they were entered: amounts to the cent, whole points."""

from odoo.exceptions import UserError

# Rounding to the cent is exact below; an integer of the database has 32 bits.
BOUNDS = {"monetary": 10**12, "float": 10**12, "integer": 2**31}


def check_numbers(records, vals):
    """Refuse a number before it overflows, or is stored as another one."""
    for name, value in vals.items():
        field = records._fields.get(name)
        bound = BOUNDS.get(field and field.type)
        if bound and not abs(float(value or 0)) < bound:
            raise UserError(
                records.env._(
                    "%(value)s is too large for “%(field)s”. Enter a smaller number.",
                    value=value,
                    field=field._description_string(records.env),
                )
            )
