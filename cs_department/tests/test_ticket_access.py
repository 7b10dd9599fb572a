from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketAccess(common.DepartmentCase):
    """Who sees which ticket ("Who works with it")."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env.ref("cs_department.department_quality")
        cls.env["hr.employee"].create(
            {
                "name": "Quality Contact",
                "user_id": cls.users["contact"].id,
                "department_id": cls.department.id,
                "company_id": cls.company.id,
            }
        )
        cls.ticket = cls._new_ticket(
            user_id=cls.users["clerk"].id,
            cs_request_type_id=cls.env.ref("cs_department.request_type_complaint").id,
            cs_sale_line_ids=[Command.set(cls.order.order_line.ids)],
            cs_initial_finding="Customer has complained elsewhere.",
        )
        cls.remedy = cls.env["cs.remedy"].create(
            {
                "ticket_id": cls.ticket.id,
                "kind_id": cls.env.ref("cs_department.remedy_kind_repair").id,
            }
        )

    def _may(self, role, operation, records=None):
        records = self.ticket if records is None else records
        return records.with_user(self.users[role]).has_access(operation)

    def test_the_desk_works_on_every_ticket(self):
        for role in ("clerk", "after_sales", "supervisor", "manager"):
            self.assertTrue(self._may(role, "write"), role)
        self.assertTrue(self._may("manager", "unlink"))
        self.assertFalse(self._may("supervisor", "unlink"))

    def test_online_agent_works_on_own_tickets(self):
        self.assertFalse(self._may("agent", "read"))
        self.ticket.user_id = self.users["agent"]
        self.assertTrue(self._may("agent", "write"))
        self.assertTrue(self._may("agent", "write", self.remedy))

    def test_department_contact_reads_what_was_routed(self):
        self.assertFalse(self._may("contact", "read"))
        self.assertFalse(self._may("contact", "read", self.remedy))
        self.ticket.cs_cause_id = self.env.ref("cs_department.cause_inspection")
        self.assertEqual(self.ticket.cs_department_id, self.department)
        self.assertTrue(self._may("contact", "read"))
        self.assertTrue(self._may("contact", "read", self.remedy))
        self.assertFalse(self._may("contact", "write"))
        self.assertFalse(self._may("contact", "write", self.remedy))
        self.ticket.cs_department_id = self.env.ref("cs_department.department_finance")
        self.assertFalse(self._may("contact", "read"))

    def test_general_manager_reads(self):
        self.assertTrue(self._may("general_manager", "read"))
        self.assertFalse(self._may("general_manager", "write"))

    def test_everybody_else_sees_nothing(self):
        for role in ("specialist", "installer", "lead", "sales", "internal"):
            self.assertFalse(self._may(role, "read"), role)

    def test_customer_reads_own_tickets_without_what_staff_noted(self):
        self.assertTrue(self._may("portal", "read"))
        self.assertFalse(self._may("portal", "write"))
        foreign = self._new_ticket(partner_id=self.other_customer.id)
        self.assertFalse(self._may("portal", "read", foreign))
        mine = self.ticket.with_user(self.users["portal"])
        self.assertTrue(mine.read(["name", "cs_request_type_id", "cs_date_promised"]))
        for name in (
            "cs_initial_finding",
            "cs_fault",
            "cs_severity",
            "cs_cause_id",
            "cs_first_responder_id",
            "cs_closed_user_id",
            "cs_repeat_of_id",
            "cs_remedy_ids",
            "cs_handover_ids",
        ):
            with self.assertRaises(AccessError, msg=name):
                mine.read([name])

    def test_the_desk_reads_orders_and_changes_none(self):
        for role in ("clerk", "agent", "specialist", "after_sales"):
            order = self.order.with_user(self.users[role])
            self.assertTrue(order.order_line.mapped("product_id.name"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(order.has_access(operation), role)
                self.assertFalse(order.order_line.has_access(operation), role)

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        stranger = self._new_user(
            "stranger", "cs_department.group_manager", login="stranger"
        )
        stranger.write(
            {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        )
        elsewhere = {"allowed_company_ids": company.ids}
        for record in (self.ticket, self.remedy):
            theirs = record.with_user(stranger).with_context(**elsewhere)
            self.assertFalse(theirs.has_access("read"))
        own_kind = self.env["cs.request.type"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        own_cause = self.env["cs.cause"].create(
            {"name": "Ours", "company_id": self.company.id, "by_person": True}
        )
        own_remedy_kind = self.env["cs.remedy.kind"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        for record in (own_kind, own_cause, own_remedy_kind):
            theirs = record.with_user(stranger).with_context(**elsewhere)
            self.assertFalse(theirs.has_access("read"))
            self.assertTrue(record.with_user(self.users["clerk"]).has_access("read"))

    def test_only_the_manager_configures(self):
        for model in ("cs.request.type", "cs.cause", "cs.remedy.kind"):
            record = self.env[model].search([], limit=1)
            for role in ("clerk", "agent", "after_sales", "supervisor"):
                self.assertFalse(self._may(role, "write", record), role)
            self.assertTrue(self._may("manager", "write", record))
