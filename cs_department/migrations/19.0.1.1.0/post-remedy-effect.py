from odoo import SUPERUSER_ID, api

EFFECTS = {
    "return": "return",
    "exchange": "exchange",
    "replenish": "replenish",
    "reship": "replenish",
    "repair": "repair",
    "refund": "refund",
    "gift": "gift",
    "reduction": "reduction",
    "apology": "apology",
    "refusal": "refusal",
}


def migrate(cr, version):
    """Shipped kinds of remedy learn which document carries them out."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, effect in EFFECTS.items():
        kind = env.ref(f"cs_department.remedy_kind_{name}", raise_if_not_found=False)
        if kind and not kind.effect:
            kind.effect = effect
