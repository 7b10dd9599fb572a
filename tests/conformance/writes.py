"""What a call wrote, seen by PostgreSQL itself.

No list of tables to watch, and nothing that goes past the ORM is missed.
"""

COUNTERS = """
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del
      FROM pg_stat_xact_user_tables
     WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
OPERATIONS = ("create", "write", "unlink")


class Writes:
    """Counts what this transaction inserted, updated, deleted, undone rows too."""

    def __init__(self, cr):
        self.cr = cr
        self.last = self._read()

    def _read(self):
        self.cr.execute(COUNTERS)
        return {name: counts for name, *counts in self.cr.fetchall()}

    def since(self) -> set[tuple[str, str]]:
        """(table, operation) written since the last look."""
        before, self.last = self.last, self._read()
        return {
            (table, operation)
            for table, counts in self.last.items()
            for operation, count, old in zip(
                OPERATIONS, counts, before.get(table, (0, 0, 0)), strict=True
            )
            if count > old
        }
