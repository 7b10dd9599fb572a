from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestBenefit(common.VipCommon):
    """Services of the card: given by rule, used up, ended with it (V10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cleaning = cls.flagship_silver.benefit_ids
        cls.limited = cls.flagship_silver.benefit_ids.create(
            {
                "name": "Two Inspections",
                "tier_id": cls.flagship_silver.id,
                "kind": "maintenance",
                "count": 2,
                "months": 6,
                "renew": False,
            }
        )

    def given(self, card):
        return [
            (
                e.benefit_id.name,
                str(e.date_start),
                str(e.date_end),
                self.on(e, "2026-06-01").state,
            )
            for e in card.entitlement_ids.sorted("id")
        ]

    def limited_of(self, card):
        return card.entitlement_ids.filtered(lambda e: e.benefit_id == self.limited)

    # Given ------------------------------------------------------------------------

    def test_shipped(self):
        """One year of free cleaning for every level, as often as needed."""
        for name in (
            "flagship_silver",
            "flagship_gold",
            "modern_silver",
            "modern_gold",
        ):
            benefit = self.env.ref(f"cs_vip.benefit_{name}_cleaning")
            self.assertEqual(benefit.tier_id, self.env.ref(f"cs_vip.tier_{name}"))
            self.assertEqual(
                (benefit.kind, benefit.start, benefit.months, benefit.count),
                ("cleaning", "card", 12, 0),
            )
        self.assertEqual(len(self.cleaning), 1, "a copied programme keeps them")

    def test_granted_with_the_card(self):
        card = self.grant("2026-03-01")
        self.assertEqual(
            self.given(card),
            [
                ("Free Cleaning", "2026-03-01", "2027-02-28", "open"),
                ("Two Inspections", "2026-03-01", "2026-08-31", "open"),
            ],
        )
        self.assertEqual(self.on(card, "2026-06-01").entitlement_count, 2)

    def test_leap_day(self):
        card = self.grant("2024-02-29")
        self.assertEqual(
            str(card.entitlement_ids.sorted("id")[0].date_end), "2025-02-27"
        )

    def test_renewal_gives_what_is_given_again(self):
        card = self.grant("2025-03-01")
        self.buy("2025-05-01", 500)
        self.on(card, "2026-03-01")._close_year()
        self.assertEqual(
            self.given(card)[2:],
            [("Free Cleaning", "2026-03-01", "2027-02-28", "open")],
        )

    def test_void_ends_them(self):
        unused = self.grant("2025-03-01")
        self.on(unused, "2026-03-01")._close_year()
        self.assertEqual(unused.state, "void")
        self.assertEqual(
            set(unused.entitlement_ids.filtered("date_closed").mapped("date_closed")),
            {fields.Date.to_date("2026-02-28")},
        )
        card = self.grant("2026-03-01", self._create_customer("李雷"))
        self.on(card, "2026-05-02").with_user(self.desk).action_void("Moved away")
        self.assertEqual(
            card.entitlement_ids.mapped("date_closed"),
            [fields.Date.to_date("2026-05-02")] * 2,
        )
        with self.assertRefused(UserError, "ended on 05/02/2026.*has to be paid"):
            card.entitlement_ids[0]._use(card, fields.Date.to_date("2026-05-03"))

    def test_upgrade_changes_them(self):
        card = self.grant("2026-03-01")
        card.write({"proposed_tier_id": self.flagship_gold.id})
        self.on(card, "2026-05-10").action_approve_upgrade()
        self.assertEqual(
            self.given(card),
            [
                ("Free Cleaning", "2026-03-01", "2027-02-28", "ended"),
                ("Two Inspections", "2026-03-01", "2026-08-31", "ended"),
                ("Free Cleaning", "2026-05-10", "2027-05-09", "open"),
            ],
        )

    def test_nothing_twice(self):
        card = self.grant("2026-03-01")
        before = self.given(card)
        self.cleaning.action_grant()
        self.limited.with_user(self.manager).action_grant()
        self.assertEqual(self.given(card), before)

    def test_new_benefit_for_current_cards(self):
        card = self.grant("2026-03-01")
        gone = self.grant("2026-03-02", self._create_customer("韩梅"))
        gone.action_void("Moved away")
        benefit = self.cleaning.copy({"name": "Polish"})
        with self.assertRaises(AccessError):
            benefit.with_user(self.desk).action_grant()
        benefit.with_user(self.manager).action_grant()
        self.assertIn(("Polish", "2026-03-01", "2027-02-28", "open"), self.given(card))
        self.assertNotIn("Polish", [row[0] for row in self.given(gone)])

    def test_merged_cards(self):
        """The card that stays takes over what the other one still gives."""
        stays = self.grant("2026-03-01")
        goes = self.grant("2026-04-01", self._create_customer("王小明2"))
        stays._absorb(goes)
        self.assertEqual(
            [row[:2] for row in self.given(stays)],
            [
                ("Free Cleaning", "2026-03-01"),
                ("Two Inspections", "2026-03-01"),
                ("Free Cleaning", "2026-04-01"),
                ("Two Inspections", "2026-04-01"),
            ],
        )
        self.assertFalse(goes.entitlement_ids)
        self.assertEqual(stays.entitlement_ids.partner_id, self.customer)

    # With purchases ---------------------------------------------------------------

    def test_begins_with_a_purchase(self):
        self.cleaning.start = "purchase"
        card = self.grant("2026-03-01")
        self.assertEqual([row[0] for row in self.given(card)], ["Two Inspections"])
        order = self.buy("2026-04-15", 500)
        self.assertEqual(
            self.given(card)[1:],
            [("Free Cleaning", "2026-04-15", "2027-04-14", "open")],
        )
        self.assertEqual(card.entitlement_ids[-1:].sale_order_id, order)
        self.on(order, "2026-04-20")._action_cancel()
        self.assertEqual(self.given(card)[1][3], "ended")
        order.action_draft()
        self.on(order, "2026-04-21").action_confirm()
        self.assertEqual(
            self.given(card)[1:],
            [("Free Cleaning", "2026-04-15", "2027-04-14", "open")],
            "confirmed again: the same right lives again",
        )

    def test_purchase_without_card(self):
        self.cleaning.start = "purchase"
        self.buy("2026-04-15", 500, partner=self._create_customer("李雷"))
        self.assertFalse(
            self.env["cs.vip.entitlement"].search([("sale_order_id", "!=", False)])
        )

    def test_confirmation_asks_nothing_more(self):
        """Without benefits that begin with purchases, an order costs no query."""
        self.grant("2026-03-01")
        orders = [self.quote(500), self.quote(500)]
        self.env["cs.vip.benefit"]._purchase_tiers()
        cls = type(self.env["sale.order"])

        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.on(order, "2026-04-15").action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.env["cs.vip.benefit"].search([("start", "=", "purchase")]).active = False
        queries(self.quote(500))
        with_us = queries(orders[0])
        self.patch(
            cls, "_cs_vip_grant_benefits", lambda self, tiers: self.fail("was called")
        )
        self.assertEqual(queries(orders[1]), with_us)

    # Used up ----------------------------------------------------------------------

    def test_used_up(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)
        day = fields.Date.to_date("2026-04-01")
        services = [self.quote(1) for _number in range(3)]
        use = limited._use(services[0], day)
        self.assertEqual(limited._use(services[0], day), use, "the same source: once")
        self.assertEqual((limited.used_count, limited.left), (1, "1 of 2"))
        limited._use(services[1], day)
        self.assertEqual(self.on(limited, "2026-04-01").state, "used_up")
        with self.assertRefused(UserError, r"used up \(2 times\).*has to be paid"):
            limited._use(services[2], day)
        self.assertEqual(limited.used_count, 2)

    def test_no_limit(self):
        card = self.grant("2026-03-01")
        cleaning = card.entitlement_ids - self.limited_of(card)
        day = fields.Date.to_date("2026-04-01")
        for _number in range(5):
            cleaning._use(self.quote(1), day)
        self.assertEqual((cleaning.used_count, cleaning.left), (5, "no limit"))
        self.assertEqual(self.on(cleaning, "2026-04-01").state, "open")

    def test_planned_then_used_or_given_back(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)
        day = fields.Date.to_date("2026-04-01")
        first, second = self.quote(1), self.quote(1)
        limited._reserve(first, day)
        limited._reserve(second, day)
        self.assertTrue(limited.used_up, "planned uses count")
        limited._release(second)
        limited._release(second)
        self.assertEqual(limited.used_count, 1)
        later = fields.Date.to_date("2026-04-09")
        used = limited._use(first, later)
        self.assertEqual(
            (used.state, used.date, limited.used_count), ("used", later, 1)
        )
        limited._reserve(second, day)
        self.assertEqual(
            sorted(limited.use_ids.mapped("state")), ["planned", "released", "used"]
        )

    def test_what_was_planned_stays_promised(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)
        service = self.quote(1)
        limited._reserve(service, fields.Date.to_date("2026-05-03"))
        self.on(card, "2026-05-02").action_void("Moved away")
        use = limited._use(service, fields.Date.to_date("2026-05-03"))
        self.assertEqual(use.state, "used")

    def test_refused_with_the_reason(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)
        for day in ("2026-02-28", "2026-09-01"):
            with self.assertRefused(
                UserError, "holds from 03/01/2026 to 08/31/2026, not.*another day"
            ):
                limited._use(card, fields.Date.to_date(day))
        for day in ("2026-03-01", "2026-08-31"):
            limited._use(self.quote(1), fields.Date.to_date(day))
        card.action_suspend()
        with self.assertRefused(UserError, "is suspended: resume it"):
            limited._use(card, fields.Date.to_date("2026-05-01"))

    def test_usable(self):
        card = self.grant("2026-03-01")
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id, "type": "delivery"}
        )
        Entitlement = self.env["cs.vip.entitlement"]
        day = fields.Date.to_date("2026-04-01")

        def usable(kind, day=day):
            found = Entitlement._usable(contact, kind, day, self.company)
            return found.benefit_id.mapped("name")

        self.assertEqual(usable("cleaning"), ["Free Cleaning"])
        self.assertEqual(usable("maintenance"), ["Two Inspections"])
        self.assertEqual(usable("maintenance", fields.Date.to_date("2026-10-01")), [])
        limited = self.limited_of(card)
        limited._use(self.quote(1), day)
        limited._use(self.quote(1), day)
        self.assertEqual(usable("maintenance"), [])
        card.action_suspend()
        self.assertEqual(usable("cleaning"), [])

    def test_search_by_state(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)

        def found(state, day):
            domain = [("state", "=", state), ("card_id", "=", card.id)]
            return (
                self.env["cs.vip.entitlement"]
                .with_env(self.at(day))
                .with_company(self.company)
                .search(domain)
                .benefit_id.mapped("name")
            )

        self.assertEqual(len(found("open", "2026-03-01")), 2)
        self.assertEqual(len(found("future", "2026-02-01")), 2)
        self.assertEqual(found("expired", "2026-09-01"), ["Two Inspections"])
        limited._use(self.quote(1), limited.date_start)
        limited._use(self.quote(1), limited.date_start)
        self.assertEqual(found("used_up", "2026-04-01"), ["Two Inspections"])
        self.on(card, "2026-05-01").action_void("Moved away")
        self.assertEqual(len(found("ended", "2026-05-01")), 2)

    # Who --------------------------------------------------------------------------

    def test_nobody_writes_by_hand(self):
        card = self.grant("2026-03-01")
        limited = self.limited_of(card)
        limited._use(card, limited.date_start)
        for user in (self.salesman, self.desk, self.manager):
            mine = limited.with_user(user)
            self.assertEqual(mine.left, "1 of 2")
            for record, values in (
                (mine, {"used_count": 0}),
                (mine, {"date_end": "2099-01-01"}),
                (mine.use_ids, {"state": "released"}),
            ):
                with self.assertRaises(AccessError):
                    record.write(values)
            with self.assertRaises(AccessError):
                mine.copy()
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                card.with_user(user).write(
                    {"entitlement_ids": [Command.update(limited.id, {"count": 99})]}
                )

    @mute_logger("odoo.sql_db")
    def test_bad_rules(self):
        for values in ({"months": 0}, {"count": -1}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.cleaning.copy(values)
