"""Writing many different rows in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from odoo.tools import SQL


def update(records, columns: dict[str, str], rows: Sequence[Sequence]) -> None:
    """Set ``columns`` (name: SQL type) of the table behind ``records``.

    Each row is an id and one value per column. Rows that hold these values
    already are not written, so that doing it again changes nothing. For stored
    figures that nothing else is computed from; ORM caches are the caller's.
    """
    if not rows:
        return
    names = [SQL.identifier(name) for name in columns]
    arrays = zip(("integer", *columns.values()), zip(*rows, strict=True), strict=True)
    records.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s t
               SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
              FROM unnest(%(arrays)s) AS v(id, %(names)s)
             WHERE t.id = v.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            table=SQL.identifier(records._table),
            assignments=SQL(", ").join(SQL("%s = v.%s", name, name) for name in names),
            uid=records.env.uid,
            now=records.env.cr.now(),
            arrays=SQL(", ").join(
                SQL("%s::%s[]", list(values), SQL(type_)) for type_, values in arrays
            ),
            names=SQL(", ").join(names),
            old=SQL(", ").join(SQL("t.%s", name) for name in names),
            new=SQL(", ").join(SQL("v.%s", name) for name in names),
        )
    )
