from odoo.tools import SQL


def migrate(cr, version):
    """Each closing is kept since: what is known of those before, the last one of each
    ticket that is closed."""
    cr.execute(
        SQL(
            """
            INSERT INTO cs_ticket_closing
                   (ticket_id, company_id, date, owner_id, stage_id, satisfied, words,
                    sheet_state, create_uid, write_uid, create_date, write_date)
            SELECT t.id, t.company_id, t.closed_date,
                   COALESCE(t.cs_closed_user_id, t.user_id), t.stage_id,
                   CASE WHEN t.cs_date_confirmed IS NULL THEN 'open'
                        WHEN t.cs_satisfied THEN 'yes' ELSE 'no' END,
                   t.cs_confirmation_note, 'pending', 1, 1,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM helpdesk_ticket t
              JOIN helpdesk_ticket_stage s ON s.id = t.stage_id AND s.closed
             WHERE t.closed_date IS NOT NULL
               AND NOT EXISTS (
                   SELECT FROM cs_ticket_closing c WHERE c.ticket_id = t.id)
             ORDER BY t.closed_date, t.id
            """
        )
    )
