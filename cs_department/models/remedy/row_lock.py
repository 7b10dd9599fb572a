from weakref import WeakKeyDictionary

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL

# How often the request that owns a cursor came second.
_lost = WeakKeyDictionary()


def take_turns(records):
    """Let sessions that decide on the same records come one after the other.

    Under REPEATABLE READ only an UPDATE makes the second session begin again and see
    what the first has done; the rows stay as they are.
    """
    if not records:
        return
    env = records.env
    records.flush_recordset()
    try:
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET write_date = write_date WHERE id IN %(ids)s",
                table=SQL.identifier(records._table),
                ids=tuple(sorted(records.ids)),
            )
        )
    except SerializationFailure as lost:
        tries = _lost[env.cr] = _lost.get(env.cr, 0) + 1
        if tries < MAX_TRIES_ON_CONCURRENCY_FAILURE:
            raise
        raise UserError(
            env._("Somebody else is deciding on this at the same moment. Try again.")
        ) from lost
