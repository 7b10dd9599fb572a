from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import visit_common


@tagged("post_install", "-at_install")
class TestVisitRequest(visit_common.VisitCase):
    """I1: the goods have arrived, the salesperson asks for the installation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.users["sales"]
        cls.wardrobe = cls._new_product("Wardrobe", 3000, is_storable=True)
        cls.stock = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.company.id)], limit=1)
            .lot_stock_id
        )
        cls.stocked = cls._new_order(
            cls.customer, {cls.wardrobe: 2}, user_id=cls.sales.id
        )

    def _arrive(self, quantity):
        self.env["stock.quant"]._update_available_quantity(
            self.wardrobe, self.stock, quantity
        )
        self.stocked.picking_ids.action_assign()

    def _request(self, order=None):
        (order or self.stocked).with_user(self.sales).action_cs_request_visit()
        return (order or self.stocked).cs_visit_ids

    def test_missing_goods_are_named(self):
        with self.assertRaisesRegex(UserError, "Missing: Wardrobe × 2"):
            self._request()
        self._arrive(1)
        with self.assertRaisesRegex(UserError, "Missing: Wardrobe × 1"):
            self._request()
        self.assertFalse(self.stocked.cs_visit_ids)

    def test_fully_reserved_is_arrived(self):
        self._arrive(2)
        visit = self._request()
        self.assertEqual(visit.state, "requested")
        self.assertEqual(visit.kind, "installation")
        self.assertEqual(visit.order_date, self.stocked.date_order)
        self.assertEqual(visit.partner_id, self.customer)
        self.assertEqual(visit.phone, self.customer.phone)
        self.assertEqual(visit.contact_name, "Lin Yue")
        self.assertEqual(visit.product_description, "Wardrobe × 2")
        self.assertEqual(str(visit.date_goods), "2026-03-10")
        self.assertRegex(visit.name, r"^VS\d{4}-\d{5}$")

    def test_delivered_is_arrived(self):
        self._arrive(2)
        self.stocked.picking_ids.move_ids.picked = True
        self.stocked.picking_ids.button_validate()
        self.assertEqual(self._request().state, "requested")

    def test_quotation_is_refused(self):
        draft = self._new_order(
            self.customer, {self.sofa: 1}, confirm=False, user_id=self.sales.id
        )
        with self.assertRaisesRegex(UserError, "Confirm order"):
            self._request(draft)

    def test_second_request_is_refused(self):
        self._arrive(2)
        visit = self._request()
        with self.assertRaisesRegex(UserError, f"already has visit {visit.name}"):
            self._request()

    def test_foreign_order_is_refused(self):
        other = self._new_user(
            "sales", "sales_team.group_sale_salesman", login="test_sales_2"
        )
        self._arrive(2)
        with self.assertRaises(AccessError):
            self.stocked.with_user(other).action_cs_request_visit()

    def test_salesperson_reads_own_and_changes_nothing(self):
        self._arrive(2)
        visit = self._request().with_user(self.sales)
        self.assertEqual(visit.state, "requested")
        with self.assertRaises(AccessError):
            visit.note = "hurry"
        foreign = self._new_visit().with_user(self.sales)
        with self.assertRaises(AccessError):
            foreign.read(["address"])
        with self.assertRaises(AccessError):
            self.env["cs.visit"].with_user(self.sales).create(
                {"partner_id": self.customer.id}
            )

    def test_cancelled_order_cancels_the_visit(self):
        self._arrive(2)
        visit = self._request()
        self.stocked.with_user(self.sales)._action_cancel()
        self.assertEqual(visit.state, "cancelled")
