from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import remedy_common


@tagged("post_install", "-at_install")
class TestRemedyMoney(remedy_common.RemedyCase):
    """Credit notes and price reductions, never more than invoiced (C6)."""

    def test_refund_of_a_quantity(self):
        invoice = self._invoice()
        remedy = self._carried_out("refund", {self.sofas: 1})
        note = remedy.sudo().credit_note_ids
        self.assertEqual((note.move_type, note.state), ("out_refund", "draft"))
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.amount_total, 6000)
        self.assertEqual(len(note.invoice_line_ids), 1)
        self.assertEqual(note.cs_ticket_id, self.ticket)
        self.assertIn("Draft", remedy.document_state)
        self.assertEqual(self.ticket.cs_credit_notes_count, 1)
        self.assertEqual(remedy.state, "approved")
        note.action_post()
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(self.sofas.qty_invoiced, 1)

    def test_refund_of_a_part(self):
        self._invoice()
        remedy = self._carried_out("refund", {self.sofas: 1}, amount=2500)
        note = remedy.sudo().credit_note_ids
        self.assertEqual(note.amount_total, 2500)
        note.action_post()
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(self.sofas.qty_invoiced, 2, "not charged again")
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_reduction_of_what_is_invoiced(self):
        self._invoice()
        goods = {self.sofas: 2, self.tables: 1}
        remedy = self._carried_out("reduction", goods, amount=700)
        note = remedy.sudo().credit_note_ids
        self.assertEqual(note.amount_total, 700)
        self.assertEqual(note.invoice_line_ids.mapped("price_total"), [600, 100])
        self.assertEqual(note.invoice_line_ids.mapped("cs_price_reduction"), [True] * 2)

    def test_reduction_of_what_is_not_invoiced(self):
        self.order.locked = True
        remedy = self._carried_out("reduction", {self.sofas: 2}, amount=600)
        self.assertEqual(remedy.state, "delivered")
        self.assertFalse(remedy.sudo().credit_note_ids)
        self.assertEqual(self.sofas.price_total, 11400)
        self.assertEqual(self.order.amount_total, 13400)
        self.assertTrue(self.order.locked)
        note = self.order.message_ids[0]
        self.assertIn("Price reduced by", note.body)
        self.assertIn(self.ticket.number, note.body)

    def test_never_more_than_invoiced(self):
        remedy = self._remedy("refund", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "1 is too much, 0 is possible"):
            remedy.action_approve()
        self._invoice()
        huge = self._remedy("refund", {self.sofas: 1}, amount=6000.01)
        with self.assertRaisesRegex(UserError, "6,000.00.* is possible"):
            huge.action_approve()
        self._carried_out("refund", {self.sofas: 2})
        with self.assertRaisesRegex(UserError, "1 is too much, 0 is possible"):
            remedy.action_approve()

    def test_parts_add_up(self):
        """Reductions take of the amount that may still be credited."""
        self._invoice()
        self._carried_out("reduction", {self.tables: 1}, amount=1500)
        more = self._remedy("reduction", {self.tables: 1}, amount=500.01)
        with self.assertRaisesRegex(UserError, "500.00.* is possible"):
            more.action_approve()
        more.amount = 500
        more.action_approve()
        more.action_carry_out()
        whole = self._remedy("refund", {self.tables: 1})
        with self.assertRaisesRegex(UserError, "0.00.* is possible"):
            whole.action_approve()

    def test_credit_notes_of_accounts_count(self):
        """Also those that name no order."""
        invoice = self._invoice()
        note = invoice._reverse_moves()
        note.invoice_line_ids.sale_line_ids = [Command.clear()]
        remedy = self._remedy("refund", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "0.00.* is possible"):
            remedy.action_approve()

    def test_reduction_limits(self):
        remedy = self._remedy("reduction", {self.tables: 1})
        with self.assertRaisesRegex(UserError, "Enter by how much"):
            remedy.action_approve()
        remedy.amount = 2000.01
        with self.assertRaisesRegex(UserError, "2,000.00.* is possible"):
            remedy.action_approve()

    def test_partly_invoiced(self):
        invoice = self._invoice()
        late = self._new_order(self.customer, {self.table: 1})
        goods = {self.sofas: 1, late.order_line: 1}
        remedy = self._remedy("reduction", goods, amount=100)
        with self.assertRaisesRegex(UserError, "Enter one remedy for each"):
            remedy.action_approve()
        invoice.button_draft()
        remedy = self._remedy("reduction", {self.sofas: 1}, amount=100)
        with self.assertRaisesRegex(UserError, "their invoice is a draft"):
            remedy.action_approve()

    def test_other_currency(self):
        """The remedy is in the currency of the order."""
        usd = self.env.ref("base.USD")
        usd.active = True
        prices = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": usd.id, "company_id": self.company.id}
        )
        order = self._new_order(self.customer, {self.table: 1}, pricelist_id=prices.id)
        remedy = self._remedy("reduction", {order.order_line: 1}, amount=5)
        self.assertEqual(remedy.currency_id, usd)
        remedy.action_approve()
        mixed = {order.order_line: 1, self.sofas: 1}
        remedy = self._remedy("reduction", mixed, amount=5)
        with self.assertRaisesRegex(UserError, "Enter one remedy for each"):
            remedy.action_approve()

    def test_hand_is_no_credit_note(self):
        self._invoice()
        remedy = self._remedy("refund", {self.sofas: 1})
        remedy.action_approve()
        for role in ("after_sales", "supervisor"):
            user = remedy.with_user(self.users[role])
            self.assertFalse(user.can_deliver)
            with self.assertRaisesRegex(UserError, "Press “Carry Out”"):
                user.action_deliver()

    def test_goods_are_named(self):
        for kind in ("refund", "reduction"):
            remedy = self._remedy(kind, amount=100)
            with self.assertRaisesRegex(UserError, "Enter the goods"):
                remedy.action_approve()

    def test_whole_refund_is_worth_its_goods(self):
        self._invoice()
        self._kind("refund").write({"agent_limit": 500, "supervisor_limit": 5000})
        remedy = self._remedy("refund", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "6,000.00.*above your limit"):
            remedy.action_approve()
        remedy.amount = 500
        remedy.action_approve()

    def test_no_rights_on_accounts(self):
        self._invoice()
        remedy = self._carried_out("refund", {self.sofas: 1})
        note = remedy.sudo().credit_note_ids.with_user(self.users["after_sales"])
        self.assertFalse(note.has_access("read"))
        with self.assertRaises(AccessError):
            note.action_post()
        action = self.ticket.with_user(
            self.users["after_sales"]
        ).action_cs_credit_notes()
        self.assertEqual(action["res_model"], "cs.remedy")
        self.assertTrue(remedy.document_state)

    def test_points_of_a_reduction(self):
        """A credit note that lowers the price counts by its amount (V9)."""
        card, order = self._order_with_card(1)
        earned = card.points_balance
        self.assertGreater(earned, 0)
        self._invoice(order)
        price = order.amount_total
        remedy = self._carried_out("reduction", {order.order_line: 1}, amount=price / 2)
        remedy.sudo().credit_note_ids.action_post()
        self.assertEqual(card.points_balance, earned // 2)
