from odoo import SUPERUSER_ID, api

KINDS = ("exchange", "replenish", "reship")
LIMITS = {"agent_limit": 500, "supervisor_limit": 5000}


def migrate(cr, version):
    """Goods that go out count with their value since: the shipped kinds get the limits
    they are shipped with, where nobody has set any."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in KINDS:
        kind = env.ref(f"cs_department.remedy_kind_{name}", raise_if_not_found=False)
        if kind and not kind.agent_limit and not kind.supervisor_limit:
            kind.write(LIMITS)
