from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The shipped kind "Suggestion" takes the steps of C12. Tickets that were closed
    before there were steps stay closed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    kind = env.ref("cs_department.request_type_suggestion", raise_if_not_found=False)
    if kind and not kind.is_complaint:
        kind.is_suggestion = True
