from datetime import datetime

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_vip.business_day import Clock

from . import common


@tagged("post_install", "-at_install")
class TestWarranty(common.DepartmentCase):
    """Warranty and return of what was sold (C7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.order.order_line[0]
        cls.order.date_order = "2026-01-30 20:00:00"  # the 31st in Shanghai

    def _on(self, day):
        self.env.invalidate_all()
        return self.line.with_context(cs_clock=Clock(datetime.fromisoformat(day)))

    def _deliver(self, day):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.line.product_id.id,
                "product_uom_qty": 1,
                "product_uom": self.line.product_uom_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "sale_line_id": self.line.id,
                "company_id": self.company.id,
            }
        )
        move.write({"state": "done", "date": day})
        return move

    def test_no_months_no_warranty(self):
        line = self._on("2026-02-01")
        self.assertEqual(line.cs_warranty_state, "none")
        self.assertFalse(line.cs_warranty_until)

    def test_from_the_order_where_nothing_is_delivered(self):
        self.sofa.product_tmpl_id.cs_warranty_months = 1
        line = self._on("2026-02-27 03:00")
        self.assertEqual(str(line.cs_warranty_until), "2026-02-27")
        self.assertEqual(line.cs_warranty_state, "in", "the last day counts")
        self.assertEqual(self._on("2026-02-28 03:00").cs_warranty_state, "out")
        self.assertFalse(line.cs_date_delivered)
        self.assertEqual(line.cs_return_state, "yes")
        self.assertFalse(line.cs_return_until)

    def test_from_the_last_delivery(self):
        self.sofa.product_tmpl_id.cs_warranty_months = 24
        self._deliver("2026-03-01 02:00:00")
        self._deliver("2026-03-04 18:00:00")  # the 5th in Shanghai
        line = self._on("2026-03-12 03:00")
        self.assertEqual(str(line.cs_date_delivered), "2026-03-05")
        self.assertEqual(str(line.cs_warranty_until), "2028-03-04")
        self.assertEqual(str(line.cs_return_until), "2026-03-12")
        self.assertEqual(line.cs_return_state, "yes", "seven days, the last one too")
        self.assertEqual(self._on("2026-03-13 03:00").cs_return_state, "late")

    def test_days_to_return_are_a_setting(self):
        self.company.cs_return_days = 30
        self._deliver("2026-03-01 02:00:00")
        self.assertEqual(self._on("2026-03-31 03:00").cs_return_state, "yes")
        self.assertEqual(self._on("2026-04-01 03:00").cs_return_state, "late")

    def test_special_price_goods_are_never_returned(self):
        self.line.cs_vip_no_return = True
        line = self._on("2026-02-01")
        self.assertEqual(line.cs_return_state, "special")
        self.assertFalse(line.cs_return_until)

    def test_the_nearest_category_counts_and_the_product_before_it(self):
        Category = self.env["product.category"]
        top = Category.create({"name": "Home", "cs_warranty_months": 12})
        middle = Category.create({"name": "Seats", "parent_id": top.id})
        leaf = Category.create({"name": "Sofas", "parent_id": middle.id})
        template = self.sofa.product_tmpl_id
        template.categ_id = leaf
        self.assertEqual(template._cs_warranty(), {template: 12})
        middle.cs_warranty_months = 36
        self.assertEqual(template._cs_warranty(), {template: 36})
        template.cs_warranty_months = 6
        self.assertEqual(template._cs_warranty(), {template: 6})

    def test_lines_cost_the_same_queries_however_many(self):
        lines = self.order.order_line
        for _number in range(3):
            lines |= self._new_order(
                self.customer, {self.sofa: 1, self.table: 1}
            ).order_line

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.users["clerk"]).mapped("cs_return_state")
            return self.env.cr.sql_log_count - before

        count(lines)
        self.assertEqual(count(lines[:2]), count(lines))

    def test_the_ticket_shows_it(self):
        ticket = self._new_ticket(cs_sale_line_ids=[Command.set(self.line.ids)])
        arch = (
            self.env["helpdesk.ticket"]
            .with_user(self.users["clerk"])
            .get_views([(False, "form")])["views"]["form"]["arch"]
        )
        for name in ("cs_warranty_state", "cs_return_state", "cs_warranty_until"):
            self.assertIn(f'name="{name}"', arch)
        line = ticket.with_user(self.users["clerk"]).cs_sale_line_ids
        self.assertEqual(line.cs_return_state, "yes")

    def test_a_negative_setting_is_refused(self):
        for record, name in (
            (self.company, "cs_return_days"),
            (self.sofa.product_tmpl_id, "cs_warranty_months"),
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                record[name] = -1
                record.flush_recordset()
