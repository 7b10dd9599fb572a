"""What the system keeps is entered by nobody, over RPC neither (C5, C10, C11)."""

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketKept(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.users["agent"]
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")

    def setUp(self):
        super().setUp()
        self.ticket = self._new_ticket(
            "agent", user_id=self.agent.id, cs_request_type_id=self.complaint.id
        )

    def _kept(self):
        moment = Datetime.now() + timedelta(days=90)
        return {
            "access_token": "guessed",
            "assigned_date": moment,
            "closed_date": moment,
            "commercial_partner_id": self.other_customer.id,
            "cs_closed_user_id": self.agent.id,
            "cs_date_confirmed": moment,
            "cs_date_first_answer": moment,
            "cs_date_reminded": moment,
            "cs_deadline": moment,
            "cs_first_answer_due": moment,
            "cs_first_responder_id": self.agent.id,
            "cs_handover_user_id": self.agent.id,
            "cs_is_complaint": False,
            "cs_is_repeat": 0,
            "cs_pause_since": moment,
            "cs_previous_id": self.ticket.id,
            "cs_reopen_count": 0,
            "cs_resolution_rate": 100,
            "cs_satisfied": True,
            "cs_suggestion_told": moment,
            "last_stage_update": moment,
            "number": "HT1",
            "positive_rate_percentage": 100,
            "unattended": False,
        }

    def test_nobody_writes_them(self):
        for role in ("agent", "supervisor", "manager"):
            ticket = self.ticket.with_user(self.users[role])
            for name, value in self._kept().items():
                with (
                    self.subTest(role=role, name=name),
                    self.assertRaisesRegex(AccessError, "is kept by the system"),
                ):
                    ticket.write({name: value})

    def test_nobody_registers_with_them(self):
        for name, value in self._kept().items():
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(AccessError, "is kept by the system"),
            ):
                self._new_ticket("agent", **{name: value})
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with self.assertRaisesRegex(AccessError, "Complaint” is kept by the system"):
            tickets.with_context(default_cs_is_complaint=False).create(
                {"name": "Creaks", "description": "<p>Creaks</p>"}
            )

    def test_the_message_says_what_to_do(self):
        for name, words in (
            ("cs_deadline", "“Negotiated Date”"),
            ("cs_satisfied", "use “Close”"),
            ("cs_first_responder_id", "use “Hand Over”"),
            ("closed_date", "It follows from the stage"),
        ):
            with self.assertRaisesRegex(AccessError, words):
                self.ticket.write({name: False})

    def test_no_closing_without_the_customers_word(self):
        self.ticket.cs_cause_id = self.env.ref("cs_department.cause_inspection")
        remedy = (
            self.env["cs.remedy"]
            .with_user(self.agent)
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "kind_id": self.env.ref("cs_department.remedy_kind_refund").id,
                    "refusal_reason": "Special price",
                }
            )
        )
        remedy.action_refuse()
        with self.assertRaises(AccessError):
            self.ticket.write({"cs_satisfied": True, "stage_id": self.done.id})
        with self.assertRaisesRegex(ValidationError, "customer's confirmation"):
            self.ticket.stage_id = self.done

    def test_a_manager_imports_history(self):
        values = {
            "name": "Of the old system",
            "description": "<p>Creaks</p>",
            "number": "OLD-7",
            "cs_date_received": "2020-05-01 02:00:00",
            "closed_date": "2020-05-03 02:00:00",
            "stage_id/.id": self.done.id,
        }
        for role, succeeds in (("manager", True), ("supervisor", False)):
            tickets = self.env["helpdesk.ticket"].with_user(self.users[role])
            result = tickets.load(list(values), [[str(v) for v in values.values()]])
            self.assertEqual(bool(result["ids"]), succeeds, result["messages"])
        ticket = self.env["helpdesk.ticket"].search([("number", "=", "OLD-7")])
        self.assertEqual(ticket.closed_date, Datetime.to_datetime("2020-05-03 02:00"))

    def test_day_of_receipt(self):
        moment = Datetime.now() - timedelta(days=5)
        ticket = self._new_ticket(
            "agent", user_id=self.agent.id, cs_date_received=moment
        )
        self.assertEqual(ticket.cs_date_received, moment)
        with self.assertRaisesRegex(AccessError, "a supervisor changes it"):
            ticket.cs_date_received = Datetime.now()
        with self.assertRaisesRegex(AssertionError, "readonly"), Form(ticket) as form:
            form.cs_date_received = Datetime.now()
        with Form(ticket.with_user(self.users["supervisor"])) as form:
            form.cs_date_received = moment - timedelta(days=1)
        self.assertTrue(ticket._fields["cs_date_received"].tracking)

    def test_archiving(self):
        with self.assertRaisesRegex(AccessError, "is still open"):
            self.ticket.action_archive()
        self._cancel(self.ticket)
        self.ticket.action_archive()
        self.ticket.action_unarchive()
        other = self._new_ticket("agent", user_id=self.agent.id)
        other.with_user(self.users["supervisor"]).action_archive()
        self.assertFalse(other.active)

    def test_a_copy_is_a_new_request(self):
        self.ticket.cs_date_promised = Datetime.now() + timedelta(days=3)
        self.ticket.sudo().cs_date_received = Datetime.now() - timedelta(days=9)
        copy = self.ticket.copy()
        self.assertNotEqual(copy.number, self.ticket.number)
        self.assertFalse(copy.cs_date_promised)
        self.assertTrue(copy.cs_is_complaint)
        self.assertEqual(copy.cs_date_received.date(), Datetime.now().date())

    def test_work_goes_on(self):
        """What the system keeps, it keeps for everybody who works."""
        self.ticket.write(
            {"cs_sale_line_ids": [Command.set(self.order.order_line.ids)]}
        )
        self.ticket.stage_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_awaiting"
        )
        self.assertTrue(self.ticket.cs_pause_since)
        self.ticket._portal_ensure_token()
        with Form(self.env["helpdesk.ticket"].with_user(self.agent)) as form:
            form.name = "From the form"
            form.description = "<p>Creaks</p>"
        ticket = form.record
        self.assertTrue(ticket.number and ticket.last_stage_update)
        self.assertEqual(ticket.cs_first_responder_id, self.agent)

    def test_store_follows_the_order(self):
        stores = self.env["crm.team"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("North", "South")
            ]
        )
        self.ticket.cs_store_id = stores[1]
        self.order.team_id = stores[0]
        self.ticket.cs_sale_line_ids = self.order.order_line
        self.assertEqual(self.ticket.cs_store_id, stores[0])
        with self.assertRaisesRegex(ValidationError, "sold by North"):
            self.ticket.cs_store_id = stores[1]
