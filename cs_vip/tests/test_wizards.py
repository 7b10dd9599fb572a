"""The dialogs, as a user fills them in."""

from ast import literal_eval
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from . import common

NUMBER = "330102198503081234"


@tagged("post_install", "-at_install")
class TestApply(common.VipCommon):
    def setUp(self):
        super().setUp()
        self.order = self.quote(60000.0, user_id=self.salesman.id)
        self.order.action_confirm()
        self.order = self.order.with_user(self.salesman)

    def wizard(self, order=None):
        order = order or self.order
        return Form(
            self.env["cs.vip.card.apply"]
            .with_user(self.salesman)
            .with_context(default_order_id=order.id)
        )

    def fill_in(self, form):
        form.document_type = "id_card"
        form.document_number = NUMBER
        form.declaration = True
        return form.save()

    def test_banner(self):
        self.assertEqual(self.order.cs_vip_qualifying_tier_id, self.flagship_silver)
        self.assertTrue(self.order.cs_vip_can_apply)

    def test_filled_in_from_the_order(self):
        form = self.wizard()
        self.assertEqual(form.holder_name, "王小明")
        self.assertEqual(str(form.birthdate), "1985-03-08")
        self.assertEqual((form.street, form.city), ("解放路1号", "杭州市"))
        self.assertEqual(form.tier_id, self.flagship_silver)
        self.assertEqual(form.application_amount, 60000)
        self.assertEqual(form.application_order_ids[:], self.order)

    def test_apply_and_approve(self):
        """From the order to 360 points (V5), by the roles that do it."""
        wizard = self.fill_in(self.wizard())
        action = wizard.action_apply()
        card = self.env["cs.vip.card"].browse(action["res_id"])
        self.assertEqual(card.state, "submitted")
        self.assertEqual(card.partner_id, self.customer)
        self.assertEqual(card.application_order_ids, self.order)
        self.assertEqual(card.document_masked, "3301**********1234")
        self.order.invalidate_recordset()
        self.assertFalse(self.order.cs_vip_can_apply)
        card.with_user(self.desk).action_approve()
        self.assertEqual(card.points_balance, 360)

    def test_number_does_not_stay_in_the_dialog(self):
        wizard = self.fill_in(self.wizard())
        self.assertFalse(wizard.document_number)
        self.assertEqual(wizard.document_masked, "3301**********1234")
        with self.assertRaises(AccessError):
            wizard.read(["document_entry"])
        wizard.action_apply()
        self.assertFalse(wizard.sudo().document_entry)

    def test_corrects_the_customer(self):
        form = self.wizard()
        form.phone = "+86 139 0013 9000"
        form.holder_name = "王晓明"
        self.fill_in(form).action_apply()
        self.assertEqual(self.customer.phone, "+86 139 0013 9000")
        self.assertEqual(self.customer.name, "王晓明")

    def test_born_tomorrow(self):
        form = self.wizard()
        form.birthdate = fields.Date.today() + timedelta(days=2)
        with self.assertRefused(UserError, "lies in the future"):
            self.fill_in(form).action_apply()

    def test_not_declared(self):
        form = self.wizard()
        form.document_type = "id_card"
        form.document_number = NUMBER
        with self.assertRefused(UserError, "declaration that the data are true"):
            form.save().action_apply()

    def test_corrected_application_is_the_same(self):
        """Sent back by the desk, it is completed, not made anew."""
        action = self.fill_in(self.wizard()).action_apply()
        card = self.env["cs.vip.card"].browse(action["res_id"])
        card.with_user(self.desk).action_to_draft()
        self.order.invalidate_recordset()
        self.assertTrue(self.order.cs_vip_can_apply)
        form = self.wizard()
        self.assertEqual(form.document_type, "id_card")
        self.assertEqual(form.document_masked, "3301**********1234")
        form.declaration = True
        again = form.save().action_apply()
        self.assertEqual(again["res_id"], card.id)
        self.assertEqual(card.state, "submitted")

    def test_second_card_refused(self):
        card = self.grant("2026-01-01")
        wizard = self.fill_in(self.wizard())
        with self.assertRefused(UserError, f"already has card {card.name}"):
            wizard.action_apply()

    def test_order_that_does_not_qualify(self):
        order = self.quote(100.0, partner=self._create_customer("Little"),
                           user_id=self.salesman.id)  # fmt: skip
        order.action_confirm()
        wizard = self.fill_in(self.wizard(order))
        with self.assertRefused(UserError, "does not qualify"):
            wizard.action_apply()

    def test_document_of_somebody_else(self):
        other = self._create_customer("Other")
        card = self.apply(other, orders=self.env["sale.order"],
                          document_type="id_card", document_number=NUMBER)  # fmt: skip
        wizard = self.fill_in(self.wizard())
        with self.assertRefused(ValidationError, card.name):
            wizard.action_apply()

    def test_not_with_a_colleagues_order(self):
        stranger = self._create_user("vip_other", "sales_team.group_sale_salesman")
        wizard = self.env["cs.vip.card.apply"].with_user(stranger)
        with self.assertRaises(AccessError):
            Form(wizard.with_context(default_order_id=self.order.id))


@tagged("post_install", "-at_install")
class TestRedeem(common.VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = str(cls.env.cr.now().date())
        cls.card = cls.grant(cls.today, points=1500)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "order_line": [Command.create({"product_id": cls.sofa.id})],
            }
        )

    def wizard(self, **context):
        return Form(
            self.env["cs.vip.redeem"]
            .with_user(self.salesman)
            .with_context(default_order_id=self.order.id, **context)
        )

    def test_live(self):
        """V7: 2,700 to pay; 1,000 points: 300 off, 2,400 left; band by band."""
        form = self.wizard()
        self.assertEqual(form.balance, 1500)
        self.assertEqual((form.amount_before, form.amount_left), (2700, 2700))
        form.points = 1000
        self.assertEqual((form.voucher_amount, form.amount_left), (300, 2400))
        self.assertEqual(form.rate, 30)
        form.points = 1001
        self.assertAlmostEqual(form.voucher_amount, 350.35)
        self.assertAlmostEqual(form.amount_left, 2349.65)
        self.assertEqual(form.rate, 35)

    def test_nearest_reachable_below(self):
        """320 yuan cannot be had: between 300 and 350.35 there is nothing."""
        form = self.wizard()
        form.wanted_amount = 320
        self.assertEqual(form.points, 1000)
        self.assertEqual(form.voucher_amount, 300)
        self.assertIn("320", form.hint)
        self.assertIn("nearest below", form.hint)
        form.wanted_amount = 300
        self.assertFalse(form.hint)

    def test_wanted_more_than_the_card_has(self):
        form = self.wizard()
        form.wanted_amount = 1000
        self.assertEqual(form.points, 1500)
        self.assertEqual(form.voucher_amount, 525)

    def test_too_many_points(self):
        form = self.wizard()
        form.points = 1600
        self.assertIn("1500 points", form.problem)
        self.assertEqual(form.amount_left, 2700)
        with self.assertRaises(UserError):
            form.save().action_redeem()

    def test_redeem_and_remove(self):
        form = self.wizard()
        form.points = 1000
        form.save().action_redeem()
        self.assertEqual(self.order.amount_total, 2400)
        self.assertEqual(self.order.cs_vip_points_redeemed, 1000)
        form = self.wizard(cs_vip_redeemed=1000)
        self.assertEqual(form.points, 1000)
        self.assertEqual(form.amount_before, 2700)
        form.save().action_remove()
        self.assertEqual(self.order.amount_total, 2700)
        self.assertFalse(self.order.cs_vip_points_redeemed)

    def test_confirmed_order(self):
        self.order.action_confirm()
        self.assertIn("on quotations only", self.wizard().problem)


@tagged("post_install", "-at_install")
class TestDesk(common.VipCommon):
    def test_refuse(self):
        order = self.buy("2026-01-01", 60000.0)
        card = self.apply(orders=order)
        card.action_submit()
        form = Form(
            self.env["cs.vip.card.refuse"]
            .with_user(self.desk)
            .with_context(active_ids=card.ids)
        )
        form.reason = "The name differs from the document"
        form.save().action_refuse()
        self.assertEqual(card.state, "refused")
        self.assertEqual(card.refuse_reason, "The name differs from the document")

    def test_refuse_without_reason(self):
        card = self.apply(orders=self.env["sale.order"])
        wizard = self.env["cs.vip.card.refuse"].create(
            {"card_ids": card.ids, "reason": "  "}
        )
        with self.assertRefused(UserError, "Give the reason"):
            wizard.action_refuse()

    def test_refuse_upgrade(self):
        card = self.grant("2026-01-01")
        card.proposed_tier_id = self.flagship_gold
        self.env["cs.vip.card.refuse"].with_user(self.desk).create(
            {"card_ids": card.ids, "decision": "upgrade", "reason": "Orders in dispute"}
        ).action_refuse()
        self.assertFalse(card.proposed_tier_id)
        self.assertEqual(card.tier_id, self.flagship_silver)

    def test_declare_void(self):
        card = self.grant("2026-01-01", points=100)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_card_void_action"
        )
        context = {**literal_eval(action["context"]), "active_ids": card.ids}
        form = Form(
            self.env[action["res_model"]].with_user(self.desk).with_context(**context)
        )
        self.assertEqual(form.points, 100)
        form.reason = "Moved away"
        form.save().action_refuse()
        self.assertEqual((card.state, card.points_balance), ("void", 0))

    def correction(self, card, points, reason="Counted twice", user=None):
        form = Form(
            self.env["cs.vip.points.correction"]
            .with_user(user or self.manager)
            .with_context(default_card_id=card.id)
        )
        form.points = points
        form.reason = reason
        self.assertEqual(form.balance_after, card.points_balance + points)
        return form.save()

    def test_correction(self):
        card = self.grant("2026-01-01", points=100)
        wizard = self.correction(card, -40)
        wizard.action_correct()
        self.assertEqual(card.points_balance, 60)
        wizard.action_correct()
        self.assertEqual(card.points_balance, 60, "pressed twice, booked once")
        self.correction(card, 40).action_correct()
        self.assertEqual(card.points_balance, 100)
        last = card.entry_ids.sorted("id")[-1]
        self.assertEqual((last.kind, last.reference), ("correction", "Counted twice"))
        self.assertEqual(last.create_uid, self.manager)

    def test_corrections_refused(self):
        card = self.grant("2026-01-01", points=100)
        for points, reason, message in (
            (0, "x", "Enter the points"),
            (-101, "x", "has 100 points"),
            (10, " ", "Give the reason"),
        ):
            with self.assertRefused(UserError, message):
                self.correction(card, points, reason).action_correct()
        card.action_void("Moved away")
        with self.assertRefused(UserError, "not in force"):
            self.correction(card, 10).action_correct()

    def test_correction_is_the_managers(self):
        card = self.grant("2026-01-01", points=100)
        wizard = self.correction(card, 10)
        with self.assertRaises(AccessError):
            wizard.with_user(self.desk).action_correct()
        with self.assertRaises(AccessError):
            self.env["cs.vip.points.correction"].with_user(self.desk).create(
                {"card_id": card.id, "points": 10, "reason": "x"}
            )

    # The customer is told (V4) ------------------------------------------------------

    def test_told_by_mail(self):
        self.customer.email = "wang@example.com"
        card = self.grant("2026-01-01")
        mail = self.env["mail.mail"].search([("res_id", "=", card.id)])
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(card.name, mail.body_html)
        self.assertIn("2026", mail.body_html)

    def test_refusal_tells_the_reason(self):
        self.customer.email = "wang@example.com"
        card = self.apply(orders=self.env["sale.order"])
        card.with_user(self.desk).action_refuse("The photo is not legible")
        mail = self.env["mail.mail"].search([("res_id", "=", card.id)])
        self.assertIn("The photo is not legible", mail.body_html)

    def test_no_address_becomes_a_call(self):
        """Within the programme's three days of the application."""
        card = self.apply(orders=self.env["sale.order"])
        self.on(card, "2026-01-05")._go("submitted", date_submitted="2026-01-05")
        self.on(card, "2026-01-06").with_user(self.desk)._grant()
        call = card.activity_ids.filtered(
            lambda activity: activity.summary == "Tell the customer what was decided"
        )
        self.assertEqual(str(call.date_deadline), "2026-01-08")
        self.assertEqual(call.user_id, self.desk)

    def test_company_may_keep_silent(self):
        self.company.cs_vip_tell_decision = False
        card = self.grant("2026-01-01")
        self.assertFalse(card.activity_ids)
