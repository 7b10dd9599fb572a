"""Retention, erasure and export of a person's data: the ledger stays."""

import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import VipCommon

NUMBER = "330102198503081234"


@tagged("post_install", "-at_install")
class TestPrivacy(VipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "wang@example.com", "comment": "Likes oak"})
        cls.card = cls.grant(
            "2026-01-01", points=1000, document_type="id_card", document_number=NUMBER
        )
        cls.order = cls.buy("2026-01-02", 500)

    def wizard(self, user=None, record=None, **values):
        record = record or self.card
        return (
            self.env["cs.vip.privacy"]
            .with_user(user or self.manager)
            .with_context(active_model=record._name, active_id=record.id)
            .create({"reason": "Asked by letter", "confirmed": True, **values})
        )

    def documents(self):
        return self.env["cs.vip.document"].search([("card_id", "=", self.card.id)])

    # Erasure ----------------------------------------------------------------------

    def test_the_person_goes(self):
        child = self.env["res.partner"].create(
            {"name": "王太太", "parent_id": self.customer.id, "phone": "139"}
        )
        self.wizard().action_erase()
        for partner in (self.customer, child):
            self.assertIn("Erased customer", partner.name)
            self.assertFalse(partner.active)
            for name in (
                "birthdate_date", "phone", "email", "street", "city", "comment",
            ):  # fmt: skip
                self.assertFalse(partner[name], name)
        self.assertFalse(self.documents())
        self.assertFalse(self.card.document_type)
        self.assertFalse(self.card.document_masked)
        self.assertTrue(self.card.date_erased)

    def test_the_ledger_stays(self):
        before = self.entries(self.card)
        balance = self.card.points_balance
        self.assertEqual(balance, 1010)
        self.wizard().action_erase()
        self.assertEqual(self.card.state, "void")
        self.assertEqual(self.card.points_balance, 0)
        after = self.entries(self.card)
        self.assertEqual(after[: len(before)], before)
        self.assertEqual(after[-1][1:], ("expiry", -balance))
        self.assertFalse(self.prove_ledger())
        self.assertEqual(self.order.partner_id, self.customer)
        self.assertEqual(self.order.state, "sale")

    def test_reports_still_work(self):
        self.wizard().action_erase()
        for name in ("application", "card", "statement"):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                f"cs_vip.action_report_{name}", self.card.ids
            )
            self.assertIn(self.card.name, html.decode())
            self.assertNotIn("王小明", html.decode())

    def test_a_debt_stays(self):
        self.card._post("gift", -1500, self.card.date_start, purpose="debt")
        self.wizard().action_erase()
        self.assertEqual(self.card.points_balance, -490)
        self.assertFalse(self.prove_ledger())

    def test_a_return_afterwards(self):
        """The order goes on without the person."""
        self.wizard().action_erase()
        self.order._action_cancel()
        self.assertEqual(self.card.points_balance, 0)
        self.assertFalse(self.prove_ledger())

    def test_portal_account(self):
        portal = new_test_user(
            self.env, login="wang@example.com", groups="base.group_portal",
            partner_id=self.customer.id,
        )  # fmt: skip
        self.assertTrue(self.wizard().has_portal)
        self.wizard().action_erase()
        self.assertFalse(portal.active)
        self.assertNotIn("wang", portal.login)

    def test_messages_and_files(self):
        """What was said goes; what the system noted of its steps stays."""
        card = self.card.with_context(tracking_disable=False)
        card.message_post(body="My phone is 139", message_type="comment")
        self.customer.message_post(body="Call me", message_type="comment")
        self.env["ir.attachment"].create(
            {"name": "id.png", "res_model": card._name, "res_id": card.id, "raw": b"x"}
        )
        card._message_log(body="The card was issued anew")
        self.customer.street = "南京路1号"
        self.wizard().action_erase()
        bodies = " ".join(map(str, card.message_ids.mapped("body")))
        self.assertNotIn("139", bodies)
        self.assertIn("issued anew", bodies)
        self.assertIn("Personal data erased. Reason: Asked by letter", bodies)
        self.assertFalse(card.activity_ids)
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", card._name), ("res_id", "=", card.id)]
            )
        )
        bodies = " ".join(map(str, self.customer.message_ids.mapped("body")))
        self.assertNotIn("Call me", bodies)

    def test_logged(self):
        self.wizard().action_erase()
        log = self.env["privacy.log"].search([], order="id desc", limit=1)
        self.assertEqual(log.user_id, self.manager)
        self.assertEqual(log.anonymized_name, "王**")
        self.assertEqual(log.anonymized_email, "w***@e******.com")
        self.assertIn("Asked by letter", log.execution_details)
        self.assertIn(self.card.name, log.records_description)

    def test_open_applications_and_corrections_end(self):
        self._create_user("vip_manager2", "cs_vip.group_manager")
        correction = (
            self.env["cs.vip.correction"]
            .with_user(self.manager)
            ._request(self.card, 5000, "Forgotten")
        )
        other = self._create_customer("李大")
        application = self.apply(other, orders=self.env["sale.order"])
        self.wizard(record=other).action_erase()
        self.assertEqual(application.state, "refused")
        self.wizard().action_erase()
        self.assertEqual(correction.state, "cancelled")

    def test_someone_without_e_mail_or_card(self):
        nobody = self._create_customer("孙五")
        self.wizard(record=nobody).action_erase()
        self.assertIn("Erased customer", nobody.name)

    def test_refused(self):
        with self.assertRefused(UserError, "cannot be undone"):
            self.wizard(confirmed=False).action_erase()
        with self.assertRefused(UserError, "Give the reason"):
            self.wizard(reason=" ").action_erase()
        for user in (self.desk, self.salesman):
            with self.assertRaises(AccessError):
                self.wizard(user)
            with self.assertRefused(AccessError, "Only VIP managers"):
                self.customer.with_user(user)._cs_vip_erase("x")
            with self.assertRefused(AccessError, "Only VIP managers"):
                self.customer.with_user(user)._cs_vip_export()
        with self.assertRefused(UserError, "is an employee's contact"):
            self.wizard(record=self.salesman.partner_id).action_erase()
        self.assertEqual(self.customer.name, "王小明")

    def test_cards_of_another_company(self):
        other = self._create_company("Elsewhere")
        program = self.flagship.copy({"company_id": other.id})
        self.env["cs.vip.card"].create(
            {
                "partner_id": self.customer.id,
                "program_id": program.id,
                "tier_id": program.tier_ids[0].id,
                "company_id": other.id,
            }
        )
        with self.assertRefused(UserError, "cards of Elsewhere too"):
            self.wizard().action_erase()

    # Lookup -----------------------------------------------------------------------

    def test_lookup_finds_what_hangs_on_the_card(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "王小明", "email": "wang@example.com"}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        records = [
            self.card,
            self.documents(),
            *self.card.entry_ids,
            *self.card.history_ids,
            self.order,
            self.customer,
        ]
        for record in records:
            self.assertIn((record._name, record.id), found)
        entry = wizard.line_ids.filtered(
            lambda line: line.res_model == "cs.vip.points.entry"
        )[0]
        with self.assertRefused(UserError, "never changed or deleted"):
            entry.action_unlink()

    # Export -----------------------------------------------------------------------

    def test_export(self):
        self.customer.name = "=1+1"
        wizard = self.wizard()
        action = wizard.action_export()
        self.assertIn(f"/cs.vip.privacy/{wizard.id}/file/", action["url"])
        book = load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        self.assertEqual(
            book.sheetnames[:4], ["Person", "Cards", "Points", "Tier History"]
        )
        person = {row[0].value: row[1].value for row in book["Person"].iter_rows()}
        self.assertEqual(person["Name"], "=1+1")
        self.assertEqual(book["Person"]["B2"].data_type, "s", "no formula")
        cards = [[cell.value for cell in row] for row in book["Cards"].iter_rows()]
        self.assertIn(NUMBER, cards[1])
        self.assertIn(self.card.name, cards[1])
        points = [row[4].value for row in book["Points"].iter_rows(min_row=2)]
        self.assertEqual(sum(points), self.card.points_balance)
        log = self.env["cs.vip.document.log"].search([("card_id", "=", self.card.id)])
        self.assertEqual(log.user_id, self.manager, "opening the number is logged")
        privacy = self.env["privacy.log"].search([], order="id desc", limit=1)
        self.assertIn("exported", privacy.execution_details)

    def sheets(self, **context):
        """{title: [[cell]]} of the file, as the manager gets it."""
        self.env.flush_all()
        person = self.customer.with_user(self.manager).with_context(**context)
        book = load_workbook(io.BytesIO(person._cs_vip_export()))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.value)
        return {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
            for sheet in book
        }

    def test_export_has_everything_on_file(self):
        order = self.order
        order.order_line.name = "=SUM(1)"
        order.message_post(
            body="@me: +1 sofa", author_id=self.customer.id, message_type="comment"
        )
        order.message_post(body="Quarrels a lot", message_type="comment")
        self.env["cs.vip.offer.given"].create(
            {
                "offer_id": self.env["cs.vip.offer"]
                .create({"name": "-Cushion", "company_id": self.company.id,
                         "date_to": "2099-01-01"}).id,
                "partner_id": self.customer.id,
                "reason": "Regular",
            }
        )  # fmt: skip
        self.env["ir.attachment"].create(
            {
                "name": "passport.png",
                "res_model": self.card._name,
                "res_id": self.card.id,
            }
        )
        sheets = self.sheets()
        self.assertEqual(sheets["Orders"][1][0], order.name)
        self.assertEqual(sheets["Orders"][1][5], 500)
        self.assertIn("=SUM(1)", sheets["Order Lines"][1])
        self.assertEqual(sheets["Offers"][1][0], "-Cushion")
        self.assertEqual(sheets["Benefits"][1][1], self.card.display_name)
        self.assertEqual(sheets["Files"][1][0], "passport.png")
        self.assertEqual(sheets["Documents"][1][1], "Identity Card")
        self.assertEqual([row[3] for row in sheets["Messages"][1:]], ["@me: +1 sofa"])
        self.assertNotIn("Quarrels", str(sheets))

    def test_export_of_other_companies(self):
        """Only what the manager's own companies hold."""
        other = self._create_company("Elsewhere")
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "client_order_ref": "Theirs",
            }
        )
        self.assertNotIn("Theirs", str(self.sheets()))

    # Retention --------------------------------------------------------------------

    def erase(self, day):
        cards = self.env["cs.vip.card"]
        due = cards.union(
            *(cards.search(domain) for domain in cards._retention_domains(day))
        )
        due._erase_application(day)
        return due

    def test_retention(self):
        self.company.cs_vip_retention_months = 12
        self.on(self.card, "2026-02-01").action_void("Moved away")
        refused = self.apply(
            self._create_customer("李大"), orders=self.env["sale.order"]
        )
        self.on(refused, "2026-02-02").action_refuse("Photo of 李大 missing")
        self.assertNotIn(self.card, self.erase(date(2027, 1, 31)))
        self.assertTrue(self.documents())
        self.assertIn(self.card, self.erase(date(2027, 2, 1)))
        self.assertFalse(self.documents())
        self.assertTrue(refused.refuse_reason)
        self.assertEqual(self.erase(date(2027, 2, 2)) & refused, refused)
        self.assertFalse(refused.refuse_reason)
        bodies = " ".join(map(str, refused.message_ids.mapped("body")))
        self.assertNotIn("李大", bodies)
        self.assertFalse(self.erase(date(2030, 1, 1)) & (self.card | refused))
        self.assertEqual(self.customer.name, "王小明", "the customer stays")
        self.assertFalse(self.prove_ledger())

    def test_zero_keeps(self):
        self.company.cs_vip_retention_months = 0
        self.card.action_void("Moved away")
        self.assertNotIn(self.card, self.erase(date(2050, 1, 1)))
