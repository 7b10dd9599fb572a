from odoo.tests import HttpCase, tagged

from . import common


@tagged("post_install", "-at_install")
class TestIntakeTour(HttpCase, common.DepartmentCase):
    """A call taken down in the browser, at a desk and on a telephone (C2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.complaint.call_script = "<p>Let the customer finish.</p>"
        cls.caller = cls._new_customer("钱多多", phone="+86 138 7777 6666")
        cls.seat = cls._new_product("布艺沙发", 4000)
        cls.seat.product_tmpl_id.cs_warranty_months = 36
        cls.line = cls._new_order(cls.caller, {cls.seat: 1}).order_line
        cls.users["clerk"].password = "test_clerk"

    def test_at_the_desk(self):
        first = self._new_ticket(
            name="沙发塌陷",
            partner_id=self.caller.id,
            cs_request_type_id=self.complaint.id,
            cs_product_id=self.seat.id,
        )
        self.start_tour(
            "/odoo/action-cs_department.action_ticket_all",
            "cs_ticket_intake",
            login="test_clerk",
        )
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "坐垫有异响")])
        self.assertEqual(ticket.partner_id, self.caller)
        self.assertEqual(ticket.user_id, self.users["clerk"])
        self.assertEqual(ticket.cs_sale_line_ids, self.line)
        self.assertEqual(ticket.cs_remedy_sought, "希望更换坐垫")
        self.assertEqual(ticket.cs_repeat_of_id, first)

    def test_on_a_telephone(self):
        self.browser_size = "375x812"
        self.touch_enabled = True
        self.start_tour(
            "/odoo/action-cs_department.action_ticket_intake",
            "cs_ticket_intake_phone",
            login="test_clerk",
        )
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "坐垫有异响")])
        self.assertEqual(ticket.partner_id, self.caller)
        self.assertEqual(ticket.cs_sale_line_ids, self.line)
