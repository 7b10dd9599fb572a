"""The redeem dialog in the browser: slider and number (V7)."""

from odoo.tests import HttpCase, tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestRedeemTour(HttpCase, VipCommon):
    def test_slide_and_type(self):
        self.grant(str(self.env.cr.now().date()), points=10000)
        user = self._create_user("vip_till", "sales_team.group_sale_salesman")
        order = self.quote(3000, product=self.sofa, user_id=user.id)
        self.start_tour(f"/odoo/sales/{order.id}", "cs_vip_redeem", login="vip_till")
        self.assertEqual(order.cs_vip_points_redeemed, 3000)
        self.assertEqual(order.amount_total, 1500)
