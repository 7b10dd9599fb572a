from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import remedy_common


@tagged("post_install", "-at_install")
class TestRemedyGoods(remedy_common.RemedyCase):
    """Goods that come back, go out again or are given, end to end (C6, C7)."""

    def test_not_before_the_customer_agrees(self):
        self._kind("return").needs_agreement = True
        remedy = self._remedy("return", {self.sofas: 1})
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "has not agreed to “Return” yet"):
            remedy.action_carry_out()
        remedy._accept("Lin Yue", "phone")
        self.assertIn("Sofa Jasmine × 1", remedy.agreed_terms)
        remedy.action_carry_out()
        self.assertEqual(len(remedy.sudo().picking_ids), 1)

    def test_documents_follow_a_merged_ticket(self):
        remedy = self._carried_out("return", {self.sofas: 1})
        goes_on = self._new_ticket(user_id=self.users["after_sales"].id)
        goes_on._cs_merge(self.ticket)
        picking = remedy.sudo().picking_ids
        self.assertEqual((remedy.ticket_id, picking.cs_ticket_id), (goes_on, goes_on))
        self.assertEqual(remedy.sudo().return_ids.ticket_id, goes_on)

    def test_return(self):
        remedy = self._carried_out("return", {self.sofas: 1})
        self.assertEqual(remedy.state, "approved")
        picking = remedy.sudo().picking_ids
        self.assertEqual(picking.picking_type_code, "incoming")
        self.assertEqual(picking.cs_ticket_id, self.ticket)
        move = picking.move_ids
        self.assertEqual((move.product_id, move.product_uom_qty), (self.sofa, 1))
        self.assertTrue(move.to_refund)
        self.assertIn(picking.name, remedy.document_state)
        self.assertIn("Ready", remedy.document_state)
        self.assertEqual(self.ticket.cs_returns_count, 1)
        with self.assertRaisesRegex(
            UserError, "was made for this remedy already|first"
        ):
            remedy.action_carry_out()
        with self.assertRaisesRegex(UserError, "is not done yet"):
            remedy.action_deliver()
        with self.assertRaisesRegex(UserError, "Have it cancelled"):
            remedy.action_reset()
        self._receive(picking)
        self.assertEqual(remedy.state, "delivered")
        self.assertTrue(remedy.date_delivered)
        self.assertEqual(self.sofas.qty_delivered, 1)
        action = picking.action_cs_open_ticket()
        self.assertEqual(action["res_id"], self.ticket.id)

    def test_cancelled_return_can_be_made_again(self):
        remedy = self._carried_out("return", {self.sofas: 1})
        remedy.sudo().picking_ids.action_cancel()
        remedy.invalidate_recordset()
        self.assertEqual(remedy.state, "approved")
        self.assertTrue(remedy.can_carry_out)
        remedy.action_carry_out()
        self.assertEqual(len(remedy.sudo().picking_ids), 2)

    def test_never_more_than_the_customer_has(self):
        with self.assertRaisesRegex(ValidationError, "Only 2 of Sofa"):
            self._remedy("return", {self.sofas: 3})
        with self.assertRaisesRegex(ValidationError, "Only 2 of Sofa"):
            self._remedy("return", {self.sofas: 1e11})
        self._carried_out("return", {self.sofas: 2})
        again = self._remedy("return", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "1 is too much, 0 is possible"):
            again.action_approve()
        fresh = self._new_order(self.customer, {self.sofa: 1})
        remedy = self._remedy("exchange", {fresh.order_line: 1})
        with self.assertRaisesRegex(UserError, "1 is too much, 0 is possible"):
            remedy.action_approve()

    def test_two_approved_before_either_is_carried_out(self):
        first = self._remedy("return", {self.sofas: 2})
        second = self._remedy("return", {self.sofas: 1})
        (first | second).action_approve()
        first.action_carry_out()
        with self.assertRaisesRegex(UserError, "is too much"):
            second.action_carry_out()

    def test_quantities(self):
        for quantity in (0, -1):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(IntegrityError, "quantity_positive"),
                self.cr.savepoint(),
            ):
                self._remedy("return", {self.sofas: quantity})

    def test_only_lines_of_the_customer(self):
        order = self._new_order(self.other_customer, {self.sofa: 1})
        with self.assertRaisesRegex(ValidationError, "is not an order of Lin Yue"):
            self._remedy("return", {order.order_line: 1})

    def test_only_orders_of_the_company(self):
        company = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.currency.id}
        )
        self.customer.company_id = False
        product = self._new_product("Chair", 100, company_id=False)
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self._remedy("return", {order.order_line: 1})

    def test_exchange_of_the_same(self):
        remedy = self._carried_out("exchange", {self.sofas: 1})
        pickings = remedy.sudo().picking_ids
        self.assertEqual(
            sorted(pickings.mapped("picking_type_code")), ["incoming", "outgoing"]
        )
        self.assertEqual(self.ticket.cs_transfers_count, 1)
        back = pickings.filtered(lambda p: p.picking_type_code == "incoming")
        self._receive(back)
        self.assertEqual(remedy.state, "approved")
        self._receive(pickings - back)
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(self.sofas.qty_delivered, 2)

    def test_exchange_for_another(self):
        remedy = self._remedy(
            "exchange",
            line_ids=[
                Command.create(
                    {
                        "sale_line_id": self.sofas.id,
                        "quantity": 1,
                        "replacement_id": self.table.id,
                    }
                )
            ],
        )
        remedy.action_approve()
        remedy.action_carry_out()
        pickings = remedy.sudo().picking_ids
        for picking in pickings:
            self._receive(picking)
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(pickings.move_ids.product_id, self.sofa | self.table)
        self.assertEqual(self.sofas.qty_delivered, 2, "paid for, as before")
        self.assertEqual(len(self.order.order_line), 2)

    def test_replenish(self):
        remedy = self._carried_out("replenish", {self.tables: 1})
        picking = remedy.sudo().picking_ids
        self.assertEqual(picking.picking_type_code, "outgoing")
        self.assertEqual(picking.origin, self.ticket.number)
        again = self._remedy("reship", {self.tables: 1})
        with self.assertRaisesRegex(UserError, "less what was sent again"):
            again.action_approve()
        self._receive(picking)
        self.assertEqual(remedy.state, "delivered")
        self.assertEqual(self.tables.qty_delivered, 1, "not sold once more")

    def test_part_of_a_transfer(self):
        """What comes later keeps the remedy open."""
        remedy = self._carried_out("return", {self.sofas: 2})
        picking = remedy.sudo().picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(remedy.state, "approved")
        self._receive(remedy.sudo().picking_ids - picking)
        self.assertEqual(remedy.state, "delivered")

    def test_gift(self):
        remedy = self._remedy(
            "gift",
            line_ids=[Command.create({"product_id": self.table.id, "quantity": 1})],
        )
        self.assertEqual(remedy.goods_value, 2000)
        remedy.action_approve()
        remedy.action_carry_out()
        self._receive(remedy.sudo().picking_ids)
        self.assertEqual(remedy.state, "delivered")

    def test_gift_is_worth_its_price(self):
        self._kind("gift").write({"agent_limit": 200, "supervisor_limit": 2000})
        remedy = self._remedy(
            "gift",
            amount=10,
            line_ids=[Command.create({"product_id": self.table.id, "quantity": 1})],
        )
        with self.assertRaisesRegex(UserError, "2,000.00.*above your limit"):
            remedy.action_approve()
        remedy.with_user(self.users["supervisor"]).action_approve()

    def test_return_is_worth_its_goods(self):
        self._kind("return").write({"agent_limit": 500, "supervisor_limit": 5000})
        remedy = self._remedy("return", {self.sofas: 1}, amount=1)
        for role in ("after_sales", "supervisor"):
            with self.assertRaisesRegex(UserError, "6,000.00.*above your limit"):
                remedy.with_user(self.users[role]).action_approve()

    def _for(self, product, line, role="after_sales", **values):
        """An exchange of one of the line's goods for another product."""
        return self._remedy(
            "exchange",
            role=role,
            line_ids=[
                Command.create(
                    {
                        "sale_line_id": line.id,
                        "quantity": 1,
                        "replacement_id": product.id,
                    }
                )
            ],
            **values,
        )

    def test_what_goes_out_is_worth_its_goods(self):
        """Whether or not the kind has an amount (C6)."""
        kinds = self._kind("exchange") | self._kind("replenish") | self._kind("reship")
        kinds.write({"agent_limit": 500, "supervisor_limit": 5000})
        for name in ("exchange", "replenish", "reship"):
            remedy = self._remedy(name, {self.sofas: 1})
            self.assertIn("6,000.00", remedy.approval_reason)
            for role in ("after_sales", "supervisor"):
                with self.assertRaisesRegex(UserError, "6,000.00.*above your limit"):
                    remedy.with_user(self.users[role]).action_approve()
            remedy.with_user(self.users["manager"]).action_approve()
        dearer = self._for(self.sofa, self.tables)
        with self.assertRaisesRegex(UserError, "12,000.00.*above your limit"):
            dearer.with_user(self.users["supervisor"]).action_approve()
        kinds.write({"agent_limit": 20000, "supervisor_limit": 20000})
        dearer.action_approve()

    def test_kinds_with_limits(self):
        self.assertTrue(self._kind("exchange").has_limits)
        self.assertFalse(self._kind("apology").has_limits)

    def test_difference_in_price(self):
        group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": self.company.id}
        )
        tax = self.env["account.tax"].create(
            {
                "name": "13 %",
                "amount": 13,
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "tax_group_id": group.id,
            }
        )
        self.sofa.taxes_id = tax
        self.sofa.default_code = "YJ-SOFA"
        remedy = self._for(self.sofa, self.tables, description=False)
        self.assertEqual(remedy.price_difference, 4780)
        with self.assertRaisesRegex(UserError, "4,780.00.* more. Write in the desc"):
            remedy.action_approve()
        remedy.description = "You pay the difference"
        remedy.action_approve()
        _kind, goods, difference, *_others = remedy._terms()
        self.assertEqual(goods, "Table Osmanthus × 1 → Sofa Jasmine × 1")
        self.assertRegex(difference, "What comes instead costs .*4,780.00 more")
        key = remedy._terms_key()
        self.sofa.list_price = 7000
        self.env.invalidate_all()
        self.assertNotEqual(remedy._terms_key(), key)
        self.sofa.taxes_id = False
        cheaper = self._for(self.table, self.sofas, description=False)
        self.assertEqual(cheaper.price_difference, -4000)
        self.assertRegex(cheaper._terms()[2], "costs .*4,000.00 less")
        cheaper.action_approve()
        same = self._for(self.sofa, self.sofas)
        self.assertFalse(same.price_difference)
        self.assertEqual(same._terms()[1], "Sofa Jasmine × 1")

    def test_goods_of_who_was_the_customer(self):
        self.ticket.cs_sale_line_ids = [Command.clear()]
        remedy = self._remedy("return", {self.sofas: 1})
        self.ticket.partner_id = self.other_customer
        with self.assertRaisesRegex(ValidationError, "is not an order of Zhao Min"):
            remedy.action_approve()

    def test_gift_to_nobody(self):
        ticket = self._new_ticket(
            user_id=self.users["after_sales"].id, partner_id=False
        )
        remedy = self._remedy(
            "gift",
            ticket_id=ticket.id,
            line_ids=[Command.create({"product_id": self.table.id})],
        )
        with self.assertRaisesRegex(UserError, "Choose the customer of the ticket"):
            remedy.action_approve()

    def test_huge_quantity(self):
        line = Command.create({"product_id": self.table.id, "quantity": 1e300})
        with self.assertRaisesRegex(UserError, "too large for “Quantity”"):
            self._remedy("gift", line_ids=[line])

    def test_special_price(self):
        self.sofas.cs_vip_no_return = True
        for kind in ("return", "exchange"):
            remedy = self._remedy(kind, {self.sofas: 1})
            self.assertFalse(remedy.can_approve)
            self.assertEqual(remedy.special_goods, "Sofa Jasmine")
            with self.assertRaisesRegex(UserError, "Offer a repair or a price"):
                remedy.with_user(self.users["manager"]).action_approve()
        self._remedy("repair", {self.sofas: 1}).action_approve()

    def test_special_price_with_exception(self):
        self.sofas.cs_vip_no_return = True
        self.company.cs_special_return_override = True
        self.ticket.cs_fault = "open"
        remedy = self._remedy("return", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "An exception needs our fault"):
            remedy.with_user(self.users["manager"]).action_approve()
        self.ticket.cs_fault = "ours"
        remedy.defect_kind_id = self.env.ref("cs_department.defect_kind_minor")
        with self.assertRaisesRegex(UserError, "An exception needs our fault"):
            remedy.with_user(self.users["manager"]).action_approve()
        remedy.defect_kind_id = self.env.ref("cs_department.defect_kind_quality")
        with self.assertRaisesRegex(UserError, "manager can make an exception"):
            remedy.with_user(self.users["supervisor"]).action_approve()
        remedy.action_ask_approval()
        self.assertEqual(remedy.sudo().activity_ids.user_id, self._managers())
        remedy.with_user(self.users["manager"]).action_approve()
        self.assertFalse(remedy.sudo().activity_ids)
        remedy.action_carry_out()
        self.assertEqual(self.ticket.cs_returns_count, 1)

    def _managers(self):
        group = self.env.ref("cs_department.group_manager")
        return group.all_user_ids.filtered(
            lambda user: self.company in user.company_ids
        ) - self.env.ref("base.user_root")

    def test_repair(self):
        remedy = self._carried_out("repair", {self.sofas: 1}, under_warranty=True)
        repair = remedy.sudo().repair_ids
        self.assertEqual(repair.product_id, self.sofa)
        self.assertEqual(repair.partner_id, self.customer)
        self.assertTrue(repair.under_warranty)
        self.assertEqual(repair.company_id, self.company)
        self.assertEqual(self.ticket.cs_repairs_count, 1)
        self.assertIn(self.ticket.number, str(repair.internal_notes))
        repair.action_validate()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(remedy.state, "delivered")

    def test_visit(self):
        remedy = self._carried_out("visit")
        visit = remedy.sudo().cs_visit_ids
        self.assertEqual((visit.kind, visit.state), ("repair", "requested"))
        self.assertEqual(visit.sale_order_id, self.order)
        self.assertEqual(self.ticket.cs_visits_count, 1)
        visit.write(
            {
                "state": "scheduled",
                "date_start": "2099-01-05 02:00:00",
                "date_end": "2099-01-05 04:00:00",
            }
        )
        visit.check_ids.is_done = True
        visit.write({"work_done": "Glued", "not_signed_reason": "In a hurry"})
        for state in ("confirmed", "on_site", "done"):
            self.assertEqual(remedy.state, "approved")
            visit.state = state
        self.assertEqual(remedy.state, "delivered")

    def test_not_before_it_is_approved(self):
        remedy = self._remedy("return", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "Have the remedy approved first"):
            remedy.action_carry_out()
        money = self._remedy("money", amount=10)
        money.action_approve()
        with self.assertRaisesRegex(UserError, "is carried out by hand"):
            money.action_carry_out()

    def test_goods_are_named(self):
        for kind in ("return", "exchange", "replenish", "gift"):
            remedy = self._remedy(kind)
            self.assertFalse(remedy.can_approve)
            with self.assertRaisesRegex(UserError, "Enter the goods"):
                remedy.action_approve()
        remedy = self._remedy(
            "return", line_ids=[Command.create({"product_id": self.sofa.id})]
        )
        with self.assertRaisesRegex(UserError, "Choose the order line"):
            remedy.action_approve()

    def test_bought_before_orders_were_here(self):
        """No document can be made: a supervisor decides, and the register shows that
        the sales manager has seen the goods."""
        remedy = self._remedy("return", description=False, amount=300)
        remedy.action_ask_approval()
        self.assertEqual(remedy.sudo().activity_ids.user_id, self.users["supervisor"])
        boss = remedy.with_user(self.users["supervisor"])
        with self.assertRaisesRegex(UserError, "Write down the reason"):
            boss.action_approve()
        boss.description = "Bought in 2019, receipt seen"
        boss.action_approve()
        self.assertFalse(remedy.can_carry_out)
        with self.assertRaisesRegex(UserError, "there is no document to make"):
            remedy.action_carry_out()
        self.assertFalse(remedy.can_deliver)
        with self.assertRaisesRegex(UserError, "Ask your supervisor"):
            remedy.action_deliver()
        self.assertTrue(boss.can_deliver)
        with self.assertRaisesRegex(UserError, "Enter the goods in the register"):
            boss.action_deliver()
        entry = self.env["cs.return"].create(
            {"ticket_id": self.ticket.id, "product_id": self.sofa.id}
        )
        entry.with_user(self.users["sales_manager"]).action_see()
        entry.write({"transit_state": "arrived", "completeness": "complete"})
        entry.action_settle()
        boss.action_deliver()
        self.assertEqual(remedy.state, "delivered")

    def test_repaired_on_the_spot(self):
        remedy = self._remedy("repair", {self.sofas: 1})
        remedy.action_approve()
        self.assertTrue(remedy.can_deliver)
        remedy.action_deliver()
        self.assertEqual(remedy.state, "delivered")

    def test_hand_is_no_transfer(self):
        remedy = self._remedy("return", {self.sofas: 1})
        remedy.action_approve()
        for role in ("after_sales", "supervisor", "manager"):
            user = remedy.with_user(self.users[role])
            self.assertFalse(user.can_deliver)
            with self.assertRaisesRegex(UserError, "Press “Carry Out”"):
                user.action_deliver()
            with self.assertRaisesRegex(UserError, "Press “Carry Out”"):
                user.write({"state": "delivered"})
        self.assertEqual(remedy.state, "approved")

    def test_agreed_goods_stay(self):
        remedy = self._remedy("return", {self.sofas: 1})
        remedy.action_approve()
        with self.assertRaisesRegex(UserError, "already agreed"):
            remedy.line_ids.quantity = 2
        with self.assertRaisesRegex(UserError, "already agreed"):
            remedy.line_ids = [Command.clear()]

    def test_closed_ticket(self):
        remedy = self._remedy("return", {self.sofas: 1})
        remedy.action_approve()
        with (
            self.assertRaisesRegex(UserError, "Still under way: Return"),
            self.env.cr.savepoint(),
        ):
            self._cancel(self.ticket)
        # as tickets that were closed over it before
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = %s",
            [
                self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled").id,
                self.ticket.id,
            ],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is closed. Reopen it"):
            remedy.action_carry_out()

    def test_roles(self):
        """Whoever writes the remedy carries it out, without rights on stock."""
        for role in ("clerk", "supervisor"):
            self.assertFalse(self.users[role].has_group("stock.group_stock_user"))
            remedy = self._remedy("replenish", {self.tables: 1}, role=role)
            remedy.action_approve()
            remedy.action_carry_out()
            action = self.ticket.with_user(self.users[role]).action_cs_transfers()
            self.assertEqual(action["res_model"], "cs.remedy")
            remedy.sudo().picking_ids.action_cancel()
            remedy.write({"refusal_reason": "Next role", "state": "refused"})
        for role in ("agent", "specialist", "installer", "sales", "contact"):
            with self.assertRaises(AccessError):
                remedy.with_user(self.users[role]).action_carry_out()

    def test_points_go_back_in_proportion(self):
        card, order = self._order_with_card(2)
        self.assertGreater(card.points_balance, 0)
        earned = card.points_balance
        self._deliver(order)
        remedy = self._carried_out("return", {order.order_line: 1})
        self._receive(remedy.sudo().picking_ids)
        self.assertEqual(card.points_balance, earned // 2)
