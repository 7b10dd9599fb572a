from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    """In the browser, on a phone: agree to a remedy, confirm, sign and rate."""

    browser_size = "390x844"
    touch_enabled = True

    def test_agree_then_sign(self):
        remedy = self._propose()
        self.ticket.stage_id = self.awaiting
        self.start_tour("/my/tickets", "cs_portal_accept", login="portal_lin")
        self.assertEqual(remedy.agreement, "accepted")
        self.assertEqual(remedy.accepted_how, "portal")
        self.assertEqual(self.ticket.stage_id, self.in_progress)

        remedy.with_user(self.users["supervisor"]).action_deliver()
        self.ticket.with_user(self.owner).stage_id = self.confirmation
        self.start_tour("/my/tickets", "cs_portal_sign", login="portal_lin")
        self.assertTrue(self.ticket.closed)
        self.assertTrue(self.ticket.cs_signature)
        self.assertEqual(self.ticket.cs_signed_by, "Lin Yue")
        self.assertEqual(self.ticket.rating_ids.filtered("consumed").rating, 5)
