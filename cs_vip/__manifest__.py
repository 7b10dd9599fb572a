{
    "name": "VIP Cards and Points",
    "summary": "VIP cards, tiers, a points ledger, vouchers and benefits",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "AGPL-3",
    "author": "CS Suite Contributors, Odoo Community Association (OCA)",
    "maintainers": ["cs-suite"],
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "sale_management",
        "sale_stock",
        "sms",
        "portal",
        "partner_contact_birthdate",
    ],
    "data": [
        "security/cs_vip_groups.xml",
    ],
    "demo": [],
    "application": True,
    "installable": True,
}
