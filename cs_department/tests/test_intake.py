from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestIntake(common.DepartmentCase):
    """A request taken down during a call (C1, C2, C3, C8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.enquiry = cls.env.ref("cs_department.request_type_enquiry")
        cls.complaint.call_script = "<p>Let the customer finish.</p>"

    def _form(self, role="clerk"):
        return Form(self.env["cs.ticket.intake"].with_user(self.users[role]))

    def _intake(self, role="clerk", **values):
        return (
            self.env["cs.ticket.intake"]
            .with_user(self.users[role])
            .create(
                {
                    "partner_id": self.customer.id,
                    "request_type_id": self.complaint.id,
                    **values,
                }
            )
        )

    def _register(self, intake):
        action = intake.action_register()
        self.assertEqual(action["res_model"], "helpdesk.ticket")
        return self.env["helpdesk.ticket"].browse(action["res_id"])

    def test_from_the_call_to_the_ticket(self):
        day = fields.Date.today() + timedelta(days=3)
        with self._form() as form:
            form.partner_id = self.customer
            self.assertEqual(len(form.line_ids), 2)
            self.assertEqual(form.phone, self.customer.phone)
            form.request_type_id = self.complaint
            self.assertIn("Let the customer finish", form.call_script)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.product_id, self.sofa)
                self.assertEqual(line.warranty_state, "none")
                self.assertEqual(line.return_state, "yes")
                line.chosen = True
            self.assertEqual(form.product_id, self.sofa)
            self.assertEqual(form.proposed_name, "Complaint · Sofa Jasmine")
            form.description = "Creaks <b>loudly</b>\nsince Monday"
            form.remedy_sought = "A new one"
            form.initial_finding = "Spring"
            form.batch = "L2026-03"
            form.date_expected = day
            form.date_promised = day
        ticket = self._register(form.record)
        clerk = self.users["clerk"]
        self.assertEqual(ticket.user_id, clerk)
        self.assertEqual(ticket.cs_first_responder_id, clerk)
        self.assertEqual(ticket.company_id, self.company)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.partner_email, self.customer.email)
        self.assertEqual(ticket.name, "Complaint · Sofa Jasmine")
        self.assertIn("Creaks &lt;b&gt;loudly&lt;/b&gt;<br", ticket.description)
        self.assertEqual(ticket.cs_sale_line_ids, self.order.order_line[0])
        self.assertEqual(ticket.sudo().sale_order_ids, self.order)
        self.assertEqual(ticket.cs_product_id, self.sofa)
        self.assertEqual(ticket.cs_remedy_sought, "A new one")
        self.assertEqual(ticket.cs_initial_finding, "Spring")
        self.assertEqual(ticket.cs_batch, "L2026-03")
        self.assertEqual(ticket.cs_date_expected, day)
        self.assertEqual(ticket.cs_date_promised, day)
        self.assertEqual(
            ticket.channel_id,
            self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone"),
        )

    def test_pressing_twice_registers_once(self):
        intake = self._intake()
        ticket = self._register(intake)
        self.assertEqual(self._register(intake), ticket)

    def test_every_desk_role_registers(self):
        for role in ("clerk", "agent", "after_sales", "supervisor", "manager"):
            ticket = self._register(self._intake(role, name=f"By {role}"))
            self.assertEqual(ticket.user_id, self.users[role])
            self.assertEqual(ticket.name, f"By {role}")

    def test_others_are_refused(self):
        for role in ("portal", "sales", "installer", "contact", "specialist"):
            with self.assertRaises(AccessError, msg=role):
                self._intake(role)

    def test_what_is_missing_is_named(self):
        intake = self._intake(partner_id=False, request_type_id=False)
        with self.assertRaisesRegex(
            UserError,
            "Still needed: the customer, or the name of the caller; "
            "the kind of request",
        ):
            intake.action_register()
        intake.write({"caller_name": "   ", "request_type_id": self.enquiry.id})
        with self.assertRaisesRegex(UserError, "the name of the caller"):
            intake.action_register()

    def test_a_new_customer_is_registered_with_the_call(self):
        ticket = self._register(
            self._intake(
                partner_id=False,
                caller_name=" <i>Sun</i> Ke ",
                caller_phone="139 7777 8888",
                request_type_id=self.enquiry.id,
            )
        )
        self.assertEqual(ticket.partner_id.name, "<i>Sun</i> Ke")
        self.assertEqual(ticket.partner_id.phone, "139 7777 8888")
        self.assertEqual(ticket.partner_id.company_id, self.company)
        self.assertEqual(ticket.cs_phone, "139 7777 8888")

    def test_who_creates_no_customers_keeps_the_caller_on_the_ticket(self):
        ticket = self._register(
            self._intake(
                "agent",
                partner_id=False,
                caller_name="Sun Ke",
                caller_phone="139 7777 8888",
                request_type_id=self.enquiry.id,
            )
        )
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_name, "Sun Ke")
        self.assertEqual(ticket.cs_phone, "139 7777 8888")

    def test_a_known_number_is_told_before_a_second_file_is_made(self):
        with self._form() as form:
            form.caller_name = "L. Yue"
            form.caller_phone = "13800138000"
            self.assertIn(self.customer, form.known_ids[:])
            form.caller_phone = "137 0000 1111"
            self.assertFalse(form.known_ids[:])

    def test_open_tickets_and_past_complaints_stand_beside(self):
        open_one = self._new_ticket(name="Open one")
        closed = self._new_ticket(
            name="Closed one", cs_request_type_id=self.complaint.id
        )
        self._cancel(closed)
        with self._form() as form:
            form.partner_id = self.customer
            self.assertEqual(form.open_ticket_ids[:], open_one)
            self.assertEqual(form.past_complaint_ids[:], closed)
            form.partner_id = self.other_customer
            self.assertFalse(form.open_ticket_ids[:])
            self.assertFalse(form.line_ids)

    def test_an_agent_sees_own_tickets_only_and_no_card_number(self):
        tier = self.env["cs.vip.tier"].search([], limit=1)
        card = self._give_tier(self.customer, tier)
        self._new_ticket(user_id=self.users["clerk"].id)
        with self._form("agent") as form:
            form.partner_id = self.customer
            self.assertFalse(form.open_ticket_ids[:])
            self.assertEqual(form.tier_id, tier)
            self.assertFalse(form.card_number)
        with self._form() as form:
            form.partner_id = self.customer
            self.assertEqual(form.card_number, card.name)

    def test_repeats_are_told_before_saving(self):
        first = self._new_ticket(
            cs_request_type_id=self.complaint.id, cs_product_id=self.sofa.id
        )
        with self._form() as form:
            form.partner_id = self.customer
            form.request_type_id = self.complaint
            self.assertFalse(form.repeat_count)
            with form.line_ids.edit(0) as line:
                line.chosen = True
            self.assertEqual(form.repeat_count, 1)
            self.assertEqual(form.repeat_ids[:], first)
            form.request_type_id = self.enquiry
            self.assertFalse(form.repeat_count, "an enquiry repeats no complaint")
            form.request_type_id = self.complaint
        ticket = self._register(form.record)
        self.assertEqual(ticket.cs_repeat_of_id, first)

    def test_a_repeat_of_a_colleague_is_counted_not_shown(self):
        self._new_ticket(
            cs_request_type_id=self.complaint.id,
            cs_product_id=self.sofa.id,
            user_id=self.users["clerk"].id,
        )
        with self._form("agent") as form:
            form.partner_id = self.customer
            form.request_type_id = self.complaint
            form.product_id = self.sofa
            self.assertEqual(form.repeat_count, 1)
            self.assertFalse(form.repeat_ids[:])

    def test_one_order_alone_keeps_what_was_chosen(self):
        other = self._new_order(self.customer, {self.table: 3})
        with self._form() as form:
            form.partner_id = self.customer
            self.assertEqual(len(form.line_ids), 3)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.order_id, other)
                line.chosen = True
            form.request_type_id = self.enquiry
            form.order_id = self.order
            self.assertEqual(len(form.line_ids), 3)
            self.assertEqual(form.product_id, self.table)
        ticket = self._register(form.record)
        self.assertEqual(ticket.cs_sale_line_ids, other.order_line)

    def test_line_of_another_customer_is_refused(self):
        order = self._new_order(self.other_customer, {self.table: 1})
        intake = self._intake(
            line_ids=[
                Command.create({"sale_line_id": order.order_line.id, "chosen": True})
            ]
        )
        with self.assertRaisesRegex(ValidationError, "is not an order of Lin Yue"):
            intake.action_register()

    def test_foreign_company_stays_closed(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign Wu", "company_id": company.id}
        )
        product = self.env["product.product"].create({"name": "Shared"})
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": foreign.id,
                    "company_id": company.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )
        with self.assertRaises(AccessError):
            self._intake(partner_id=foreign.id)
        with self.assertRaises(AccessError):
            self._intake(
                line_ids=[Command.create({"sale_line_id": order.order_line.id})]
            )
        Intake = self.env["cs.ticket.intake"].with_user(self.users["clerk"])
        with self.assertRaises(AccessError):
            Intake.onchange(
                {"partner_id": foreign.id},
                ["partner_id"],
                {"phone": {}, "line_ids": {}},
            )
        with self.assertRaises(AccessError):
            self.env["cs.ticket.intake.line"].with_user(self.users["clerk"]).onchange(
                {"sale_line_id": order.order_line.id},
                ["sale_line_id"],
                {"quantity": {}, "order_id": {"fields": {"display_name": {}}}},
            )

    def test_a_day_in_the_past_is_refused(self):
        day = fields.Date.today() - timedelta(days=3)
        with self.assertRaisesRegex(ValidationError, "before the request was"):
            self._intake(date_promised=day).action_register()

    def test_choosing_a_customer_costs_the_same_with_many_orders(self):
        spec = {
            "line_ids": {
                "fields": {
                    name: {}
                    for name in ("chosen", "warranty_state", "return_state", "quantity")
                }
            },
            "open_ticket_ids": {"fields": {"number": {}}},
            "phone": {},
        }

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            Intake = self.env["cs.ticket.intake"].with_user(self.users["clerk"])
            before = self.env.cr.sql_log_count
            result = Intake.onchange(
                {"partner_id": self.customer.id}, ["partner_id"], spec
            )
            self.assertTrue(result["value"]["line_ids"])
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for _number in range(10):
            self._new_order(self.customer, {self.sofa: 1, self.table: 1})
        self.assertEqual(count(), few)

    def test_the_screen_is_reached_from_menu_list_and_kanban(self):
        action = self.env.ref("cs_department.action_ticket_intake")
        self.assertEqual(
            self.env.ref("cs_department.menu_ticket_intake").action, action
        )
        for view_type in ("list", "kanban"):
            view = (
                self.env["helpdesk.ticket"]
                .with_user(self.users["clerk"])
                .get_views([(False, view_type)])["views"][view_type]["arch"]
            )
            self.assertIn(f'name="{action.id}"', view)
