from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools.misc import file_open


def migrate(cr, version):
    """Call scripts are shipped since, for kinds of request that exist already."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    with file_open("cs_department/data/complaint_request_types.xml", "rb") as handle:
        records = etree.parse(handle).findall("record")
    for record in records:
        script = record.find("field[@name='call_script']/ol")
        kind = env.ref(f"cs_department.{record.get('id')}", raise_if_not_found=False)
        if kind and not kind.call_script:
            kind.call_script = etree.tostring(
                script, encoding="unicode", with_tail=False
            )
