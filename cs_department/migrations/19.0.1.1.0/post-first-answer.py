from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """The first message that an employee wrote to the customer was the first answer."""
    if not column_exists(cr, "helpdesk_ticket", "cs_date_first_answer"):
        return
    cr.execute(
        SQL(
            """
            UPDATE helpdesk_ticket t SET cs_date_first_answer = first.date
              FROM (SELECT m.res_id, min(m.date) AS date
                      FROM mail_message m
                      JOIN helpdesk_ticket asked
                        ON asked.id = m.res_id AND m.date >= asked.cs_date_received
                      JOIN ir_model_data d
                        ON d.module = 'mail' AND d.name = 'mt_comment'
                       AND d.res_id = m.subtype_id
                     WHERE m.model = 'helpdesk.ticket'
                       AND m.message_type IN ('comment', 'email_outgoing')
                       AND EXISTS (SELECT FROM res_users u
                                    WHERE u.partner_id = m.author_id
                                      AND u.share IS NOT TRUE)
                     GROUP BY m.res_id) first
             WHERE first.res_id = t.id AND t.cs_date_first_answer IS NULL
            """
        )
    )
