import re
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestPortalCard(common.VipCommon, HttpCase):
    """The customer sees the own card, and nothing of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.start = cls.today - timedelta(days=30)
        cls.customer_user = cls._portal_user("vip_customer", cls.customer)
        cls.other = cls._create_customer("李雷")
        cls.other_user = cls._portal_user("vip_other", cls.other)

    @classmethod
    def _portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login=login,
            name=partner.name,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def page(self, address, login="vip_customer"):
        self.authenticate(login, login)
        response = self.url_open(address)
        self.assertEqual(response.status_code, 200)
        return response.text

    def granted(self, points=500):
        return self.grant(str(self.start), points=points)

    # The card ---------------------------------------------------------------------

    def test_card(self):
        card = self.granted()
        page = self.page("/my/vip")
        words = " ".join(re.sub("<[^>]*>", "", page).split()) + page
        for text in (
            card.name,
            "王小明",
            "Flagship Silver",
            "500 points lapse at the end of",
            "Points taken over",
            "Free Cleaning",
            "As often as you need",
            "Your next level",
            "Flagship Gold",
            "must be held for 12 months",
            "data:image/svg+xml;base64,",
        ):
            self.assertTrue(text in words, text)
        self.assertNotIn(card._document_number(), page)
        self.assertNotIn(self.salesman.name, page)
        self.assertEqual(page.count("data:image/svg+xml"), 2, "QR code and barcode")

    def test_counter_on_the_home_page(self):
        self.granted()
        self.authenticate("vip_customer", "vip_customer")
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["vip_count"]})
        self.assertEqual(answer["vip_count"], 1)
        self.assertIn("/my/vip", self.page("/my/home"))

    def test_no_card(self):
        page = self.page("/my/vip")
        self.assertIn("You have no VIP card yet", page)
        self.assertIn("How to get a card", page)
        self.assertIn("one purchase of at least", page)
        self.assertIn("You have no VIP card yet", self.page("/my/vip/statement"))
        self.assertIn("No points have been booked here", self.page("/my/vip/points"))
        self.assertIn("no gifts for your card", self.page("/my/vip/gifts"))

    def test_application(self):
        """While waiting, what the state is and what is missing."""
        order = self.buy(str(self.start), 60000)
        card = self.apply(orders=order, document_number=False, declaration=False)
        page = self.page("/my/vip")
        self.assertIn("is being filled in", page)
        self.assertIn("<li>identity document</li>", page)
        self.assertIn("<li>declaration that the data are true</li>", page)
        card.write({"document_number": "E12345678", "declaration": True})
        card.action_submit()
        page = self.page("/my/vip")
        self.assertIn("We tell you what was decided by", page)
        self.assertNotIn("o_cs_vip_face", page)
        card.with_user(self.desk).action_refuse("The document is out of date.")
        page = self.page("/my/vip")
        self.assertIn("could not be granted", page)
        self.assertIn("The document is out of date.", page)
        self.assertNotIn(self.desk.name, page)

    def test_suspended_and_void(self):
        card = self.granted()
        card.action_suspend()
        self.assertIn("Your card is blocked", self.page("/my/vip"))
        card.action_void("Moved away")
        page = self.page("/my/vip")
        self.assertIn("No longer valid", page)
        self.assertNotIn("As often as you need", page)
        self.assertNotIn("data:image/svg+xml", page, "nothing to scan any more")
        self.assertIn("Lapsed with the card", page)

    def test_debt(self):
        card = self.granted(points=0)
        card._post("reversal", -40, self.start, purpose="goods came back")
        page = self.page("/my/vip")
        self.assertIn("Your next purchases fill the gap", " ".join(page.split()))
        self.assertNotIn("o_cs_vip_lapse", page)

    # Points -----------------------------------------------------------------------

    def test_points_in_plain_words(self):
        card = self.granted(points=3000)
        order = self.quote(5000)
        self.on(order, str(self.start)).action_cs_vip_redeem(1000)
        self.on(order, str(self.start)).action_confirm()
        card._post("compensation", 30, self.today, purpose="x", reference="secret")
        card._post("correction", -5, self.today, purpose="y", reference="secret")
        page = self.page("/my/vip/points")
        for text in (
            f"Purchase {order.name}",
            f"Voucher on order {order.name}",
            "Compensation",
            "Correction",
            "Points taken over",
            "+3000",
            "-1000",
        ):
            self.assertIn(text, page)
        self.assertNotIn("secret", page)
        self.assertIn("Vouchers you used", self.page("/my/vip"))
        self.on(order, str(self.today))._action_cancel()
        page = self.page("/my/vip/points")
        self.assertIn(f"Voucher of order {order.name} given back", page)
        self.assertIn(f"Return or cancellation of order {order.name}", page)

    def test_every_kind_has_words(self):
        card = self.granted()
        entries = self.env["cs.vip.points.entry"]
        for kind in dict(entries._fields["kind"].selection):
            entry = card._post(kind, -7, self.today, purpose=f"test {kind}")
            self.assertTrue(entry._portal_text(), kind)

    def test_filter(self):
        card = self.granted()
        card._post("expiry", -100, self.today, card, "year:x")
        page = self.page("/my/vip/points?filterby=lapsed")
        self.assertIn("Lapsed at the end", page)
        self.assertNotIn("Points taken over", page)
        page = self.page("/my/vip/points?filterby=earned")
        self.assertNotIn("Lapsed at the end", page)
        self.assertIn("Points taken over", page)
        for bad in ("nonsense", "__class__", "'; DROP TABLE"):
            self.assertIn("+500", self.page(f"/my/vip/points?filterby={bad}"))

    def test_pages_and_queries(self):
        """However long the history, a page costs the same."""
        card = self.granted()

        def queries(address):
            self.page(address)  # caches of the templates
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.page(address)
            return self.env.cr.sql_log_count - before

        for number in range(21):
            card._post("correction", 1, self.today, purpose=f"first {number}")
        few = [queries("/my/vip/points"), queries("/my/vip")]
        for number in range(100):
            card._post("correction", 1, self.today, purpose=f"more {number}")
        self.assertEqual([queries("/my/vip/points"), queries("/my/vip")], few)
        self.assertIn("Points taken over", self.page("/my/vip/points/page/7"))
        self.assertNotIn("Points taken over", self.page("/my/vip/points/page/1"))

    def test_statement(self):
        self.granted()
        self.authenticate("vip_customer", "vip_customer")
        response = self.url_open("/my/vip/statement")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])

    # Gifts ------------------------------------------------------------------------

    def test_gifts(self):
        self.granted()
        vase = self._create_product("Vase", 100, type="consu")
        gift = {"product_id": vase.id, "company_id": self.company.id, "points": 300}
        gifts = self.env["cs.vip.gift"].create(
            [
                {**gift, "name": "Blue Vase"},
                {**gift, "name": "Gold Vase", "tier_ids": self.flagship_gold.ids},
            ]
        )
        page = self.page("/my/vip/gifts")
        self.assertIn("Blue Vase", page)
        self.assertIn("Your points suffice", page)
        self.assertNotIn("Gold Vase", page, "for another level")
        for name in ("read", "search_read"):
            with self.assertRaises(AccessError):
                getattr(gifts.with_user(self.customer_user), name)()

    # Others' ----------------------------------------------------------------------

    def test_strangers(self):
        card = self.granted()
        for address in ("/my/vip", "/my/vip/points", "/my/vip/gifts"):
            page = self.page(address, "vip_other")
            self.assertNotIn(card.name, page)
            self.assertNotIn("王小明", page)
        for wrong in (f"?card={card.id}", f"?card_id={card.id}", f"?id={card.id}"):
            self.assertNotIn(card.name, self.page(f"/my/vip{wrong}", "vip_other"))
        self.authenticate(None, None)
        for address in ("", "/points", "/points/page/2", "/gifts", "/statement"):
            self.assertIn("/web/login", self.url_open(f"/my/vip{address}").url)

    def test_contacts_of_the_holder(self):
        """They see the card as they see the holder's orders, and change nothing."""
        card = self.granted()
        contact = self.env["res.partner"].create(
            {"name": "Wife", "parent_id": self.customer.id}
        )
        user = self._portal_user("vip_contact", contact)
        self.assertIn(card.name, self.page("/my/vip", "vip_contact"))
        for values in ({"partner_id": contact.id}, {"points_balance": 9999}):
            with self.assertRaises(UserError):
                card.with_user(user).write(values)

    def test_another_companys_card(self):
        card = self.granted()
        company = self._create_company("Elsewhere")
        self.customer_user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertNotIn(card.name, self.page("/my/vip"))

    def test_fields_over_rpc(self):
        """The portal role reads of its own card what the page shows, not who works on
        it; of others' nothing."""
        card = self.granted()
        card.action_void("Moved away")
        mine = card.with_user(self.customer_user)
        self.assertEqual(mine.read(["name", "state"])[0]["state"], "void")
        for name in (
            "create_uid", "write_uid", "application_summary", "document_masked",
            "document_number", "refuse_reason", "message_ids", "activity_ids",
            "proposed_tier_id", "history_ids", "application_order_ids",
        ):  # fmt: skip
            with self.assertRaises(AccessError, msg=name):
                mine.read([name])
            with self.assertRaises(AccessError, msg=name):
                mine.search([(name, "!=", False)])
        for name in ("create_uid", "res_model", "res_id", "reference", "purpose"):
            with self.assertRaises(AccessError, msg=name):
                mine.entry_ids.read([name])
        theirs = card.with_user(self.other_user)
        with self.assertRaises(AccessError):
            theirs.read(["name"])
        entries = mine.entry_ids.with_user(self.other_user)
        with self.assertRaises(AccessError):
            entries.read(["points"])
        self.assertFalse(theirs.search([]))
        self.assertFalse(entries.search([]))

    def test_tour(self):
        self.granted(points=800)
        self.start_tour("/my/home", "cs_vip_portal", login="vip_customer")
