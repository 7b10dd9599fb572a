"""Lost cards: suspended, then issued anew under another number (V4)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestReissue(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-01-01", points=100)
        cls.old = cls.card.name

    def wizard(self, cards=None, user=None, reason="Lost in the tram"):
        return (
            self.env["cs.vip.card.reissue"]
            .with_user(user or self.desk)
            .with_context(active_ids=(cards or self.card).ids)
            .create({"reason": reason})
        )

    def test_ledger_level_and_year_go_on(self):
        order = self.buy("2026-02-01", 500)
        before = self.card.read(
            ["points_balance", "tier_id", "tier_date", "date_start", "date_end"]
        )
        self.card.with_user(self.desk).action_suspend()
        action = self.wizard().action_reissue()
        self.assertEqual(action["report_name"], "cs_vip.report_card")
        self.assertEqual(self.card.state, "active")
        self.assertNotEqual(self.card.name, self.old)
        after = self.card.read(list(before[0]))
        self.assertEqual(before, after)
        self.assertEqual(order.cs_vip_card_id, self.card)
        self.on(order, "2026-02-02")._action_cancel()
        self.assertEqual(self.card.points_balance, 100)
        self.assertFalse(self.prove_ledger())

    def test_on_record(self):
        self.wizard().action_reissue()
        old = self.card.number_ids
        self.assertEqual((old.name, old.replaced_by), (self.old, self.card.name))
        self.assertEqual((old.reason, old.user_id), ("Lost in the tram", self.desk))
        self.assertIn(self.old, self.card.message_ids[0].body)
        self.assertIn("Lost in the tram", self.card.message_ids[0].body)

    def test_old_number_finds_the_card(self):
        self.wizard().action_reissue()
        found = self.env["cs.vip.card"].with_user(self.desk).name_search(self.old)
        self.assertEqual([number for number, _name in found], self.card.ids)
        portal = new_test_user(
            self.env, login="vip_portal", groups="base.group_portal",
            partner_id=self.customer.id,
        )  # fmt: skip
        found = self.env["cs.vip.card"].with_user(portal).name_search(self.card.name)
        self.assertEqual([number for number, _name in found], self.card.ids)

    def test_twice_in_a_row(self):
        self.wizard().action_reissue()
        second = self.card.name
        self.wizard().action_reissue()
        self.assertEqual(self.card.number_ids.mapped("name"), [second, self.old])
        self.assertEqual(
            self.check(self.old).problem[: len(self.old) + 7], f"Number {self.old}"
        )

    def test_two_at_once(self):
        """Both windows were open before either pressed the button."""
        first, second = self.wizard(), self.wizard()
        first.action_reissue()
        new = self.card.name
        with self.assertRefused(UserError, f"issued anew already: it is {new}"):
            second.action_reissue()
        self.assertEqual(self.card.name, new)

    def test_many(self):
        other = self.grant("2026-01-02", self._create_customer("李"))
        cards = self.card | other
        self.wizard(cards).action_reissue()
        self.assertEqual(len(set(cards.mapped("name")) | {self.old}), 3)

    def test_refused(self):
        with self.assertRefused(UserError, "Give the reason"):
            self.wizard(reason=" ").action_reissue()
        self.card.action_void("Moved away")
        with self.assertRefused(UserError, "not in force"):
            self.wizard().action_reissue()
        application = self.apply(
            self._create_customer("李"), orders=self.env["sale.order"]
        )
        with self.assertRefused(UserError, "not in force"):
            self.wizard(application).action_reissue()

    def test_the_desks_alone(self):
        with self.assertRaises(AccessError):
            self.wizard(user=self.salesman)
        with self.assertRaises(AccessError):
            self.card.with_user(self.salesman)._reissue("Lost", {})
        self.wizard().action_reissue()
        for user in (self.salesman, self.desk, self.manager):
            numbers = self.card.number_ids.with_user(user)
            self.assertTrue(numbers.has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertFalse(numbers.has_access(operation))

    def test_a_replaced_number_is_never_used_again(self):
        self.wizard().action_reissue()
        other = self.grant("2026-01-02", self._create_customer("李"))
        with self.assertRefused(ValidationError, "cannot be used again"):
            other.name = self.old

    def check(self, number, user=None):
        form = Form(self.env["cs.vip.card.check"].with_user(user or self.salesman))
        form.number = number
        return form

    def test_at_the_till(self):
        """Whose customer it is does not matter: the card is in the customer's hand."""
        own_only = self._create_user("vip_own", "sales_team.group_sale_salesman")
        form = self.check(f" {self.old.lower()} ", own_only)
        self.assertFalse(form.problem)
        self.assertEqual((form.holder, form.date_end), ("王**", self.card.date_end))
        self.assertIn("Silver", form.tier_name)
        self.card.action_suspend()
        self.assertIn("is suspended", self.check(self.old).problem)
        self.wizard().action_reissue()
        self.assertIn(f"was replaced by {self.card.name}", self.check(self.old).problem)
        self.assertFalse(self.check(self.card.name).problem)
        self.assertIn("There is no card", self.check("VIP").problem)
        self.assertIn("There is no card", self.check("VIP%").problem)
        self.card.action_void("Moved away")
        self.assertIn("not valid", self.check(self.card.name).problem)

    def test_number_of_another_company(self):
        other = self._create_company("Elsewhere")
        with self.assertRefused(UserError, "There is no card"):
            self.env["cs.vip.card"]._by_number(self.old, other)
