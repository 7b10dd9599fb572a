"""What of a database is ours: its schema, and the records of people."""

RELATIONS = """
    SELECT 'column', c.relname, a.attname,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull
               THEN ' NOT NULL' ELSE '' END
           || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped
       AND (c.relname LIKE 'cs\\_%' OR a.attname LIKE 'cs\\_%')
 UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public'
       AND (tablename LIKE 'cs\\_%' OR indexdef LIKE '%cs\\_%')
 UNION ALL
    SELECT 'constraint', c.relname, conname, pg_get_constraintdef(k.oid)
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE c.relname LIKE 'cs\\_%' OR conname LIKE '%cs\\_%'
 UNION ALL
    SELECT 'trigger', c.relname, tgname, pg_get_triggerdef(t.oid)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT tgisinternal AND c.relname LIKE 'cs\\_%'
"""
# What people did; what the addons ship may be renewed by an upgrade.
TABLES = """
    SELECT relname FROM pg_class
     WHERE relkind = 'r' AND (relname LIKE 'cs\\_vip\\_card%%' OR relname = ANY(%s))
     ORDER BY relname
"""
RECORDS = [
    "cs_vip_points_entry", "cs_vip_tier_history", "cs_vip_tier_history_sale_order_rel",
    "cs_vip_document", "cs_vip_document_log", "sale_order", "sale_order_line",
    "res_partner",
]  # fmt: skip


def of(cursor):
    """{(kind, table, name): definition}"""
    cursor.execute(RELATIONS)
    return {tuple(row[:3]): row[3] for row in cursor.fetchall()}


def rows(cursor):
    """{table: its rows}"""
    cursor.execute(TABLES, [RECORDS])
    content = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")
        content[table] = [row for (row,) in cursor.fetchall()]
    return content
