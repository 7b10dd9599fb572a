"""Erasing a person takes the copies on tickets and visits too."""

from odoo.tests import tagged

from .visit_common import VisitCase


@tagged("post_install", "-at_install")
class TestErasure(VisitCase):
    def test_copies_go(self):
        visit = self._done().sudo()
        visit.write({"contact_name": "Lin Yue", "phone": "139", "address": "1 Street"})
        ticket = self._new_ticket()
        ticket.write({"partner_name": "Lin Yue", "partner_email": "lin@example.com"})
        manager = self.users["manager"]
        self.customer.with_user(manager)._cs_vip_erase("Asked by letter")
        self.assertNotIn("Lin", self.customer.name)
        self.assertFalse(self.customer.active)
        for name in ("contact_name", "phone", "address"):
            self.assertFalse(visit[name], name)
        for name in ("partner_name", "partner_email", "cs_phone"):
            self.assertFalse(ticket[name], name)
        self.assertTrue(ticket.exists() and visit.exists())
