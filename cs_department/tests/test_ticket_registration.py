from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketRegistration(common.DepartmentCase):
    """Registration of requests (C1, C2, C3, V12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.enquiry = cls.env.ref("cs_department.request_type_enquiry")

    def test_all_kinds_and_channels_of_the_domain_are_data(self):
        kinds = self.env["cs.request.type"].search([])
        self.assertEqual(len(kinds), 12)
        self.assertEqual(kinds.filtered("is_complaint"), self.complaint)
        channels = self.env["helpdesk.ticket.channel"].search([]).mapped("name")
        for name in (
            "Phone",
            "In Person",
            "Visit",
            "Email",
            "Online Chat",
            "Social Media",
            "App",
            "Fax",
            "Letter",
            "Return Parcel",
            "Portal",
        ):
            self.assertIn(name, channels)

    def test_clerk_registers_a_complaint_with_order_lines(self):
        line = self.order.order_line[0]
        ticket = self._new_ticket(
            "clerk",
            cs_request_type_id=self.complaint.id,
            cs_sale_line_ids=[Command.set(line.ids)],
            user_id=self.users["clerk"].id,
        )
        self.assertTrue(ticket.cs_is_complaint)
        self.assertEqual(ticket.cs_product_id, self.sofa)
        self.assertEqual(ticket.cs_phone, "+86 138 0013 8000")
        self.assertEqual(ticket.cs_first_responder_id, self.users["clerk"])
        self.assertEqual(ticket.sudo().sale_order_ids, self.order)
        self.assertEqual(self.order.ticket_count, 1)

    def test_imported_tickets_are_nobodys(self):
        """But whose the file says (C3)."""
        self.company.helpdesk_mgmt_ticket_auto_assign = True
        clerk, agent = self.users["clerk"], self.users["agent"]
        tickets = self.env["helpdesk.ticket"].with_user(clerk)
        self.assertEqual(tickets.default_get(["user_id"])["user_id"], clerk.id)
        result = tickets.load(
            ["name", "description", "user_id/.id"],
            [["One", "Creaks", ""], ["Two", "Creaks", str(agent.id)]],
        )
        one, two = tickets.browse(result["ids"])
        self.assertFalse(one.user_id | one.cs_first_responder_id)
        self.assertEqual((two.user_id, two.cs_first_responder_id), (agent, agent))
        result = tickets.load(["name", "description"], [["Three", "Creaks"]])
        self.assertFalse(tickets.browse(result["ids"]).user_id)
        portal = tickets.with_user(self.users["portal"])
        self.assertNotIn("user_id", portal.default_get(["user_id"]))
        self.assertNotIn("user_id", portal.sudo().default_get(["user_id"]))

    def test_lines_of_another_customer_are_refused(self):
        order = self._new_order(self.other_customer, {self.table: 1})
        with self.assertRaisesRegex(ValidationError, "is not an order of Lin Yue"):
            self._new_ticket(
                "clerk", cs_sale_line_ids=[Command.set(order.order_line.ids)]
            )

    def test_lines_of_a_contact_of_the_same_customer_are_accepted(self):
        contact = self._new_customer("Lin Assistant", parent_id=self.customer.id)
        ticket = self._new_ticket(
            "clerk",
            partner_id=contact.id,
            cs_sale_line_ids=[Command.set(self.order.order_line.ids)],
        )
        self.assertEqual(len(ticket.cs_sale_line_ids), 2)

    def test_changing_the_customer_checks_the_lines_again(self):
        ticket = self._new_ticket(
            cs_sale_line_ids=[Command.set(self.order.order_line.ids)]
        )
        with self.assertRaisesRegex(ValidationError, "is not an order of Zhao Min"):
            ticket.partner_id = self.other_customer

    def test_lines_without_customer_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "Choose the customer"):
            self._new_ticket(
                partner_id=False,
                cs_sale_line_ids=[Command.set(self.order.order_line.ids)],
            )

    def test_lines_of_another_company_are_refused(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        self.env.user.company_ids += company
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": self.env["res.partner"].create({"name": "X"}).id,
                    "company_id": company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.env["product.product"]
                                .create({"name": "Shared"})
                                .id
                            }
                        )
                    ],
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self._new_ticket(cs_sale_line_ids=[Command.set(order.order_line.ids)])

    def test_promise_before_receipt_is_refused(self):
        day = fields.Date.today() - timedelta(days=3)
        for name in ("cs_date_promised", "cs_date_expected"):
            with self.assertRaisesRegex(ValidationError, "before the request was"):
                self._new_ticket("clerk", **{name: day})

    def test_team_of_the_kind_is_proposed_and_never_taken_away(self):
        repair = self.env.ref("cs_department.request_type_repair")
        other_team = self.env["helpdesk.ticket.team"].create(
            {"name": "Workshop", "company_id": self.company.id}
        )
        repair.team_id = other_team
        ticket = self._new_ticket(team_id=False, cs_request_type_id=repair.id)
        self.assertEqual(ticket.team_id, other_team)
        ticket = self._new_ticket(cs_request_type_id=repair.id)
        self.assertEqual(ticket.team_id, self.team)
        ticket.cs_request_type_id = self.enquiry
        self.assertEqual(ticket.team_id, self.team)

    def test_old_tickets_keep_what_their_kind_meant(self):
        ticket = self._new_ticket(cs_request_type_id=self.complaint.id)
        self.complaint.is_complaint = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(ticket.cs_is_complaint)

    def test_mail_and_system_tickets_have_no_responder_until_assigned(self):
        ticket = self._new_ticket(user_id=False)
        self.assertFalse(ticket.cs_first_responder_id)
        ticket.with_user(self.users["clerk"]).assign_to_me()
        self.assertEqual(ticket.cs_first_responder_id, self.users["clerk"])
        ticket.sudo().user_id = self.users["after_sales"]
        self.assertEqual(ticket.cs_first_responder_id, self.users["clerk"])

    def test_owner_is_not_changed_without_hand_over(self):
        ticket = self._new_ticket("clerk", user_id=self.users["clerk"].id)
        with self.assertRaisesRegex(UserError, "Use “Hand Over”"):
            ticket.with_user(self.users["after_sales"]).user_id = self.users[
                "after_sales"
            ]
        ticket.with_user(self.users["supervisor"]).user_id = self.users["agent"]
        self.assertEqual(ticket.user_id, self.users["agent"])

    def test_priority_is_the_higher_of_urgency_and_tier(self):
        tier = self.env["cs.vip.tier"].search([("ticket_priority", "!=", False)])[:1]
        tier.ticket_priority = "2"
        self._give_tier(self.customer, tier)
        ticket = self._new_ticket("clerk", priority="0")
        self.assertEqual(ticket.cs_vip_tier_id, tier)
        self.assertEqual(ticket.priority, "2")
        ticket.priority = "1"
        self.assertEqual(ticket.priority, "2", "below the tier's priority")
        ticket.priority = "3"
        self.assertEqual(ticket.priority, "3", "urgency wins when it is higher")
        plain = self._new_ticket(
            "clerk", partner_id=self.other_customer.id, priority="0"
        )
        self.assertEqual(plain.priority, "0")
        plain.partner_id = self.customer
        self.assertEqual(plain.priority, "2")

    def test_merged_customers_keep_their_tickets(self):
        ticket = self._new_ticket(partner_id=self.other_customer.id)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.commercial_partner_id, self.customer)
