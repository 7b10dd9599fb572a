from odoo.tests import HttpCase, tagged

from . import remedy_common


@tagged("post_install", "-at_install")
class TestRemedyTour(remedy_common.RemedyCase, HttpCase):
    """After-sales: remedy → return → done, in the browser (C6, C7)."""

    def test_return(self):
        user = self.users["after_sales"]
        user.password = user.login
        self.ticket.name = "Return of the sofa"
        self.ticket.cs_sale_line_ids = self.sofas
        self.start_tour(
            f"/odoo/action-cs_department.action_ticket_complaints/{self.ticket.id}",
            "cs_remedy_return",
            login=user.login,
            timeout=120,
        )
        remedy = self.ticket.cs_remedy_ids
        self.assertEqual(remedy.state, "approved")
        self.assertEqual(remedy.line_ids.quantity, 2)
        picking = remedy.picking_ids
        self._receive(picking)
        self.assertEqual(remedy.state, "delivered")
        entry = remedy.return_ids
        entry.with_user(self.users["sales_manager"]).action_see()
        self.start_tour(
            f"/odoo/action-cs_department.action_cs_return/{entry.id}",
            "cs_remedy_return_done",
            login=user.login,
            timeout=120,
        )
        self.assertEqual((entry.state, entry.completeness), ("done", "complete"))
