from odoo.fields import Command
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketViews(common.DepartmentCase):
    """The screens hold together, and do not slow down with their length."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")

    def _rows(self, count):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Ticket {number}",
                    "description": "<p>x</p>",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": self.users["clerk"].id,
                    "cs_request_type_id": self.complaint.id,
                    "cs_sale_line_ids": [Command.set(self.order.order_line.ids)],
                }
                for number in range(count)
            ]
        )

    def _queries(self, view_type, tickets):
        model = self.env["helpdesk.ticket"].with_user(self.users["supervisor"])
        views = model.get_views([(False, view_type)])
        arch_fields = views["models"]["helpdesk.ticket"]["fields"]
        arch = views["views"][view_type]["arch"]
        specification = {
            name: ({"fields": {"display_name": {}}} if field.get("relation") else {})
            for name, field in arch_fields.items()
            if f'name="{name}"' in arch and field["type"] != "properties"
        }
        self.assertIn("cs_deadline", specification)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = model.web_search_read(
            [("id", "in", tickets.ids)], specification, limit=len(tickets)
        )
        self.assertEqual(len(result["records"]), len(tickets))
        return self.env.cr.sql_log_count - before

    def test_list_and_kanban_cost_the_same_for_20_and_80_rows(self):
        tickets = self._rows(80)
        for view_type in ("list", "kanban"):
            self._queries(view_type, tickets[:5])  # Warm the caches.
            self.assertEqual(
                self._queries(view_type, tickets[:20]),
                self._queries(view_type, tickets),
                view_type,
            )

    def test_registering_in_the_form(self):
        clerk = self.users["clerk"]
        with Form(self.env["helpdesk.ticket"].with_user(clerk)) as form:
            form.name = "Sofa creaks"
            form.description = "<p>Since the second day</p>"
            form.cs_request_type_id = self.complaint
            form.team_id = self.team
            form.partner_id = self.customer
            form.cs_sale_line_ids.add(self.order.order_line[0])
            form.cs_remedy_sought = "A new one"
        ticket = form.save()
        self.assertEqual(ticket.cs_product_id, self.sofa)
        self.assertEqual(ticket.user_id, clerk)
        with Form(ticket) as form:
            self.assertTrue(form.cs_deadline)
            form.cs_cause_id = self.env.ref("cs_department.cause_inspection")
            with form.cs_remedy_ids.new() as remedy:
                remedy.kind_id = self.env.ref("cs_department.remedy_kind_money")
                remedy.amount = 150
        self.assertEqual(ticket.cs_remedy_ids.amount, 150)

    def test_quick_creation(self):
        view = "cs_department.view_ticket_form_quick"
        with Form(
            self.env["helpdesk.ticket"].with_user(self.users["agent"]), view=view
        ) as form:
            form.name = "Where is my table?"
            form.description = "<p>Ordered last week</p>"
            form.partner_id = self.customer
            form.cs_request_type_id = self.env.ref(
                "cs_department.request_type_delivery_chase"
            )
        ticket = form.save()
        self.assertEqual(ticket.user_id, self.users["agent"])

    def test_every_role_opens_form_and_list(self):
        for role in ("clerk", "agent", "after_sales", "supervisor", "manager"):
            Form(self.env["helpdesk.ticket"].with_user(self.users[role]))
        for role in ("contact", "general_manager", "internal"):
            self.env["helpdesk.ticket"].with_user(self.users[role]).get_views(
                [(False, "form"), (False, "list"), (False, "kanban"), (False, "search")]
            )

    def test_filters_find_what_they_say(self):
        vip = self.env["helpdesk.ticket"].search([("cs_vip_tier_id", "!=", False)])
        self.assertFalse(vip.filtered(lambda t: t.partner_id == self.customer))
        tickets = self._rows(2)
        tier = self.env["cs.vip.tier"].search([], limit=1)
        self._give_tier(self.customer, tier)
        vip = self.env["helpdesk.ticket"].search([("cs_vip_tier_id", "!=", False)])
        self.assertLessEqual(tickets, vip)
        tickets[0].stage_id = self.env.ref("cs_department.stage_department")
        waiting = self.env["helpdesk.ticket"].search(
            [("cs_waiting_for", "=", "department"), ("id", "in", tickets.ids)]
        )
        self.assertEqual(waiting, tickets[0])

    def test_stat_buttons(self):
        self._rows(2)
        partner = self.customer.with_user(self.users["clerk"])
        self.assertEqual(partner.cs_complaint_count, 2)
        action = partner.action_open_complaints()
        found = self.env["helpdesk.ticket"].search(action["domain"])
        self.assertEqual(len(found), 2)
        self.assertEqual(self.order.ticket_count, 2)
        kind = self.complaint.with_user(self.users["clerk"])
        self.assertEqual(kind.ticket_count, 2)
        self.assertEqual(
            self.env["helpdesk.ticket"].search_count(
                kind.action_open_tickets()["domain"]
                + [("company_id", "=", self.company.id)]
            ),
            2,
        )

    def test_handling_sheet(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        ticket = self._rows(1)
        ticket.cs_cause_id = self.env.ref("cs_department.cause_inspection")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["clerk"])
            ._render_qweb_html("cs_department.report_complaint_sheet", ticket.ids)
        )
        text = html.decode()
        for part in (ticket.number, "Lin Yue", "Sofa Jasmine", "Answering Department"):
            self.assertIn(part, text)
