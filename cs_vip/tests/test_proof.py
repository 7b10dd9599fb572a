"""The nightly proof of the ledger finds what does not add up (V9)."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.cs_vip.models.cs_vip_card_proof import Fault, Source

from .common import VipCommon

KEY = "cs_vip_points_entry_key_unique"


@tagged("post_install", "-at_install")
class TestProof(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flagship.user_id = cls.manager
        cls.card = cls.grant("2026-03-01", points=5000)
        cls.order = cls.quote(3000, product=cls.sofa)
        cls.order.action_cs_vip_redeem(1000)
        cls.on(cls.order, "2026-03-02").action_confirm()
        cls.earned = cls.card.entry_ids.filtered(lambda entry: entry.kind == "order")

    def sql(self, query, *args):
        """As somebody with a database client might."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL cs_vip.ledger_open = 'on'")
        self.env.cr.execute(query, args)
        self.env.cr.execute("SET LOCAL cs_vip.ledger_open = 'off'")
        self.env.invalidate_all()

    def prove(self, day="2026-03-03"):
        self.env.flush_all()
        self.env.invalidate_all()
        company = ("company_id", "in", (self.company.id, False))
        faults = self.on(self.env["cs.vip.card"], day)._prove_ledger()
        programs = self.env["cs.vip.program"].search([company])
        return [fault for fault in faults if fault.program in programs]

    def report(self, day):
        self.on(self.env["cs.vip.card"], day)._cron_prove_ledger()

    def tasks(self):
        return self.flagship.activity_search(["cs_vip.activity_ledger_exception"])

    def test_nothing_found_where_nothing_is_wrong(self):
        self.assertEqual(self.prove(), [])
        self.report("2026-03-03")
        self.assertFalse(self.tasks())

    def test_balance_changed_past_the_ledger(self):
        self.sql("UPDATE cs_vip_card SET points_balance = 9000 WHERE id = %s",
                 self.card.id)  # fmt: skip
        self.assertEqual(
            self.prove(), [Fault("balance", self.flagship, self.card, 9000, 4048)]
        )

    def test_order_booked_beyond_its_due(self):
        self.card._post("order", 7, date(2026, 3, 2), self.order, "earned", revision=9)
        self.assertEqual(
            self.prove(), [Fault("earned", self.flagship, self.order, 48, 55)]
        )

    def test_order_booked_below_its_due(self):
        self.card._post("order", -7, date(2026, 3, 2), self.order, "earned", revision=9)
        self.assertEqual(
            self.prove(), [Fault("earned", self.flagship, self.order, 48, 41)]
        )

    def test_cancelled_order_with_points(self):
        self.on(self.order, "2026-03-02")._action_cancel()
        self.assertEqual(self.prove(), [])
        self.card._post("order", 7, date(2026, 3, 2), self.order, "earned", revision=9)
        self.assertEqual(
            self.prove(), [Fault("earned", self.flagship, self.order, 0, 7)]
        )

    def test_order_of_no_card_with_points(self):
        order = self.quote(100, partner=self._create_customer("李四"))
        self.on(order, "2026-03-02").action_confirm()
        self.card._post("order", 7, date(2026, 3, 2), order, "earned")
        self.assertEqual(self.prove(), [Fault("earned", self.flagship, order, 0, 7)])

    def test_voucher_that_was_not_booked(self):
        self.order.cs_vip_points_redeemed = 2000
        self.assertEqual(
            self.prove(), [Fault("voucher", self.flagship, self.order, -2000, -1000)]
        )

    def test_enrolment_beyond_its_due(self):
        self.buy("2026-03-02", 60000, partner=self._create_customer("李四"))
        card = self.env["cs.vip.card"].create(
            {
                "partner_id": self.env["res.partner"]
                .search([("name", "=", "李四")], order="id desc", limit=1)
                .id,
                "program_id": self.flagship.id,
                "tier_id": self.flagship_silver.id,
                "declaration": True,
                "document_type": "passport",
                "document_number": "E12345678",
            }
        )
        card.action_submit()
        self.on(card, "2026-03-02", hour=13).action_approve()
        self.assertEqual(self.prove(), [])
        card._post("enrolment", 5, date(2026, 3, 2), card, "enrolment", revision=9)
        self.assertEqual(
            self.prove(), [Fault("enrolment", self.flagship, card, 360, 365)]
        )

    def test_points_handed_over_that_do_not_cancel_out(self):
        other = self.grant("2026-03-01", self._create_customer("李四"), points=10)
        self.on(self.card, "2026-03-02")._absorb(self.on(other, "2026-03-02"))
        self.assertEqual(self.prove(), [])
        self.card._post("transfer", 3, date(2026, 3, 2), other, "absorbed", revision=1)
        self.assertEqual(self.prove(), [Fault("transfer", self.flagship, other, 0, 3)])

    def test_booked_twice(self):
        """The key was dropped: doubles are found, and that it is gone."""
        self.sql(f"ALTER TABLE cs_vip_points_entry DROP CONSTRAINT {KEY}")
        self.sql(
            """
            INSERT INTO cs_vip_points_entry
                   (card_id, company_id, date, points, kind, res_model, res_id, purpose,
                    revision)
            SELECT card_id, company_id, date, points, kind, res_model, res_id, purpose,
                   revision
              FROM cs_vip_points_entry WHERE id = %s
            """,
            self.earned.id,
        )
        faults = self.on(self.env["cs.vip.card"], "2026-03-03")._prove_ledger()
        self.assertIn(Fault("double", self.flagship, self.earned, 1, 2), faults)
        self.assertEqual([fault.kind for fault in faults].count("guard"), 1)

    def test_guard_that_is_switched_off(self):
        self.sql("ALTER TABLE cs_vip_points_entry DISABLE TRIGGER USER")
        faults = self.on(self.env["cs.vip.card"], "2026-03-03")._prove_ledger()
        self.assertEqual([fault.kind for fault in faults], ["guard"])
        self.assertEqual(faults[0].record.model, "cs.vip.points.entry")

    def test_entry_of_another_company(self):
        self.sql(
            "UPDATE cs_vip_points_entry SET company_id = %s WHERE id = %s",
            self.env.ref("base.main_company").id,
            self.earned.id,
        )
        self.assertEqual(
            self.prove(), [Fault("company", self.flagship, self.earned, 0, 48)]
        )

    def test_order_booked_on_another_card(self):
        other = self.grant("2026-03-01", self._create_customer("李四"))
        self.sql(
            """
            UPDATE cs_vip_points_entry SET card_id = %s WHERE id = %s;
            UPDATE cs_vip_card SET points_balance = 48 WHERE id = %s;
            UPDATE cs_vip_card SET points_balance = 4000 WHERE id = %s
            """,
            other.id, self.earned.id, other.id, self.card.id,
        )  # fmt: skip
        self.assertEqual(
            self.prove(), [Fault("card", self.flagship, self.earned, 0, 48)]
        )

    def test_order_goes_on_with_the_card_that_replaced_its_own(self):
        other = self.grant("2026-03-01", self._create_customer("李四"))
        self.on(other, "2026-03-02")._absorb(self.on(self.card, "2026-03-02"))
        self.on(self.order, "2026-03-02")._action_cancel()
        self.assertIn(self.order.id, other.entry_ids.mapped("res_id"))
        self.assertEqual(self.prove(), [])

    def test_source_that_is_gone(self):
        self.sql("DELETE FROM sale_order WHERE id = %s", self.order.id)
        self.assertEqual(
            {(fault.kind, fault.ledger) for fault in self.prove()},
            {("orphan", 48), ("orphan", -1000)},
        )

    def test_entry_of_a_day_to_come(self):
        self.assertEqual(
            {fault.kind for fault in self.prove(day="2026-03-01")}, {"future"}
        )

    def test_lapse_that_left_something(self):
        self.card._close_year()
        self.assertEqual(self.prove(day="2027-03-01"), [])
        expiry = self.card.entry_ids.filtered(lambda entry: entry.kind == "expiry")
        year = self.card.year_ids
        self.sql(
            """
            UPDATE cs_vip_points_entry SET points = -4000 WHERE id = %s;
            UPDATE cs_vip_card SET points_balance = 48 WHERE id = %s
            """,
            expiry.id, self.card.id,
        )  # fmt: skip
        self.assertEqual(
            self.prove(day="2027-03-01"),
            [
                Fault("expiry", self.flagship, expiry, -4048, -4000),
                Fault("year", self.flagship, year, -4048, -4000),
            ],
        )

    def test_more_given_back_than_lapsed(self):
        self.card._close_year()
        self.card._post(
            "expiry", 5000, date(2027, 3, 1), self.order, "lapsed:x", "2027-02-28"
        )
        self.assertEqual(
            self.prove(day="2027-03-01"),
            [Fault("given_back", self.flagship, self.card, 4048, 5000)],
        )

    def test_a_source_of_another_addon(self):
        Card = type(self.env["cs.vip.card"])
        sources = Card._proof_sources
        gift = Source("gift", "res.partner", "gift", SQL(
            "SELECT id, -5 FROM res_partner WHERE id = %s", self.customer.id
        ))  # fmt: skip
        self.card._post("gift", -5, date(2026, 3, 2), self.customer, "gift")
        with patch.object(Card, "_proof_sources", lambda card: [*sources(card), gift]):
            self.assertEqual(self.prove(), [])
            self.card._post("gift", 2, date(2026, 3, 2), self.customer, "gift",
                            revision=1)  # fmt: skip
            self.assertEqual(
                self.prove(), [Fault("gift", self.flagship, self.customer, -5, -3)]
            )

    def test_one_task_for_the_manager_until_all_is_well(self):
        self.order.cs_vip_points_redeemed = 2000
        self.report("2026-03-03")
        self.report("2026-03-04")
        task = self.tasks()
        self.assertEqual((len(task), task.user_id), (1, self.manager))
        self.assertEqual(task.date_deadline, date(2026, 3, 3))
        self.assertEqual(task.summary, "1 exceptions in the points ledger")
        text = (
            f"The voucher of {self.order.name} comes to -2000 points, -1000 are booked."
        )
        self.assertIn(text, task.note)
        fault = self.flagship.fault_ids
        self.assertEqual(fault.explanation, text)
        self.assertEqual(str(fault.date), "2026-03-03")  # since when
        self.assertEqual(self.flagship.fault_count, 1)
        opened = fault.with_user(self.manager).action_open_record()
        self.assertEqual(opened["res_id"], self.order.id)
        self.order.cs_vip_points_redeemed = 1000
        self.report("2026-03-05")
        self.assertFalse(self.tasks())
        self.assertFalse(self.flagship.fault_ids)

    def test_somebody_hears_of_it_in_his_language(self):
        """Also of an archived programme without a responsible person; never the
        system's own user, and a task that was his is handed on."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        self.env["ir.module.module"]._load_module_terms(["cs_vip"], ["zh_CN"])
        self.env.ref("base.user_admin").company_ids -= self.company
        self.flagship.user_id = self.env.ref("base.user_root")
        self.order.cs_vip_points_redeemed = 2000
        self.report("2026-03-03")
        task = self.tasks()
        self.assertEqual(task.user_id, self.manager)
        self.assertNotIn("exceptions in the points ledger", task.summary)
        task.user_id = self.env.ref("base.user_root")
        self.report("2026-03-04")
        self.assertEqual(task.user_id, self.manager)
        for manager in self.flagship._vip_managers(self.company):
            manager.group_ids -= self.env.ref("cs_vip.group_manager")
        self.assertTrue(self.flagship._manager().active)
        self.assertTrue(self.flagship._manager().has_group("base.group_system"))

    def test_record_that_is_gone_cannot_be_opened(self):
        self.sql("DELETE FROM sale_order WHERE id = %s", self.order.id)
        self.report("2026-03-03")
        fault = self.flagship.fault_ids[:1]
        self.assertEqual(fault.res_model, "cs.vip.points.entry")
        fault.res_id = 0
        with self.assertRaisesRegex(UserError, "no longer exists"):
            fault.action_open_record()

    def test_many_exceptions_are_listed(self):
        for number in range(25):
            self.card._post(
                "order", 1, date(2026, 3, 2), self.order, "earned", revision=9 + number
            )
        cards = [
            self.grant("2026-03-01", self._create_customer(f"客{number}"))
            for number in range(25)
        ]
        self.sql(
            "UPDATE cs_vip_card SET points_balance = 7 WHERE id = ANY(%s)",
            [card.id for card in cards],
        )
        self.report("2026-03-03")
        self.assertEqual(self.flagship.fault_count, 26)
        self.assertIn("All 26 are listed", self.tasks().note)
