"""One customer's way from the quotation to an agent's monthly score, each step done by
the role that does it, in the browser (rows V2–V9, I1–I3, C2–C9, K2, P1–P4)."""

import base64
from io import BytesIO

import openpyxl

from odoo.tests import tagged

from .common import JourneyCase

QUOTATION = "/odoo/action-sale.action_quotations_with_onboarding/new"


class Journey:
    """The steps; the languages below are the two ways to go."""

    language = None

    def test_journey(self):
        for user in self.users.values():
            user.lang = self.language
        self.customer.lang = self.language
        self.customer_qualifies()
        self.card_is_granted()
        self.card_is_used()
        self.goods_are_installed()
        self.complaint_is_settled()
        self.customer_is_called()
        self.month_is_appraised()

    def customer_qualifies(self):
        self.tour("sales", "cs_journey_qualify", QUOTATION)
        self.order = self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(self.order.amount_total, 60000)
        self.assertEqual(
            self.order.cs_vip_qualifying_tier_id,
            self.env.ref("cs_vip.tier_flagship_silver"),
        )
        self.assertEqual(self.order.cs_vip_points_earned, 0)

    def card_is_granted(self):
        self.tour(
            "clerk",
            "cs_journey_card_desk",
            "/odoo/action-cs_vip.cs_vip_card_action_review",
        )
        self.card = self.customer.cs_vip_card_id
        self.assertEqual(self.card.state, "active")
        self.assertEqual(self.entries(), [("enrolment", 360)])

    def entries(self):
        return [
            (entry.kind, entry.points) for entry in self.card.entry_ids.sorted("id")
        ]

    def card_is_used(self):
        self.tour("sales", "cs_journey_silver_order", QUOTATION)
        self.tour("sales", "cs_journey_voucher", QUOTATION)
        self.assertEqual(
            sorted(self.entries()),
            sorted(
                [
                    ("enrolment", 360),
                    ("order", 677),
                    ("voucher", -1000),
                    ("order", 48),
                    ("reversal", 1000),
                    ("reversal", -48),
                    ("voucher", -1000),
                    ("order", 48),
                ]
            ),
        )
        self.assertEqual(self.card.points_balance, 85)

    def goods_are_installed(self):
        self.goods_arrive()
        self.tour(
            "sales",
            "cs_journey_request_visit",
            f"/odoo/action-sale.action_orders/{self.order.id}",
        )
        visit = self.order.cs_visit_ids
        self.assertEqual(visit.order_date, self.order.date_order)
        self.tour(
            "clerk",
            "cs_journey_schedule",
            "/odoo/action-cs_department.action_cs_visit_waiting",
        )
        self.tour(
            "installer",
            "cs_journey_installer",
            "/odoo/action-cs_department.action_cs_visit_mine",
            phone=True,
        )
        self.assertEqual(visit.state, "done")
        self.assertEqual((visit.product_rating, visit.service_rating), (5, 5))
        signature = self.env["ir.attachment"].search(
            [
                ("res_model", "=", visit._name),
                ("res_id", "=", visit.id),
                ("res_field", "=", "signature"),
            ]
        )
        self.assertGreater(signature.file_size, 0)

    def complaint_is_settled(self):
        self.tour(
            "aftersales",
            "cs_journey_complaint",
            "/odoo/action-cs_department.action_ticket_complaints/new",
        )
        ticket = self.env["helpdesk.ticket"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(ticket.cs_is_complaint)
        self.assertTrue(ticket.closed)
        self.assertTrue(ticket.cs_satisfied)
        self.assertEqual(ticket.cs_sale_line_ids.order_id.partner_id, self.customer)
        self.assertEqual((ticket.cs_deadline - ticket.cs_date_received).days, 3)
        self.assertEqual(ticket.cs_closed_user_id, self.users["aftersales"])
        self.assertEqual(ticket.cs_remedy_ids.state, "delivered")

    def customer_is_called(self):
        callback = self.env["cs.callback"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("purpose", "=", "after_installation"),
            ]
        )
        self.assertEqual(callback.user_id, self.users["specialist"])
        self.tour(
            "specialist",
            "cs_journey_callback",
            f"/odoo/action-cs_department.action_cs_callback/{callback.id}",
        )
        self.assertEqual(callback.state, "done")
        self.assertEqual(callback.satisfaction, 5)

    def month_is_appraised(self):
        appraisals = "/odoo/action-cs_kpi.action_appraisal"
        self.tour("manager", "cs_journey_compute", appraisals)
        appraisal = self.env["cs.kpi.appraisal"].search(
            [("user_id", "=", self.users["aftersales"].id)]
        )
        # P1: one complaint, satisfied; nothing collected (-5); the rest is full.
        self.assertEqual(appraisal.score, 95)
        self.assertEqual(
            {
                line.indicator_id.code: line.deduction
                for line in appraisal.line_ids
                if line.deduction
            },
            {"feedback_collected": 5},
        )
        self.tour(
            "aftersales",
            "cs_journey_employee",
            "/odoo/action-cs_kpi.action_my_appraisal",
        )
        self.tour("manager", "cs_journey_confirm", f"{appraisals}/{appraisal.id}")
        self.tour("hr", "cs_journey_hr", appraisals)
        export = self.env["cs.kpi.export.wizard"].search([], order="id desc", limit=1)
        book = openpyxl.load_workbook(BytesIO(base64.b64decode(export.file)))
        cells = {
            str(cell.value) for sheet in book for row in sheet.rows for cell in row
        }
        self.assertIn("罗文涛", cells)


@tagged("post_install", "-at_install")
class TestJourneyEnglish(Journey, JourneyCase):
    language = "en_US"


@tagged("post_install", "-at_install")
class TestJourneyChinese(Journey, JourneyCase):
    language = "zh_CN"
