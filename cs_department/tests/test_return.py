from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_vip.business_day import business_day

from . import remedy_common
from .portal_common import picture


@tagged("post_install", "-at_install")
class TestReturn(remedy_common.RemedyCase):
    """The register of returns and problem parcels, and its paths (C7, C7b)."""

    def _entry(self, kind, role="after_sales", **values):
        return (
            self.env["cs.return"]
            .with_user(self.users[role])
            .create(
                {
                    "kind": kind,
                    "ticket_id": self.ticket.id,
                    "sale_line_id": self.sofas.id,
                    **values,
                }
            )
        )

    def _photo(self, role="after_sales", **values):
        """As the form uploads it, before it is saved."""
        return (
            self.env["ir.attachment"]
            .with_user(self.users[role])
            .create(
                {
                    "name": "leg.png",
                    "raw": picture(),
                    "res_model": "cs.return",
                    "res_id": 0,
                    **values,
                }
            )
        )

    def test_what_the_order_knows(self):
        entry = self._entry("shortage", quantity=2)
        self.assertRegex(entry.name, r"^RP\d{4}-\d{5}$")
        self.assertEqual(entry.display_name, f"{entry.name} {self.customer.name}")
        self.assertEqual(entry.partner_id, self.customer)
        self.assertEqual(entry.order_id, self.order)
        day = business_day(self.company, self.order.date_order)
        self.assertEqual(entry.date_order, day)
        self.assertEqual((entry.product_id, entry.amount), (self.sofa, 12000))
        self.assertEqual(self.ticket.cs_register_count, 1)

    def test_parcel_without_ticket(self):
        """An online agent enters a parcel nobody has called about yet."""
        entry = (
            self.env["cs.return"]
            .with_user(self.users["agent"])
            .create(
                {
                    "kind": "chase",
                    "partner_id": self.customer.id,
                    "product_id": self.table.id,
                    "waybill": "SF1",
                }
            )
        )
        self.assertEqual(entry.company_id, self.company)
        self.assertEqual(entry.currency_id, self.currency)

    def test_shortage(self):
        entry = self._entry("shortage", missing_items=" ")
        with self.assertRaisesRegex(UserError, "needed: which items are missing"):
            entry.action_settle()
        with self.assertRaisesRegex(UserError, "which items are missing"):
            entry.write({"state": "done"})
        entry.missing_items = "Four castors"
        entry.action_settle()
        self.assertEqual(entry.state, "done")
        self.assertTrue(entry.date_done)

    def test_damage_not_signed_for(self):
        entry = self._entry("damage")
        with self.assertRaisesRegex(UserError, "whether the parcel was signed for"):
            entry.action_settle()
        entry.signed_for = "no"
        with self.assertRaisesRegex(UserError, "that the delivery was refused"):
            entry.action_settle()
        entry.action_refuse_delivery()
        self.assertEqual(entry.refused_user_id, self.users["after_sales"])
        self.assertTrue(entry.date_refused)
        entry.action_settle()

    def test_damage_signed_for(self):
        entry = self._entry("damage", signed_for="yes")
        with self.assertRaisesRegex(UserError, "was not signed for can be refused"):
            entry.action_refuse_delivery()
        with self.assertRaisesRegex(UserError, "photos of the damage; who verified"):
            entry.action_settle()
        with self.assertRaisesRegex(UserError, "Add the photos first"):
            entry.action_verify_photos()
        photo = self._photo()
        entry.photo_ids = [Command.set(photo.ids)]
        self.assertEqual(photo.res_id, entry.id)
        self.assertTrue(photo.with_user(self.users["clerk"]).has_access("read"))
        with self.assertRaisesRegex(UserError, "needed: who verified the photos"):
            entry.action_settle()
        entry.with_user(self.users["clerk"]).action_verify_photos()
        self.assertEqual(entry.verified_user_id, self.users["clerk"])
        entry.action_settle()

    def test_only_pictures(self):
        entry = self._entry("damage", signed_for="yes")
        for name, content in (
            ("x.exe", b"MZ\x90"),
            ("leg.png", b"MZ\x90"),
            ("leg.pdf", b"%PDF-1.4"),
            ("leg.png", b""),
        ):
            photo = self._photo(name=name, raw=content)
            with self.assertRaisesRegex(UserError, "is no picture"):
                entry.photo_ids = [Command.set(photo.ids)]
            with self.assertRaisesRegex(UserError, "is no picture"):
                self._entry("damage", photo_ids=[Command.set(photo.ids)])
        self.company.cs_upload_mb = 1
        large = self._photo(raw=picture() + bytes(1024 * 1024))
        with self.assertRaisesRegex(UserError, "larger than 1 MB"):
            entry.photo_ids = [Command.set(large.ids)]

    def test_only_own_photos(self):
        entry = self._entry("damage", signed_for="yes")
        other = self._entry("damage", photo_ids=[Command.set(self._photo().ids)])
        for photo in (
            other.photo_ids,
            self._photo("clerk"),
            self.env["ir.attachment"].create({"name": "leg.png", "raw": picture()}),
            self._photo(res_model="helpdesk.ticket", res_id=self.ticket.id),
        ):
            with self.assertRaisesRegex(UserError, "is no photo here|not allowed"):
                entry.photo_ids = [Command.set(photo.ids)]
        entry.photo_ids = [Command.set(self._photo(res_id=entry.id).ids)]

    def test_chase(self):
        entry = self._entry("chase")
        with self.assertRaisesRegex(
            UserError, "number of the waybill; that the waybill was checked; that the"
        ):
            entry.action_settle()
        with self.assertRaisesRegex(UserError, "Enter the number of the waybill"):
            entry.action_waybill_checked()
        entry.waybill = "SF1234567890"
        with self.assertRaisesRegex(UserError, "what the waybill says"):
            entry.action_waybill_checked()
        entry.waybill_result = "In Suzhou since Monday"
        entry.action_waybill_checked()
        with self.assertRaisesRegex(UserError, "Enter what the courier answered"):
            entry.action_courier_called()
        entry.call_result = "Tomorrow"
        entry.action_courier_called()
        self.assertEqual(entry.called_user_id, self.users["after_sales"])
        entry.action_settle()
        with self.assertRaisesRegex(UserError, "does not belong to"):
            entry.action_courier_called()

    def test_steps_of_other_kinds(self):
        entry = self._entry("shortage")
        for step in ("refuse_delivery", "waybill_checked", "courier_called"):
            with self.assertRaisesRegex(UserError, "does not belong to"):
                getattr(entry, f"action_{step}")()

    def test_record_is_not_written_by_hand(self):
        entry = self._entry("return")
        for values in (
            {"seen_user_id": self.users["sales_manager"].id},
            {"date_seen": "2026-01-01 00:00:00"},
            {"date_called": "2026-01-01 00:00:00"},
            {"remedy_id": self._remedy("return").id},
        ):
            with self.assertRaisesRegex(UserError, "recorded by the step itself"):
                entry.write(values)
            with self.assertRaisesRegex(UserError, "recorded by the step itself"):
                self._entry("return", **values)

    def test_reopening(self):
        entry = self._entry("shortage", missing_items="A leg")
        entry.action_settle()
        with self.assertRaisesRegex(UserError, "Open it again before you change it"):
            entry.missing_items = "Nothing"
        with self.assertRaisesRegex(UserError, "is up to others"):
            entry.action_reopen()
        entry.with_user(self.users["supervisor"]).action_reopen()
        self.assertEqual((entry.state, entry.date_done), ("open", False))
        entry.action_cancel()
        entry.action_reopen()

    def test_bad_input(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "positive"),
            self.cr.savepoint(),
        ):
            self._entry("return", quantity=-1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "positive"),
            self.cr.savepoint(),
        ):
            self._entry("return", amount=-1)
        with self.assertRaisesRegex(ValidationError, "Only 2 of Sofa"):
            self._entry("return", quantity=1e9)
        with self.assertRaisesRegex(ValidationError, "more than was paid"):
            self._entry("return", amount=12000.01)
        with self.assertRaisesRegex(UserError, "too large for “Amount”"):
            self._entry("return", amount=1e15)
        order = self._new_order(self.other_customer, {self.sofa: 1})
        with self.assertRaisesRegex(ValidationError, "is not an order of Lin Yue"):
            self._entry("return", sale_line_id=order.order_line.id)
        with self.assertRaisesRegex(ValidationError, "is not of this customer"):
            self._entry(
                "return",
                partner_id=self.other_customer.id,
                sale_line_id=False,
                product_id=self.sofa.id,
            )

    def test_deleting(self):
        entry = self._entry("shortage", missing_items="A leg")
        with self.assertRaises(AccessError):
            entry.unlink()
        manager = entry.with_user(self.users["manager"])
        manager.action_settle()
        with self.assertRaisesRegex(UserError, "part of the record"):
            manager.unlink()

    # The sales manager ------------------------------------------------------------

    def test_seen_by_the_sales_manager(self):
        remedy = self._carried_out(
            "return",
            {self.sofas: 1},
            defect_kind_id=self.env.ref("cs_department.defect_kind_quality").id,
        )
        entry = remedy.return_ids
        self.assertEqual((entry.kind, entry.quantity), ("return", 1))
        self.assertEqual(entry.seen_state, "waiting")
        self.assertTrue(entry.counts_as_ours)
        self.assertIn(self.users["sales_manager"], entry.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(AccessError, "by the sales manager, nobody else"):
            entry.with_user(self.users["manager"]).action_see()
        boss = entry.with_user(self.users["sales_manager"])
        self.assertTrue(boss.can_see)
        with self.assertRaises(AccessError):
            boss.write({"remark": "x"})
        boss.action_see()
        self.assertEqual(entry.seen_user_id, self.users["sales_manager"])
        self.assertTrue(entry.date_seen)
        self.assertFalse(entry.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "does not wait for"):
            boss.action_see()

    def test_no_way_round_the_sales_manager(self):
        """The entry of a remedy leaves the register when it is settled only."""
        remedy = self._carried_out("exchange", {self.sofas: 1})
        entry = remedy.return_ids.with_user(self.users["clerk"])
        with self.assertRaisesRegex(UserError, "belongs to the remedy “Exchange”"):
            entry.action_cancel()
        with self.assertRaisesRegex(UserError, "belongs to the remedy “Exchange”"):
            entry.kind = "chase"
        with self.assertRaisesRegex(UserError, "is open. Settle or cancel it"):
            entry.active = False
        remedy.sudo().picking_ids.action_cancel()
        remedy.action_reset()
        entry.action_cancel()
        entry.active = False

    def test_settled_return(self):
        remedy = self._carried_out("return", {self.sofas: 1})
        entry = remedy.return_ids.with_user(self.users["after_sales"])
        with self.assertRaisesRegex(
            UserError, "manager has seen it; the goods have arrived"
        ):
            entry.action_settle()
        entry.with_user(self.users["sales_manager"]).action_see()
        self._receive(remedy.sudo().picking_ids)
        self.assertEqual(entry.transit_state, "arrived")
        with self.assertRaisesRegex(UserError, "whether the goods are complete"):
            entry.action_settle()
        entry.completeness = "complete"
        entry.action_settle()

    def test_setting_holds_the_transfer(self):
        self.company.cs_return_sight_blocks = True
        remedy = self._carried_out("return", {self.sofas: 1})
        with self.assertRaisesRegex(UserError, "not seen by the sales manager yet"):
            self._receive(remedy.sudo().picking_ids)
        remedy.return_ids.with_user(self.users["sales_manager"]).action_see()
        self._receive(remedy.sudo().picking_ids)
        self.assertEqual(remedy.state, "delivered")

    def test_entered_before_the_remedy(self):
        """The entry is taken up, not doubled; only the sales manager of its store is
        told."""
        leader = self._new_user(
            "lead2", "sales_team.group_sale_manager", login="store_leader"
        )
        self.order.team_id = self.env["crm.team"].create(
            {"name": "Store", "company_id": self.company.id, "user_id": leader.id}
        )
        entry = self._entry("return", waybill="SF1")
        self.assertEqual(entry.sudo().activity_ids.user_id, leader)
        remedy = self._carried_out("return", {self.sofas: 1})
        self.assertEqual(remedy.return_ids, entry)

    def test_tasks_end_with_the_entry(self):
        entry = self._entry("return")
        self.assertTrue(entry.sudo().activity_ids)
        entry.action_cancel()
        self.assertFalse(entry.sudo().activity_ids)

    # Collected for analysis -------------------------------------------------------

    def _collect(self, role="after_sales", **quantities):
        ticket = self.ticket.with_user(self.users[role])
        action = ticket.action_cs_collect()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.users[role])
            .with_context(**action["context"])
            .create({})
        )
        for line in wizard.line_ids:
            line.quantity = quantities.get(line.product_id.name.split()[0], 0)
        return wizard

    def test_collect(self):
        self.ticket.action_cs_collect()
        self._collect(Sofa=1).action_collect()
        picking = self.env["stock.picking"].search(
            [("cs_ticket_id", "=", self.ticket.id)]
        )
        place = self.order.warehouse_id.cs_complained_location_id
        self.assertEqual((place.name, place.usage), ("Complained Goods", "internal"))
        self.assertEqual(picking.move_ids.location_dest_id, place)
        self.assertEqual(picking.picking_type_code, "incoming")
        self.assertFalse(picking.move_ids.to_refund)
        self._receive(picking)
        self.assertEqual(self.sofas.qty_delivered, 2, "the order stays as it is")
        self.assertIn("collected for analysis", self.ticket.message_ids[0].body)
        remedy = self._remedy("return", {self.sofas: 2})
        with self.assertRaisesRegex(UserError, "2 is too much, 1 is possible"):
            remedy.action_approve()

    def test_collect_no_more_than_there_is(self):
        with self.assertRaisesRegex(UserError, "the customer has 2, 3 cannot"):
            self._collect(Sofa=3).action_collect()
        with self.assertRaisesRegex(UserError, "-1 cannot be collected"):
            self._collect(Sofa=-1).action_collect()
        with self.assertRaisesRegex(UserError, "Enter how many"):
            self._collect().action_collect()
        wizard = self._collect(Sofa=1)
        other = self._new_order(self.other_customer, {self.sofa: 1})
        wizard.sudo().line_ids[0].sale_line_id = other.order_line
        with self.assertRaisesRegex(UserError, "Only goods of the ticket's"):
            wizard.action_collect()

    def test_collect_where(self):
        self.ticket.cs_sale_line_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "Choose the order lines"):
            self.ticket.action_cs_collect()

    def test_older_warehouse_gets_the_place(self):
        warehouse = self.order.warehouse_id
        warehouse.cs_complained_location_id = False
        place = warehouse._cs_complained_location()
        self.assertEqual(place.location_id, warehouse.view_location_id)
        self.assertEqual(warehouse._cs_complained_location(), place)

    # On paper ---------------------------------------------------------------------

    def test_register(self):
        self._entry("shortage", missing_items="A leg", remark="Called twice")
        layout = self.env.ref("web.external_layout_standard")
        self.company.external_report_layout_id = layout
        wizard = self.env["cs.return.register"].create({"company_id": self.company.id})
        action = wizard.action_print()
        report = self.env.ref("cs_department.action_report_return_register")
        entries = self.env["cs.return"].search([("company_id", "=", self.company.id)])
        html = report._render_qweb_html(report.report_name, entries.ids)[0].decode()
        self.assertIn("Called twice", html)
        self.assertIn(self.order.name, html)
        self.assertEqual(action["report_name"], report.report_name)
        self.assertEqual(report.paperformat_id.orientation, "Landscape")
        wizard.write({"date_from": "2001-01-01", "date_to": "2001-01-31"})
        with self.assertRaisesRegex(UserError, "has no entries"):
            wizard.action_print()
