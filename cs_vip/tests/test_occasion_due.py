"""Whose turn it is: every date rule."""

from datetime import date, datetime

from odoo.tests import tagged

from .greeting_common import GreetingCommon


@tagged("post_install", "-at_install")
class TestOccasionDue(GreetingCommon):
    def window(self, greeting):
        return str(greeting.date_from), str(greeting.date_to)

    def test_birthday_7_to_2_days_before(self):
        """Born on 8 March: from the 1st to the 6th; on the list a week ahead."""
        self.assertFalse(self.run_job("2026-02-21"))
        planned = self.run_job("2026-02-22")
        self.assertEqual(planned.state, "planned")
        self.assertEqual(self.window(planned), ("2026-03-01", "2026-03-06"))
        self.assertEqual(self.run_job("2026-02-28").state, "planned")
        self.assertEqual(self.run_job("2026-03-01").state, "queued")

    def test_birthday_caught_up_with_but_never_late(self):
        self.assertEqual(self.run_job("2026-03-06").state, "queued")
        self.greetings().unlink()
        for day in ("2026-03-07", "2026-03-08", "2026-03-09"):
            self.assertFalse(self.run_job(day), day)

    def test_planned_and_then_a_standstill(self):
        self.run_job("2026-02-25")
        late = self.run_job("2026-03-07")
        self.assertEqual((late.state, late.skip_reason), ("skipped", "late"))
        self.assertFalse(self.messages())

    def test_on_the_day_too(self):
        self.only("birthday", "birthday_today")
        self.run_job("2026-03-01")
        self.run_job("2026-03-08")
        self.assertEqual(self.greetings().mapped("state"), ["queued", "queued"])
        self.assertEqual(
            [str(day) for day in self.greetings().mapped("date_planned")],
            ["2026-03-01", "2026-03-08"],
        )

    def test_birthday_at_new_year(self):
        self.holder.birthdate_date = "1985-01-03"
        self.assertEqual(self.run_job("2026-12-27").year, 2027)
        self.assertEqual(self.greetings().state, "queued")
        self.run_job("2026-12-31")
        self.assertEqual(len(self.greetings()), 1)

    def test_born_on_29_february(self):
        self.holder.birthdate_date = "1988-02-29"
        found = self.run_job("2026-02-21")
        self.assertEqual(found.date_event, date(2026, 2, 28))
        self.assertEqual(found.state, "queued")
        self.card.sudo().date_end = "2028-12-31"
        self.run_job("2028-02-22")
        self.assertEqual(self.greetings()[1].date_event, date(2028, 2, 29))

    def test_every_year_once(self):
        for year in (2026, 2027):
            for day in range(1, 9):
                self.run_job(f"{year}-03-0{day}")
        self.assertEqual(self.greetings().mapped("year"), [2026, 2027])

    def test_wrong_birth_date_corrected(self):
        self.run_job("2026-02-25")
        self.holder.birthdate_date = "1985-03-10"
        self.assertEqual(self.run_job("2026-02-25").date_event, date(2026, 3, 10))
        self.run_job("2026-03-03")
        self.holder.birthdate_date = "1985-03-12"
        self.run_job("2026-03-05")
        self.assertEqual(len(self.greetings()), 1, "greeted this year already")

    def test_no_birth_date_no_card(self):
        self._create_customer("无卡")
        self.holder.birthdate_date = False
        self.assertFalse(self.run_job("2026-03-01"))

    def test_wedding(self):
        self.only("wedding")
        self.holder.cs_wedding_date = "2010-10-10"
        found = self.run_job("2026-10-03")
        self.assertEqual((found.kind, found.state), ("wedding", "queued"))
        self.assertEqual(self.window(found), ("2026-10-03", "2026-10-08"))

    def test_tiers_and_programmes(self):
        self.birthday.tier_ids = self.flagship_gold
        self.assertFalse(self.run_job("2026-03-01"))
        self.birthday.tier_ids = self.flagship_gold | self.flagship_silver
        self.birthday.program_ids = self.modern
        self.assertFalse(self.run_job("2026-03-01"))
        self.birthday.program_ids = self.flagship
        self.assertTrue(self.run_job("2026-03-01"))

    def test_points_lapse_30_and_7_days_before(self):
        """The year ends on 31 January 2027; the balance of the day is told."""
        self.only("lapse_30", "lapse_7")
        self.card._post("opening", 120, date(2026, 3, 1), purpose="a")
        self.assertEqual(self.run_job("2027-01-01").state, "queued")
        self.card._post("opening", 30, date(2027, 1, 5), purpose="b")
        self.run_job("2027-01-24")
        first, second = self.greetings()
        self.assertEqual((first.points, second.points), (120, 150))
        self.assertIn("120 points on your card lapse on 01/31/2027", first.message)
        self.assertIn("150 points", second.message)
        self.run_job("2027-01-30")
        self.assertEqual(len(self.greetings()), 2)

    def test_nothing_lapses(self):
        """No points, no notice; points that were spent meanwhile, no notice either."""
        self.only("lapse_7")
        self.assertFalse(self.run_job("2027-01-24"))
        self.card._post("opening", 120, date(2026, 3, 1), purpose="a")
        self.run_job("2027-01-20")
        self.card._post("correction", -120, date(2027, 1, 21), purpose="b")
        found = self.run_job("2027-01-24")
        self.assertEqual((found.state, found.skip_reason), ("skipped", "nothing"))

    def test_lapse_needs_no_consent_but_heeds_a_refusal(self):
        self.only("lapse_7")
        self.card._post("opening", 120, date(2026, 3, 1), purpose="a")
        self.consent(self.holder, sms=False, email=False)
        self.assertEqual(self.run_job("2027-01-24").state, "queued")
        self.greetings().unlink()
        self.consent(self.holder, sms="refused", email="refused")
        self.assertEqual(self.run_job("2027-01-24").skip_reason, "no_consent")

    def deliver(self, day, months=6, quantity=2, **values):
        product = self._create_product(
            "Water filter",
            100,
            type="consu",
            is_storable=True,
            cs_maintenance_months=months,
            **values,
        )
        order = self.quote(100, product=product)
        order.order_line.product_uom_qty = quantity
        self.on(order, day).action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking._action_done()
        picking.move_ids.date = datetime.fromisoformat(f"{day} 12:00:00")
        self.env.flush_all()
        return order

    def test_maintenance_one_week_before(self):
        self.only("maintenance")
        order = self.deliver("2026-03-31")
        self.assertFalse(self.run_job("2026-09-15"))
        found = self.run_job("2026-09-16")
        self.assertEqual(self.window(found), ("2026-09-23", "2026-09-29"))
        self.assertEqual(found.sale_line_id, order.order_line)
        self.run_job("2026-09-23")
        self.assertEqual(found.state, "queued")
        self.assertIn("Water filter is due for maintenance on 09/30", found.message)
        self.run_job("2027-03-24")
        self.assertEqual(
            [str(g.date_event) for g in self.greetings()], ["2026-09-30", "2027-03-31"]
        )

    def test_maintenance_of_two_deliveries(self):
        """A later delivery of the same line reminds of nothing twice."""
        self.only("maintenance")
        order = self.deliver("2026-03-31")
        order.order_line.product_uom_qty = 3
        more = order.picking_ids.filtered(lambda picking: picking.state != "done")
        more.move_ids.quantity = 1
        more.move_ids.picked = True
        more._action_done()
        more.move_ids.date = datetime(2026, 4, 2, 12)
        self.run_job("2026-09-23")
        self.run_job("2026-09-25")
        self.assertEqual(len(self.greetings()), 1)

    def test_maintenance_not_for_what_came_back(self):
        self.only("maintenance")
        order = self.deliver("2026-03-31")
        order.order_line.qty_delivered = 0
        self.assertFalse(self.run_job("2026-09-23"))

    def test_maintenance_paid_or_free(self):
        self.only("maintenance")
        self.occasion("maintenance").write(
            {"channel_first": "email", "channel_second": "sms"}
        )
        self.deliver("2026-03-31", cs_maintenance_charge="paid")
        self.run_job("2026-09-23")
        self.assertIn("usual rates", self.mails().body_html)

    def test_two_companies(self):
        other = self._create_company("Another")
        self.birthday.company_id = other
        self.assertFalse(self.run_job("2026-03-01"))
