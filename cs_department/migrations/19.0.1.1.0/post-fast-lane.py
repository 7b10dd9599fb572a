from odoo import SUPERUSER_ID, api

DAYS = {"gold": 1}


def migrate(cr, version):
    """What is shipped since: deadlines of the levels, points as compensation. Values
    that somebody entered already stay."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for store in ("flagship", "modern"):
        for level, days in DAYS.items():
            tier = env.ref(f"cs_vip.tier_{store}_{level}", raise_if_not_found=False)
            if tier and not tier.cs_complaint_days:
                tier.cs_complaint_days = days
    kind = env.ref("cs_department.remedy_kind_points", raise_if_not_found=False)
    if kind and not kind.has_points:
        kind.write({"has_points": True, "agent_points": 100, "supervisor_points": 1000})
