"""The small world of the department's tests: one company, one user per role."""

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

ROLES = {
    "sales": "sales_team.group_sale_salesman",
    "sales_manager": "sales_team.group_sale_manager",
    "clerk": "cs_department.group_clerk",
    "agent": "cs_department.group_online_agent",
    "specialist": "cs_department.group_information_specialist",
    "after_sales": "cs_department.group_after_sales",
    "supervisor": "cs_department.group_supervisor",
    "manager": "cs_department.group_manager",
    "installer": "cs_department.group_installer",
    "lead": "cs_department.group_installation_lead",
    "contact": "cs_department.group_department_contact",
    "general_manager": "cs_department.group_general_manager",
    "internal": "base.group_user",
    "portal": "base.group_portal",
}


class DepartmentCase(TransactionCase):
    """A Chinese retailer of its own; nothing here relies on demo data.

    ``cls.users[role]`` has the groups of that role alone, ``cls.order`` is a
    confirmed order of ``cls.customer`` for two sofas and one table.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "mail_notrack": True,
                "no_reset_password": True,
                "tz": "UTC",
                "lang": "en_US",
            }
        )
        cls.currency = cls.env.ref("base.CNY")
        cls.currency.active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": "Test Home Furnishing",
                "currency_id": cls.currency.id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.users = {role: cls._new_user(role, group) for role, group in ROLES.items()}
        cls.customer = cls._new_customer("Lin Yue", phone="+86 138 0013 8000")
        cls.other_customer = cls._new_customer("Zhao Min")
        cls.users["portal"].partner_id.parent_id = cls.customer
        # the customer's agreement has its own tests
        cls.env["cs.remedy.kind"].search([]).needs_agreement = False
        cls.sofa = cls._new_product("Sofa Jasmine", 6000)
        cls.table = cls._new_product("Table Osmanthus", 2000)
        cls.order = cls._new_order(cls.customer, {cls.sofa: 2, cls.table: 1})
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Service Desk",
                "company_id": cls.company.id,
                "user_ids": [
                    Command.set(
                        [
                            cls.users[role].id
                            for role in (
                                "clerk",
                                "agent",
                                "after_sales",
                                "supervisor",
                                "manager",
                            )
                        ]
                    )
                ],
            }
        )

    @classmethod
    def _new_user(cls, role, group, login=None, **values):
        return new_test_user(
            cls.env,
            login or f"test_{role}",
            groups=group,
            name=f"{role.replace('_', ' ').title()} Test",
            email=f"{login or role}@example.com",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="UTC",
            **values,
        )

    @classmethod
    def _new_employee(cls, department, **values):
        """Somebody of a department who can be written to."""
        return cls.env["hr.employee"].create(
            {
                "name": f"Employee of {department.name}",
                "work_email": "employee@example.com",
                "department_id": department.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _new_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "email": f"{name.lower().replace(' ', '.')}@example.com",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _new_product(cls, name, price, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "list_price": price,
                "taxes_id": False,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _new_order(cls, partner, quantities, confirm=True, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in quantities.items()
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _give_tier(cls, partner, tier):
        """An active card of ``tier``, whatever way it was obtained."""
        return cls.env["cs.vip.card"].create(
            {
                "partner_id": partner.id,
                "program_id": tier.program_id.id,
                "tier_id": tier.id,
                "state": "active",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _cancel(cls, ticket, reason="The customer withdrew it"):
        """Close without an outcome."""
        stage = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        ticket.write({"stage_id": stage.id, "cs_closing_reason": reason})

    @classmethod
    def _new_ticket(cls, role=None, **values):
        """A ticket as ``role`` registers it (as administrator without role)."""
        tickets = cls.env["helpdesk.ticket"]
        if role:
            tickets = tickets.with_user(cls.users[role])
        return tickets.create(
            {
                "name": "Sofa creaks",
                "description": "<p>It creaks since the second day.</p>",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "team_id": cls.team.id,
                **values,
            }
        )
