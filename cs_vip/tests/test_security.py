"""What a login may try over RPC beyond what its screens offer (V4, V7, V9)."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common

# Stored fields of the ledger's way that follow from actions alone.
CARD = {
    "state": "active", "name": "VIP1", "points_balance": 999999,
    "date_start": "2020-01-01", "date_end": "2099-01-01", "date_void": False,
    "tier_date": "2020-01-01", "enrolment_base": 1e9, "enrolment_points": 99999,
    "proposed_date": "2020-01-01", "refuse_reason": "x", "date_submitted": "2020-01-01",
    "application_amount": 1e9, "takeover_purchase": "2099-01-01",
    "date_checked": "2020-01-01", "date_decide_by": "2099-01-01",
}  # fmt: skip
ORDER = {
    "cs_vip_points_earned": 9999, "cs_vip_points_redeemed": 9999,
    "cs_vip_points_returned": 9999, "cs_vip_voucher_returned": 1e6,
    "cs_vip_voucher_amount": 1e6, "cs_vip_net_amount": 1e9,
    "cs_vip_amount_per_point": 0.01, "cs_vip_day": "2020-01-01",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestSecurity(common.VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.grant("2026-03-01", points=4000)
        own = "sales_team.group_sale_salesman"
        cls.spy = cls._create_user("vip_spy", own)
        cls.colleague = cls._create_user("vip_colleague", own)
        cls.customer.user_id = cls.colleague
        cls.order = cls.quote(5000, product=cls.sofa, user_id=cls.colleague.id)
        cls.plain = cls._create_user("vip_plain", "base.group_user")

    # Points -----------------------------------------------------------------------

    def test_protected_fields_of_a_card(self):
        for user in (self.colleague, self.desk, self.manager):
            mine = self.card.with_user(user)
            draft = self.apply(self._create_customer("李雷")).with_user(user)
            draft.sudo().partner_id.user_id = user
            for name, value in CARD.items():
                for card in (mine, draft):
                    with self.assertRaises(UserError, msg=f"{user.login} {name}"):
                        card.write({name: value})
                    with self.assertRaises(UserError, msg=f"{user.login} {name}"):
                        card.web_save({name: value}, {})
                with self.assertRaises(UserError, msg=f"{user.login} {name}"):
                    mine.copy(
                        {name: value, "partner_id": self._create_customer("x").id}
                    )
            draft.sudo().unlink()

    def test_amount_of_an_application(self):
        """What counts towards the first points is what was bought, not what is said."""
        buyer = self._create_customer("李雷", user_id=self.colleague.id)
        order = self.buy("2026-03-01", 60000, partner=buyer)
        values = {
            "partner_id": buyer.id,
            "program_id": self.flagship.id,
            "tier_id": self.flagship_silver.id,
            "company_id": self.company.id,
            "application_order_ids": [Command.set(order.ids)],
        }
        cards = self.env["cs.vip.card"].with_user(self.colleague)
        with self.assertRaises(AccessError):
            cards.create({**values, "application_amount": 1e9})
        self.assertEqual(cards.create(values).application_amount, 60000)

    def test_protected_fields_of_an_order(self):
        order = self.order.with_user(self.colleague)
        for name, value in ORDER.items():
            with self.assertRaises(AccessError, msg=name):
                order.write({name: value})
            with self.assertRaises(AccessError, msg=name):
                order.copy({name: value})
            with self.assertRaises(AccessError, msg=name):
                order.web_save({name: value}, {})
        for values in ({"cs_vip_card_id": self.card.id}, {"cs_vip_program_id": 1}):
            with self.assertRaises(AccessError):
                order.write(values)

    def test_entries(self):
        entry = self.card.entry_ids[:1]
        values = {
            "card_id": self.card.id,
            "company_id": self.company.id,
            "date": "2026-03-02",
            "points": 5000,
            "kind": "correction",
            "res_model": "cs.vip.card",
            "res_id": self.card.id,
        }
        for user in (self.colleague, self.desk, self.manager):
            mine = entry.with_user(user)
            with self.assertRaises(AccessError):
                mine.create(values)
            with self.assertRaises(AccessError):
                mine.copy()
            loaded = mine.load(list(values), [list(map(str, values.values()))])
            self.assertFalse(loaded["ids"])
            for refused in ({"points": 1}, {"card_id": self.card.id}):
                with self.assertRaises(UserError):
                    mine.write(refused)
            with self.assertRaises(UserError):
                mine.unlink()
            with self.assertRaises(UserError):
                self.card.with_user(user).write(
                    {"entry_ids": [Command.create({**values, "purpose": "x"})]}
                )

    def test_voucher_line(self):
        """A voucher is no line like others: not made, changed, moved or copied."""
        order = self.on(self.order, "2026-03-05").with_user(self.colleague)
        order.action_cs_vip_redeem(1000)
        line = order.order_line.filtered("cs_vip_is_voucher")
        other = self.quote(5000, product=self.sofa, user_id=self.colleague.id)
        for values in (
            {"price_unit": -5000},
            {"product_uom_qty": 10},
            {"order_id": other.id},
            {"cs_vip_is_voucher": False},
        ):
            with self.assertRaises(UserError, msg=values):
                line.write(values)
        with self.assertRaises(AccessError):
            line.copy({"cs_vip_is_voucher": True, "order_id": other.id})
        self.assertEqual(order.cs_vip_points_redeemed, 1000)

    def test_line_moved_to_another_order(self):
        """Points follow goods that are moved from one confirmed order to another."""
        first = self.buy("2026-03-05", 5000)
        second = self.buy("2026-03-05", 500)
        earned = first.cs_vip_points_earned, second.cs_vip_points_earned
        self.assertEqual(earned, (100, 10))
        first.order_line.order_id = second
        self.assertEqual(first.cs_vip_points_earned, 0)
        self.assertEqual(second.cs_vip_points_earned, 110)
        self.assertEqual(self.card.points_balance, 4110)

    def test_clock(self):
        """No caller over RPC sets the clock."""
        for clock in ("2030-01-01 00:00:00", {"moment": "2030-01-01"}, 1, [1]):
            card = self.card.with_user(self.desk).with_context(cs_clock=clock)
            self.assertEqual(card._today(), self.card._today())
        for mark in (True, 1, "DEFER", {}):
            order = self.order.with_user(self.colleague).with_context(
                cs_vip_voucher=mark, cs_vip_defer=mark
            )
            with self.assertRaises(AccessError):
                order.write({"cs_vip_points_redeemed": 5000})

    # Others' cards ----------------------------------------------------------------

    def test_forms_about_others(self):
        """Whoever may open a form learns nothing through it of records that are closed
        to him, neither on screen nor saved."""
        self.assertFalse(self.card.with_user(self.spy).has_access("read"))
        self.assertFalse(self.order.with_user(self.spy).has_access("read"))
        forms = {
            "cs.vip.redeem": {"order_id": self.order.id},
            "cs.vip.card.apply": {"order_id": self.order.id},
            "cs.vip.gift.order": {"card_id": self.card.id},
            "cs.vip.statement": {"card_ids": [Command.set(self.card.ids)]},
        }
        for name, values in forms.items():
            model = self.env[name].with_user(self.spy)
            spec = {field: {} for field in model._fields}
            with self.assertRaises(AccessError, msg=name):
                model.onchange(values, list(values), spec)
            with self.assertRaises(AccessError, msg=name):
                model.create(values)
            defaults = {f"default_{key}": value for key, value in values.items()}
            defaults["active_ids"] = self.card.ids
            with self.assertRaises(AccessError, msg=name):
                model.with_context(**defaults).onchange({}, [], spec)

    def test_forms_about_other_companies(self):
        """The desk sees all cards, those of its own company."""
        company = self._create_company("Elsewhere")
        desk = self._create_user("vip_desk2", "cs_vip.group_manager")
        desk.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        cards = [Command.set(self.card.ids)]
        forms = {
            "cs.vip.points.correction": {
                "card_id": self.card.id, "points": 1, "reason": "x",
            },
            "cs.vip.statement": {"card_ids": cards},
            "cs.vip.card.refuse": {"card_ids": cards, "reason": "x"},
            "cs.vip.card.reissue": {"card_ids": cards, "reason": "x"},
            "cs.vip.gift.order": {"card_id": self.card.id},
        }  # fmt: skip
        for name, values in forms.items():
            model = self.env[name].with_user(desk).with_company(company)
            spec = {field: {} for field in model._fields}
            with self.assertRaises(AccessError, msg=name):
                model.onchange(values, list(values), spec)
            with self.assertRaises(AccessError, msg=name):
                model.create(values)

    def test_redeeming_on_a_colleagues_order(self):
        order = self.order.with_user(self.spy)
        for call in (
            lambda: order.action_cs_vip_redeem(1000),
            order.action_cs_vip_remove_voucher,
            order.action_cs_vip_use_card_prices,
            order.action_cs_vip_counted_orders,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.order.cs_vip_points_redeemed)

    def test_orders_of_others_in_an_application(self):
        """The summary tells the desk of the holder's own orders alone."""
        other = self.buy("2026-03-05", 7777, partner=self._create_customer("李雷"))
        desk = self.env["cs.vip.card"].with_user(self.desk)
        found = desk.onchange(
            {"application_order_ids": [Command.set(other.ids)]},
            ["application_order_ids"],
            {"application_order_ids": {}, "application_summary": {}},
        )
        self.assertNotIn(other.name, str(found["value"].get("application_summary")))
        with self.assertRaises(AccessError):
            self.card.with_user(self.colleague).read(["application_summary"])

    def test_every_role_without_cards(self):
        """Employees without a role of ours read the stores' rules and no more."""
        for name in sorted(self.env.registry):
            if not name.startswith("cs.vip."):
                continue
            model = self.env[name].with_user(self.plain)
            rules = {"program", "tier", "tier.discount", "band", "benefit"}
            self.assertEqual(
                model.has_access("read") and not model._abstract,
                name.removeprefix("cs.vip.") in rules,
                name,
            )
            self.assertFalse(model.has_access("write") and not model._abstract, name)

    # Documents --------------------------------------------------------------------

    def test_document_number(self):
        """Out of no field, search, export, grouping, message or copy."""
        card = self.apply(self._create_customer("李雷"), document_number="SECRET12345")
        card.partner_id.user_id = self.colleague
        for user in (self.colleague, self.desk, self.manager):
            mine = card.with_user(user)
            texts = [
                name
                for name, field in mine._fields.items()
                if field.type in ("char", "text", "html")
                and mine._has_field_access(field, "read")
            ]
            for name, value in mine.read(texts)[0].items():
                self.assertNotIn("SECRET12345", str(value), name)
            mine.env.user.sudo().group_ids += self.env.ref("base.group_allow_export")
            exported = mine.export_data(["document_number", "document_masked"])
            self.assertNotIn("SECRET12345", str(exported))
            with self.assertRaises(ValueError):
                mine.search([("document_number", "=like", "S%")])
            documents = self.env["cs.vip.document"].with_user(user)
            for call in (
                lambda documents=documents: documents.search([]),
                lambda documents=documents: documents.search_count([]),
                lambda documents=documents: documents.formatted_read_group(
                    [], ["number"], ["__count"]
                ),
            ):
                with self.assertRaises(AccessError):
                    call()
        self.assertNotIn("SECRET12345", " ".join(card.message_ids.mapped("body")))
        for user in (self.colleague, self.desk):
            with self.assertRaises(AccessError):
                card.with_user(user).action_reveal_document()

    # Benefits ---------------------------------------------------------------------

    def test_benefits(self):
        """A manager changes what a level gives from now on, not what was given."""
        entitlement = self.card.entitlement_ids
        before = entitlement.read(["date_end", "count", "kind"])
        benefit = entitlement.benefit_id.with_user(self.manager)
        benefit.write({"months": 1, "count": 1, "kind": "other"})
        self.assertEqual(entitlement.read(["date_end", "count", "kind"]), before)
        for user in (self.colleague, self.desk, self.plain):
            with self.assertRaises(AccessError):
                benefit.with_user(user).write({"months": 99})
            with self.assertRaises(AccessError):
                benefit.with_user(user).copy()

    def test_wishes_are_stamped_by_the_system(self):
        clerk = self._create_user("vip_files", "base.group_partner_manager")
        partner = self.customer.with_user(clerk)
        moment = fields.Datetime.now()
        partner.write({"cs_consent_user_id": self.desk.id, "cs_consent_date": moment})
        self.assertFalse(self.customer.cs_consent_user_id)
        partner.write({"cs_consent_sms": "given", "cs_consent_user_id": self.desk.id})
        self.assertEqual(self.customer.cs_consent_user_id, clerk)
