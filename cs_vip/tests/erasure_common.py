"""Whether anything in the database still names a person who was erased."""

from odoo.tools import SQL

# Kept on purpose, with the reason.
KEPT = {
    "account_move": "invoices are kept as the law demands",
    "account_move_line": "lines of invoices",
    "account_payment": "payments are kept as the law demands",
    "mail_blacklist": "who does not want mail gets none, should the address come back",
    "phone_blacklist": "the same for phone numbers",
}


class ErasureCommon:
    """For test cases of this addon and of those that keep more of a person."""

    def left_over(self, *marks):
        """{"table.column"} of all texts in the database that contain a mark."""
        self.env.flush_all()
        columns = {}
        for table, column in self.env.execute_query(
            SQL(
                """
                SELECT table_name, column_name
                  FROM information_schema.columns
                  JOIN information_schema.tables USING (table_schema, table_name)
                 WHERE table_schema = current_schema AND table_type = 'BASE TABLE'
                   AND data_type IN ('text', 'character varying', 'jsonb')
                """
            )
        ):
            columns.setdefault(table, []).append(column)
        patterns = [f"%{mark}%" for mark in marks]
        found = set()
        for table in columns.keys() - KEPT.keys():
            tests = [
                SQL("bool_or(%s::text ILIKE ANY(%s))", SQL.identifier(name), patterns)
                for name in columns[table]
            ]
            [hits] = self.env.execute_query(
                SQL("SELECT %s FROM %s", SQL(", ").join(tests), SQL.identifier(table))
            )
            found |= {
                f"{table}.{name}"
                for name, hit in zip(columns[table], hits, strict=True)
                if hit
            }
        return found

    def chat(self, record, person, text):
        """A message by the person, one to the person, and a note of the system."""
        record.message_post(
            body=f"I am {text}", author_id=person.id, message_type="comment"
        )
        record.message_post(
            body=f"Dear {text}",
            subject=f"For {text}",
            partner_ids=person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        record._message_log(body=f"{text} was called")
        record.activity_schedule(
            "mail.mail_activity_data_todo", summary=f"Write to {text}", note=text
        )
