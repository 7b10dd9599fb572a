"""Before the desk decides: what is missing, who it may be, until when (V4)."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import VipCommon

NUMBER = "330102198503081234"


@tagged("post_install", "-at_install")
class TestApplication(VipCommon):
    def application(self, name="李大", user=None, **values):
        partner = self._create_customer(
            name, **{"phone": "+86 139 1111 2222", **values.pop("holder", {})}
        )
        return self.apply(partner, orders=self.env["sale.order"], **values)

    def missing(self, card):
        return card.application_checklist.count("fa-times")

    # Checklist --------------------------------------------------------------------

    def test_checklist_is_live(self):
        partner = self._create_customer("赵四", birthdate_date=False)
        form = Form(self.env["cs.vip.card"].with_user(self.desk))
        form.partner_id = partner
        form.program_id = self.flagship
        form.tier_id = self.flagship_silver
        before = self.missing(form)
        form.declaration = True
        self.assertEqual(self.missing(form), before - 1)
        form.document_type = "passport"
        form.document_number = "E12345678"
        self.assertEqual(self.missing(form), before - 2)
        self.assertIn("birth date", form.application_checklist)
        card = form.save()
        self.assertEqual(self.missing(card), before - 2)

    def test_checklist_says_what_the_refusal_says(self):
        card = self.application(declaration=False, holder={"birthdate_date": False})
        missing = card._missing_application_data()
        self.assertEqual(self.missing(card), len(missing))
        with self.assertRefused(UserError, "birth date.*declaration"):
            card.action_submit()
        self.assertFalse(self.grant("2026-01-01").application_checklist)

    # The same person --------------------------------------------------------------

    def test_same_document_as_an_ended_card(self):
        """Two live cards with one document are refused; with an ended one the desk
        decides."""
        first = self.application(document_number=NUMBER)
        first.action_refuse("Photo missing")
        card = self.application("李小", document_number=NUMBER)
        hint = card.with_user(self.desk).similar_hint
        self.assertEqual(
            hint, f"{first.name}, 李*, “Refused”: same document, same phone"
        )
        self.assertEqual(card.with_user(self.desk).similar_card_ids, first)
        self.assertNotIn("1234", hint)
        action = card.with_user(self.desk).action_view_similar()
        self.assertEqual(action["domain"], [("id", "in", [card.id, first.id])])

    def test_same_name_and_birth_date(self):
        first = self.application(holder={"phone": "+86 139 3333 4444"})
        second = self.application(holder={"phone": "+86 139 5555 6666"})
        third = self.application(
            holder={"phone": "+86 139 7777 8888", "birthdate_date": "1990-01-01"}
        )
        self.assertEqual(second.similar_card_ids, first)
        self.assertIn("same name and birth date", second.similar_hint)
        self.assertFalse(third.similar_card_ids)
        self.assertFalse(third.similar_hint)

    def test_same_phone_however_it_is_written(self):
        first = self.application("陈一")
        second = self.application("陈二", holder={"phone": "13911112222"})
        if second.partner_id.phone_sanitized == first.partner_id.phone_sanitized:
            self.assertIn("same phone", second.similar_hint)
        self.assertNotIn("birth", second.similar_hint or "")

    def test_colleagues_customers_stay_private(self):
        """A salesperson learns that the desk has to look, not whom it is about."""
        colleague = self._create_user("vip_other", "sales_team.group_sale_salesman")
        own_only = self._create_user("vip_own", "sales_team.group_sale_salesman")
        first = self.application(holder={"user_id": colleague.id})
        second = self.application(holder={"user_id": own_only.id})
        seen = second.with_user(own_only)
        self.assertFalse(seen.similar_card_ids)
        self.assertIn("The card desk will check it", seen.similar_hint)
        self.assertNotIn(first.name, seen.similar_hint)
        self.env.invalidate_all()
        self.assertEqual(second.with_user(self.desk).similar_card_ids, first)

    def test_other_companies_stay_apart(self):
        self.application()
        other = self._create_company("Elsewhere")
        program = self.flagship.copy({"company_id": other.id})
        card = self.env["cs.vip.card"].create(
            {
                "partner_id": self._create_customer("李大").id,
                "program_id": program.id,
                "tier_id": program.tier_ids[0].id,
                "company_id": other.id,
            }
        )
        self.assertFalse(card.similar_hint)

    def test_set_based(self):
        """As many queries for twenty applications as for two."""

        def cost(cards):
            self.env.invalidate_all()
            cards.mapped("partner_id.phone_sanitized")
            start = self.env.cr.sql_log_count
            cards.mapped("similar_hint")
            return self.env.cr.sql_log_count - start

        few = self.env["cs.vip.card"].union(*(self.application() for _n in range(2)))
        many = few.union(*(self.application() for _n in range(18)))
        self.assertLessEqual(cost(many), cost(few) + 3)

    # Deadline ---------------------------------------------------------------------

    def late(self, day="2026-01-05"):
        card = self.application()
        self.on(card, day)._go("submitted", date_submitted=day)
        return card

    def overdue_task(self, card):
        kind = self.env.ref("cs_vip.activity_overdue_application")
        return card.activity_ids.filtered(lambda task: task.activity_type_id == kind)

    def escalate(self, day):
        cards = self.env["cs.vip.card"]
        due = cards.union(
            *(cards.search(domain) for domain in cards._escalation_domains(day))
        )
        due._escalate(day)
        return due

    def test_decide_by(self):
        card = self.late()
        self.assertEqual(card.date_decide_by, date(2026, 1, 8))
        self.assertFalse(self.on(card, "2026-01-08").is_overdue)
        card.invalidate_recordset(["is_overdue"])
        self.assertTrue(self.on(card, "2026-01-09").is_overdue)
        self.flagship.approval_days = 10
        self.assertEqual(card.date_decide_by, date(2026, 1, 15))
        self.assertIn(
            card,
            self.env["cs.vip.card"].search(
                [("state", "=", "submitted"), ("date_decide_by", "<", "today")]
            ),
        )

    def test_escalates_once(self):
        self.flagship.user_id = self.desk
        self.flagship.escalation_user_id = self.manager
        card = self.late()
        self.assertNotIn(card, self.escalate(date(2026, 1, 8)))
        self.assertIn(card, self.escalate(date(2026, 1, 9)))
        task = self.overdue_task(card)
        self.assertEqual(task.user_id, self.manager)
        self.assertIn("2026-01-08", task.summary)
        self.assertNotIn(card, self.escalate(date(2026, 1, 10)))
        self.assertEqual(len(self.overdue_task(card)), 1)
        card.with_user(self.desk)._grant()
        self.assertFalse(self.overdue_task(card))

    def test_patience_and_switch(self):
        self.flagship.escalation_days = 2
        card = self.late()
        self.assertNotIn(card, self.escalate(date(2026, 1, 10)))
        self.flagship.escalate = False
        self.assertNotIn(card, self.escalate(date(2026, 1, 11)))
        self.flagship.escalate = True
        self.assertIn(card, self.escalate(date(2026, 1, 11)))

    def test_sent_in_again_the_time_begins_anew(self):
        order = self.buy("2026-01-04", 60000)
        card = self.apply(orders=order)
        self.on(card, "2026-01-05").action_submit()
        self.escalate(date(2026, 1, 9))
        self.assertTrue(card.date_escalated)
        card.action_to_draft()
        self.on(card, "2026-01-10").action_submit()
        self.assertFalse(card.date_escalated)
        self.assertEqual(card.date_decide_by, date(2026, 1, 13))

    def test_manager_above_the_responsible(self):
        """Whoever decides on applications is not whom they escalate to."""
        self.flagship.user_id = self.manager
        other = self._create_user("vip_manager2", "cs_vip.group_manager")
        user = self.flagship._escalation_user(self.company)
        self.assertNotEqual(user, self.manager)
        self.assertIn(user, self.flagship._vip_managers(self.company) | other)
