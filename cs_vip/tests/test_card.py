"""A card from the application to its end (V4, V5)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestCard(VipCommon):
    def test_journey_of_60000_yuan(self):
        """60,000 yuan → 18,000 count towards points → 360 (V5)."""
        order = self.buy("2026-03-01", 40000, 20000)
        self.assertEqual(order.cs_vip_qualifying_tier_id, self.flagship_silver)
        self.assertFalse(order.cs_vip_card_id)
        card = self.apply()
        self.assertEqual(card.application_order_ids, order)
        self.assertEqual(card.application_amount, 60000)
        self.assertTrue(card.name.startswith("APP/"))
        self.on(card, "2026-03-02").action_submit()
        self.assertEqual(card.state, "submitted")
        self.on(card, "2026-03-03").action_approve()
        self.assertEqual(card.state, "active")
        self.assertTrue(card.name.startswith("VIP"))
        self.assertEqual(
            (str(card.date_start), str(card.date_end)), ("2026-03-03", "2027-03-02")
        )
        self.assertEqual(self.entries(card), [("2026-03-03", "enrolment", 360)])
        self.assertEqual(card.points_balance, 360)
        self.assertEqual(card.enrolment_base, 60000)
        history = card.history_ids
        self.assertEqual((str(history.date), history.reason), ("2026-03-03", "new"))
        self.assertEqual((history.tier_id, history.sale_order_ids), (
            self.flagship_silver, order))  # fmt: skip
        self.assertEqual(self.customer.cs_vip_card_id, card)
        self.assertEqual(self.customer.cs_vip_tier_id, self.flagship_silver)

    def test_enrolment_counts_no_point_that_was_not_paid(self):
        """30 % of 83,333.33 is 24,999.999: a hair short of the 500th point."""
        self.buy("2026-03-01", 83333.33)
        card = self.apply()
        self.on(card, "2026-03-02").action_submit()
        self.on(card, "2026-03-02").action_approve()
        self.assertEqual(self.entries(card), [("2026-03-02", "enrolment", 499)])

    def test_application_names_all_that_is_missing(self):
        nobody = self.env["res.partner"].create({"name": "赵六"})
        card = self.apply(
            nobody, declaration=False, document_type=False, document_number=False
        )
        with self.assertRaises(UserError) as refused:
            card.action_submit()
        self.assertEqual(
            str(refused.exception),
            "The application of 赵六 is not complete. Still missing: birth date, "
            "identity document, address, phone, qualifying orders, qualifying amount, "
            "declaration that the data are true.",
        )
        self.assertEqual(card.state, "draft")

    def test_project_customers_get_no_card(self):
        self.buy("2026-03-01", 60000)
        card = self.apply()
        self.customer.cs_is_project_customer = True
        with self.assertRefused(UserError, "is a project customer"):
            card.action_submit()

    def test_only_the_desk_decides(self):
        self.buy("2026-03-01", 60000)
        card = self.apply()
        card.with_user(self.salesman).action_submit()
        for action in ("action_approve", "action_suspend", "action_void"):
            with (
                self.subTest(action=action),
                self.assertRefused(AccessError, "Only the card desk"),
            ):
                getattr(card.with_user(self.salesman), action)()
        with self.assertRefused(AccessError, "Only the card desk"):
            card.with_user(self.salesman).action_refuse("no")
        card.with_user(self.desk).action_approve()
        self.assertEqual(card.state, "active")

    def test_what_is_gone_since_the_application_is_not_granted(self):
        order = self.buy("2026-03-01", 60000)
        card = self.apply()
        self.on(card, "2026-03-02").action_submit()
        desk = self.on(card, "2026-03-03").with_user(self.desk)
        self.on(order, "2026-03-03").order_line.price_unit = 59999
        self.assertEqual(card.application_amount, 59999)
        with self.assertRefused(UserError, "takes one purchase of at least"):
            desk.action_approve()
        order._action_cancel()
        self.assertEqual(card.application_amount, 0)
        with self.assertRefused(UserError, "Still missing: qualifying amount"):
            desk.action_approve()
        self.assertEqual((card.state, card.enrolment_base), ("submitted", 0))
        order.action_draft()
        order.order_line.price_unit = 61000
        self.on(order, "2026-03-04").action_confirm()
        desk.action_approve()
        self.assertEqual((card.state, card.enrolment_base), ("active", 61000))

    def test_the_desk_may_take_its_time(self):
        """Purchases count by the day of the application."""
        self.flagship_silver.window = "calendar_year"
        card = self.apply(orders=self.buy("2026-12-30", 60000))
        self.on(card, "2026-12-31").action_submit()
        self.on(card, "2027-01-02").action_approve()
        self.assertEqual(card.state, "active")

    def test_birth_date_in_the_future(self):
        self.buy("2026-03-01", 60000)
        card = self.on(self.apply(), "2026-03-02")
        self.customer.birthdate_date = "2026-03-03"
        with self.assertRefused(UserError, "03/03/2026, lies in the future"):
            card.action_submit()
        self.customer.birthdate_date = "1985-03-08"
        card.action_submit()
        self.customer.birthdate_date = "2026-03-03"
        with self.assertRefused(UserError, "lies in the future"):
            card.action_approve()

    def test_void_needs_a_reason(self):
        card = self.grant("2026-03-01", points=500).with_user(self.desk)
        for reason in (None, "", "  "):
            with self.assertRefused(UserError, "Give the reason for ending the card"):
                card.action_void(reason)
        self.assertEqual(card.state, "active")
        card = self.on(card, "2026-03-02").with_user(self.desk)
        card.action_void("Lost, wants no other")
        self.assertEqual(self.entries(card)[-1], ("2026-03-02", "expiry", -500))
        self.assertIn("Lost, wants no other", card.message_ids[0].body)
        self.assertEqual(card.message_ids[0].author_id, self.desk.partner_id)

    def test_many_points_lapse_by_a_managers_hand(self):
        card = self.grant("2026-03-01", points=501)
        with self.assertRefused(AccessError, "501 points would lapse. More than 500"):
            card.with_user(self.desk).action_void("Moved away")
        self.flagship.correction_limit = 501
        card.with_user(self.desk).action_void("Moved away")
        self.flagship.correction_limit = 0
        other = self.grant("2026-03-01", self._create_customer("李四"), points=5)
        other.with_user(self.manager).action_void("Moved away")
        self.assertEqual((card | other).mapped("state"), ["void", "void"])

    def test_transitions_are_declared(self):
        self.buy("2026-03-01", 60000)
        card = self.apply()
        with self.assertRefused(UserError, "“Application” and cannot become “Act"):
            card.action_approve()
        card.action_submit()
        with self.assertRefused(UserError, "Give the reason"):
            card.action_refuse(" ")
        card.with_user(self.desk).action_refuse("Document expired")
        self.assertEqual(
            (card.state, card.refuse_reason), ("refused", "Document expired")
        )
        with self.assertRefused(UserError, "“Refused” and cannot become “Submit"):
            card.action_submit()
        card.action_to_draft()
        self.assertFalse(card.refuse_reason)
        card.action_submit()
        card.action_approve()
        card.action_suspend()
        card.action_resume()
        card.action_void("Moved away")
        for action in ("action_resume", "action_approve", "action_suspend"):
            with (
                self.subTest(action=action),
                self.assertRefused(UserError, "“Void” and cannot become"),
            ):
                getattr(card, action)()

    def test_state_and_dates_are_not_written_by_hand(self):
        self.buy("2026-03-01", 60000)
        card = self.apply()
        for user in (self.salesman, self.desk, self.manager):
            for values in (
                {"state": "active"},
                {"points_balance": 5},
                {"date_end": "2099-12-31"},
                {"name": "VIP1"},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRefused(AccessError, "not edited by hand"):
                        card.with_user(user).write(values)
        with self.assertRaises(AccessError):
            card.with_user(self.manager).copy({"state": "active"})
        card.action_submit()
        with self.assertRefused(UserError, "can no longer be changed"):
            card.with_user(self.desk).tier_id = self.flagship_gold

    def test_one_live_card_per_person(self):
        self.buy("2026-03-01", 60000)
        self.apply()
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        with self.assertRaises(Exception) as refused, mute_logger("odoo.sql_db"):
            self.apply(contact, tier=self.modern_silver, document_number="X9999999")
        self.assertIn("one_live_card", str(refused.exception))

    def test_second_card_gets_no_enrolment_points(self):
        self.buy("2026-03-01", 60000)
        first = self.apply()
        first.action_submit()
        self.on(first, "2026-03-01").action_approve()
        self.on(first, "2026-03-05").action_void("Moved away")
        self.assertEqual(
            self.entries(first),
            [("2026-03-01", "enrolment", 360), ("2026-03-05", "expiry", -360)],
        )
        self.buy("2026-03-06", 70000)
        second = self.apply(document_number="E2222222")
        self.assertEqual(second.application_amount, 70000)
        second.action_submit()
        self.on(second, "2026-03-06").action_approve()
        self.assertFalse(second.entry_ids)
        self.assertEqual(self.customer.cs_vip_card_id, second)

    def test_qualifying_order_earns_nothing_but_the_30_percent(self):
        order = self.buy("2026-03-01", 60000)
        card = self.apply()
        card.action_submit()
        self.on(card, "2026-03-01", hour=13).action_approve()
        self.on(order, "2026-03-02")._action_cancel()
        self.assertEqual(card.points_balance, 0)
        order.action_draft()
        self.on(order, "2026-03-03").action_confirm()
        self.assertFalse(order.cs_vip_card_id)
        self.assertEqual(
            self.entries(card),
            [
                ("2026-03-01", "enrolment", 360),
                ("2026-03-02", "reversal", -360),
                ("2026-03-03", "enrolment", 360),
            ],
        )
        later = self.buy("2026-03-01", 50, hour=14)  # the next after approval earns
        self.assertEqual(later.cs_vip_points_earned, 1)

    def test_returned_part_of_the_qualifying_order(self):
        order = self.buy("2026-03-01", 60000)
        card = self.apply()
        card.action_submit()
        self.on(card, "2026-03-01", hour=13).action_approve()
        self.on(order, "2026-03-04").order_line.price_unit = 40000
        self.assertEqual(card.points_balance, 240)
        self.on(order, "2026-03-05").order_line.price_unit = 90000
        self.assertEqual(card.points_balance, 360)

    def test_granted_card_is_not_deleted(self):
        card = self.grant("2026-03-01")
        with self.assertRefused(UserError, "stays on file"):
            card.unlink()
        other = self.apply(self._create_customer("李四"), orders=self.env["sale.order"])
        other.unlink()
        self.assertFalse(other.exists())

    def test_orders_of_others_do_not_qualify(self):
        other = self._create_customer("李四")
        order = self.buy("2026-03-01", 60000, partner=other)
        with self.assertRefused(ValidationError, "belongs to another customer"):
            self.apply(orders=order)

    def test_review_is_due_in_three_days(self):
        self.flagship.user_id = self.desk
        self.buy("2026-03-01", 60000)
        card = self.apply()
        self.on(card, "2026-03-02").action_submit()
        kind = "cs_vip.activity_review_application"
        task = card.activity_search([kind])
        self.assertEqual((task.user_id, str(task.date_deadline)), (
            self.desk, "2026-03-05"))  # fmt: skip
        card.with_user(self.desk).action_approve()
        self.assertFalse(card.activity_search([kind]))

    def test_change_of_address_makes_a_task(self):
        self.flagship.user_id = self.desk
        card = self.grant("2026-03-01")
        kind = "cs_vip.activity_address_change"
        self.assertFalse(card.activity_search([kind]))
        self.customer.phone = "+86 139 0000 0000"
        self.customer.street = "新华路2号"
        task = card.activity_search([kind])
        self.assertEqual((len(task), task.user_id), (1, self.desk))
        self.customer.write({"name": "王大明", "phone": self.customer.phone})
        task.action_feedback()
        self.assertFalse(card.activity_search([kind]))

    def test_tasks_speak_the_language_of_whoever_does_them(self):
        """Not that of the customer who changed the address in the portal, nor that of
        the scheduled job."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.desk.lang = "zh_CN"
        self.flagship.user_id = self.desk
        for kind, said in (
            ("cs_vip.activity_review_application", "审批"),
            ("cs_vip.activity_address_change", "地址"),
        ):
            self.env.ref(kind).with_context(lang="zh_CN").summary = said
        card = self.grant("2026-03-01").with_context(lang="en_US")
        card._schedule_review()
        card._schedule_file_update()
        self.assertLessEqual({"审批", "地址"}, {*card.activity_ids.mapped("summary")})

    def test_search_partners_by_card_and_tier(self):
        card = self.grant("2026-03-01")
        contact = self._create_customer("收货人", parent_id=self.customer.id)
        without = self._create_customer("李四")
        ours = [("id", "in", (self.customer | contact | without).ids)]
        Partner = self.env["res.partner"]
        found = Partner.search(
            [*ours, ("cs_vip_tier_id", "=", self.flagship_silver.id)]
        )
        self.assertEqual(found, self.customer | contact)
        found = Partner.search([*ours, ("cs_vip_card_id", "!=", False)])
        self.assertEqual(found, self.customer | contact)
        found = Partner.search([*ours, ("cs_vip_card_id", "=", False)])
        self.assertEqual(found, without)
        found = Partner.search([*ours, ("cs_vip_card_id.name", "=", card.name)])
        self.assertEqual(found, self.customer | contact)
