from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from . import visit_common


@tagged("post_install", "-at_install")
class TestVisitBenefit(visit_common.VisitCase):
    """V10: a cleaning or maintenance uses up a benefit of the customer's card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls.env.ref("cs_vip.program_flagship")
        cls.program = shipped.copy({"name": "Store", "company_id": cls.company.id})
        cls.silver, cls.gold = cls.program.tier_ids.sorted("sequence")
        cls.silver.benefit_ids.write({"count": 2})
        cls.card = cls._give_tier(cls.customer, cls.silver)
        cls.card.write(
            {
                "date_start": "2026-03-01",
                "date_end": "2027-02-28",
                "tier_date": "2026-03-01",
            }
        )
        cls.silver.benefit_ids.action_grant()
        cls.free = cls.card.entitlement_ids

    def _cleaning(self, **values):
        values = {"kind": "cleaning", "entitlement_id": self.free.id, **values}
        return self._new_visit(**values).with_user(self.clerk)

    def _states(self):
        return sorted(self.free.use_ids.mapped("state"))

    def test_offered_when_the_visit_is_made(self):
        with Form(self.env["cs.visit"].with_user(self.clerk)) as form:
            form.partner_id = self.customer
            self.assertFalse(form.entitlement_id, "an installation is not free")
            form.kind = "cleaning"
            self.assertEqual(form.entitlement_id, self.free)
            self.assertEqual(form.charge, "free")
            form.kind = "maintenance"
            self.assertFalse(form.entitlement_id, "the card gives no maintenance")
            form.kind = "cleaning"
        visit = form.record
        self.assertEqual((visit.charge, self.free.used_count), ("free", 1))
        with Form(visit.with_user(self.clerk)) as form:
            form.entitlement_id = self.env["cs.vip.entitlement"]
        self.assertEqual((visit.charge, self.free.used_count), ("paid", 0))

    def test_installations_are_neither(self):
        self.assertFalse(self._new_visit().charge)
        self.assertEqual(self._new_visit(kind="maintenance").charge, "paid")

    def test_used_when_done(self):
        visit = self._cleaning()
        self.assertEqual(self._states(), ["planned"])
        done = self._done(visit)
        self.assertEqual(done.charge, "free", "the crew sees that nothing is owed")
        self.assertEqual(self._states(), ["used"])
        use = self.free.use_ids
        self.assertEqual(str(use.date), "2026-03-11")
        self.assertEqual((use.res_model, use.res_id), ("cs.visit", visit.id))
        with self.assertRaises(AccessError):
            _unused = done.entitlement_id
        with self.assertRaisesRegex(ValidationError, "can no longer be changed"):
            visit.entitlement_id = False

    def test_given_back_when_cancelled_or_failed(self):
        visit = self._cleaning()
        visit.action_cancel()
        self.assertEqual((self._states(), self.free.used_count), (["released"], 0))
        failed = self._on_site(self._cleaning())
        failed.write({"fail_reason": "Nobody at home"})
        failed.action_fail()
        self.assertEqual(self.free.used_count, 0)
        failed.with_user(self.clerk).action_back_to_waiting()
        self.assertEqual(self.free.used_count, 1, "planned again")
        failed.with_user(self.users["manager"]).unlink()
        self.assertEqual(self.free.used_count, 0)

    def test_used_up(self):
        self._cleaning()
        visit = self._cleaning()
        with self.assertRaisesRegex(UserError, r"used up \(2 times\)"):
            self._cleaning()
        third = self._new_visit(kind="cleaning").with_user(self.clerk)
        self.assertFalse(third.usable_entitlement_ids)
        with self.assertRaisesRegex(UserError, "used up"):
            third.entitlement_id = self.free
        visit.action_cancel()
        third.invalidate_recordset()
        third.entitlement_id = self.free
        self.assertEqual(third.charge, "free")

    def test_used_up_meanwhile(self):
        """A failed visit that waits again finds the benefit taken: it is paid."""
        visit = self._schedule(self._cleaning())
        visit.write({"fail_reason": "Ill"})
        visit.action_fail()
        self._cleaning()
        self._cleaning()
        with self.assertRaisesRegex(UserError, "used up.*has to be paid"):
            visit.action_back_to_waiting()
        visit.entitlement_id = False
        visit.action_back_to_waiting()
        self.assertEqual((visit.state, visit.charge), ("requested", "paid"))

    def test_day_outside(self):
        late = datetime(2027, 3, 2, 1), datetime(2027, 3, 2, 3)
        visit = self._cleaning()
        with self.assertRaisesRegex(UserError, "holds from 03/01/2026 to 02/28/2027"):
            self._schedule(visit, start=late[0], end=late[1])
        visit.entitlement_id = False
        self._schedule(visit, start=late[0], end=late[1])
        with self.assertRaisesRegex(UserError, "not on 03/02/2027"):
            visit.entitlement_id = self.free

    def test_not_somebody_elses_and_not_another_kind(self):
        with self.assertRaisesRegex(ValidationError, "another customer's benefit"):
            self._cleaning(partner_id=self.other_customer.id)
        with self.assertRaisesRegex(ValidationError, "does not pay for a visit"):
            self._cleaning(kind="maintenance")

    def test_contact_of_the_holder(self):
        flat = self._new_customer("Second flat", parent_id=self.customer.id)
        self.assertEqual(self._cleaning(partner_id=flat.id).charge, "free")

    def test_void_card(self):
        planned = self._cleaning()
        self.card.action_void("Moved away")
        with self.assertRaisesRegex(UserError, "ended on"):
            self._cleaning()
        self._done(planned)
        self.assertEqual(self._states(), ["used"], "what was promised is kept")

    def test_crew_changes_nothing(self):
        visit = self._on_site(self._cleaning())
        with self.assertRaisesRegex(UserError, "On site you record the work"):
            visit.write({"entitlement_id": False})
        with self.assertRaisesRegex(UserError, "On site you record the work"):
            visit.write({"charge": "paid"})

    def test_badge_and_filter(self):
        visit = self._new_visit().with_user(self.clerk)
        other = self._new_visit(partner_id=self.other_customer.id)
        self.assertEqual(visit.cs_vip_tier_id, self.silver)
        found = visit.search([("cs_vip_tier_id", "!=", False)])
        self.assertIn(visit, found)
        self.assertNotIn(other.with_user(self.clerk), found)
        callback = self.env["cs.callback"].create(
            {
                "partner_id": self.customer.id,
                "purpose": "other",
                "date_planned": fields.Date.to_date("2026-03-12"),
                "company_id": self.company.id,
                "user_id": self.users["specialist"].id,
            }
        )
        mine = callback.with_user(self.users["specialist"])
        self.assertEqual(mine.cs_vip_tier_id, self.silver)
