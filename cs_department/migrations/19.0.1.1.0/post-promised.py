from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The day on which a result is promised is a promise since: those of open tickets,
    with a task on the day but no message about it."""
    env = api.Environment(cr, SUPERUSER_ID, {"mail_activity_quick_update": True})
    env["helpdesk.ticket"].search(
        [("cs_date_promised", "!=", False), ("stage_id.closed", "=", False)]
    )._cs_follow_promise()
