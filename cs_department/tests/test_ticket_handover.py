from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestTicketHandover(common.DepartmentCase):
    """The owner stays until the colleague accepts (C3)."""

    def setUp(self):
        super().setUp()
        self.clerk, self.agent = self.users["clerk"], self.users["agent"]
        self.ticket = self._new_ticket("clerk", user_id=self.clerk.id)

    def _ask(self, role="clerk", to_role="agent", reason="End of my shift"):
        wizard = self.env["cs.ticket.handover.ask"].with_user(self.users[role])
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        form.user_id = self.users[to_role]
        form.reason = reason
        form.save().action_ask()
        return self.ticket.cs_handover_ids.filtered(lambda h: h.state == "pending")

    def test_online_agent_sees_it_only_while_asked(self):
        ticket = self.ticket.with_user(self.agent)
        self.assertFalse(ticket.has_access("read"))
        self._ask()
        self.assertTrue(ticket.has_access("read"))
        with self.assertRaisesRegex(UserError, "Use “Hand Over”"):
            ticket.user_id = self.agent
        ticket.action_cs_decline()
        self.assertFalse(ticket.has_access("read"))

    def test_accepting_changes_the_owner(self):
        handover = self._ask()
        self.assertEqual(self.ticket.user_id, self.clerk)
        self.assertEqual(self.ticket.cs_handover_user_id, self.agent)
        self.assertEqual(self.ticket.activity_ids.user_id, self.agent)
        self.ticket.with_user(self.agent).action_cs_accept()
        self.assertEqual(self.ticket.user_id, self.agent)
        self.assertEqual(handover.state, "accepted")
        self.assertTrue(handover.date_answered)
        self.assertFalse(self.ticket.cs_handover_user_id)
        self.assertFalse(self.ticket.activity_ids)
        self.assertEqual(self.ticket.cs_first_responder_id, self.clerk)

    def test_declining_leaves_the_owner(self):
        handover = self._ask()
        self.ticket.with_user(self.agent).action_cs_decline()
        self.assertEqual(handover.state, "declined")
        self.assertEqual(self.ticket.user_id, self.clerk)

    def test_withdrawing(self):
        handover = self._ask()
        self.ticket.with_user(self.clerk).action_cs_withdraw()
        self.assertEqual(handover.state, "withdrawn")
        self._ask()

    def test_only_one_at_a_time(self):
        self._ask()
        with self.assertRaisesRegex(UserError, "already been asked"):
            self._ask(to_role="after_sales")

    def test_somebody_else_cannot_accept(self):
        handover = self._ask()
        with self.assertRaisesRegex(AccessError, "Only the person who was asked"):
            handover.with_user(self.users["after_sales"]).action_accept()

    def test_answered_once(self):
        handover = self._ask()
        handover.with_user(self.agent).action_accept()
        with self.assertRaisesRegex(UserError, "already been answered"):
            handover.with_user(self.agent).action_decline()

    def test_only_owner_or_supervisor_asks(self):
        with self.assertRaisesRegex(UserError, "Only Clerk Test or a supervisor"):
            self._ask("after_sales")
        self._ask("supervisor")
        self.assertEqual(self.ticket.cs_handover_user_id, self.agent)

    def test_to_oneself_to_outsiders_or_without_reason(self):
        model = self.env["cs.ticket.handover"].with_user(self.clerk)
        ticket = self.ticket.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "already owns this ticket"):
            model._ask(ticket, self.clerk, "why")
        with self.assertRaisesRegex(UserError, "does not work on tickets"):
            model._ask(ticket, self.users["installer"], "why")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            model._ask(ticket, self.agent, "  ")

    def test_only_to_who_can_accept(self):
        """Employees at work on the desk of the ticket's company."""
        elsewhere = self._new_user(
            "elsewhere", "cs_department.group_clerk", login="elsewhere"
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        gone = self._new_user("gone", "cs_department.group_clerk", login="gone")
        gone.active = False
        model = self.env["cs.ticket.handover"].with_user(self.clerk)
        for user in (elsewhere, gone, self.env.ref("base.user_root")):
            with self.assertRaisesRegex(UserError, "does not work on tickets of"):
                model._ask(self.ticket.with_user(self.clerk), user, "why")
        wizard = self.env["cs.ticket.handover.ask"].with_user(self.clerk)
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        takers = form.taker_ids[:]
        self.assertIn(self.agent, takers)
        self.assertNotIn(self.clerk, takers)
        self.assertFalse(takers & (elsewhere | gone | self.env.ref("base.user_root")))

    def test_closed_tickets_are_not_handed_over(self):
        self._ask()
        self.ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.assertFalse(self.ticket.cs_handover_user_id, "withdrawn by closing")
        with self.assertRaisesRegex(UserError, "closed ticket is not handed over"):
            self._ask()

    def test_rows_are_written_by_the_methods_only(self):
        handover = self._ask()
        for role in ("clerk", "agent", "supervisor", "manager"):
            mine = handover.with_user(self.users[role])
            with self.assertRaises(AccessError):
                mine.write({"state": "accepted"})
            with self.assertRaises(AccessError):
                mine.copy({"state": "declined"})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_whoever_leaves_leaves_no_ticket_behind(self):
        closed = self._new_ticket("clerk", user_id=self.clerk.id)
        closed.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        handover = self._ask()
        self.agent.active = False
        self.assertEqual(handover.state, "withdrawn")
        self.assertEqual(self.ticket.user_id, self.clerk)
        handover = self._ask(to_role="after_sales")
        self.clerk.active = False
        self.assertFalse(self.ticket.user_id, "somebody has to take it")
        self.assertEqual(closed.user_id, self.clerk, "what is done stays as it was")
        self.assertIn("has left", self.ticket.message_ids[0].body)
        self.ticket.with_user(self.users["after_sales"]).action_cs_accept()
        self.assertEqual(self.ticket.user_id, self.users["after_sales"])
