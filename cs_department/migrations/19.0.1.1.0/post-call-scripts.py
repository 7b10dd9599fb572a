from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file


def migrate(cr, version):
    """Call scripts are shipped since: the kinds of request exist already."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    if not env["cs.request.type"].search_count([("call_script", "!=", False)], limit=1):
        convert_file(
            env,
            "cs_department",
            "data/complaint_call_scripts.xml",
            {},
            mode="init",
            noupdate=True,
        )
