"""Identity documents: unreadable but for one logged method, unique by fingerprint."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.cs_vip_document import KEY_PARAMETER, mask, normalise
from . import common

NUMBER = "330102198503081234"


@tagged("post_install", "-at_install")
class TestDocument(common.VipCommon):
    def card(self, name="Holder", number=NUMBER, document_type="id_card", **values):
        partner = self._create_customer(name)
        return self.apply(
            partner, orders=self.env["sale.order"], document_type=document_type,
            document_number=number, **values,
        )  # fmt: skip

    def test_mask(self):
        self.assertEqual(mask(NUMBER), "3301**********1234")
        self.assertEqual(mask("E12345678"), "*******78")
        self.assertEqual(mask("A1"), "A1")
        self.assertEqual(mask(""), "")

    def test_normalise(self):
        self.assertEqual(normalise(" 3301 0219-8503 08123x "), "33010219850308123X")
        self.assertEqual(normalise("３３０１"), "3301", "full-width digits")

    def test_shown_masked(self):
        card = self.card()
        self.assertEqual(card.document_masked, "3301**********1234")
        self.assertFalse(card.document_number)
        self.assertEqual(card._document_number(), NUMBER)

    def test_saving_does_not_echo_the_number(self):
        """The web client reads the record in the very request that saved it."""
        partner = self._create_customer("Echo")
        specification = {"document_number": {}, "document_masked": {}}
        values = {
            "partner_id": partner.id,
            "program_id": self.flagship.id,
            "tier_id": self.flagship_silver.id,
            "company_id": self.company.id,
            "document_type": "id_card",
            "document_number": NUMBER,
        }
        cards = self.env["cs.vip.card"].with_user(self.salesman)
        [saved] = cards.web_save(values, specification)
        self.assertFalse(saved["document_number"])
        self.assertEqual(saved["document_masked"], "3301**********1234")
        card = cards.browse(saved["id"])
        [saved] = card.web_save({"document_number": "E12345678"}, specification)
        self.assertFalse(saved["document_number"])
        self.assertEqual(saved["document_masked"], "*******78")

    def test_no_role_reads_the_model(self):
        card = self.card()
        admin = self._create_user("vip_admin", "base.group_system")
        for user in (self.salesman, self.desk, self.manager, admin):
            documents = self.env["cs.vip.document"].with_user(user)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(documents.has_access(operation), user.login)
            with self.assertRaises(AccessError):
                documents.search_read([("card_id", "=", card.id)], ["number"])
        self.assertFalse(card.with_user(self.manager).document_number)

    def test_manager_opens_it_and_that_is_logged(self):
        card = self.card()
        logs = self.env["cs.vip.document.log"].search([])
        action = card.with_user(self.manager).action_reveal_document()
        self.assertEqual(action["params"]["message"], NUMBER)
        log = self.env["cs.vip.document.log"].search([]) - logs
        self.assertEqual((log.card_id, log.user_id), (card, self.manager))
        message = card.message_ids[0]
        self.assertIn("opened the full document number", message.body)
        self.assertNotIn(NUMBER, message.body)

    def test_nobody_else_opens_it(self):
        card = self.card()
        for user in (self.desk, self.salesman):
            with self.assertRefused(AccessError, "Only VIP managers"):
                card.with_user(user).action_reveal_document()
        self.assertFalse(
            self.env["cs.vip.document.log"].search([("card_id", "=", card.id)])
        )

    def test_manager_of_another_company(self):
        card = self.card()
        other = self._create_company("Elsewhere")
        stranger = self._create_user("vip_stranger", "cs_vip.group_manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            card.with_user(stranger).with_company(other).action_reveal_document()

    def test_nothing_on_file(self):
        card = self.apply(
            self._create_customer("Empty"), orders=self.env["sale.order"],
            document_number=False,
        )  # fmt: skip
        with self.assertRefused(UserError, "No identity document"):
            card.with_user(self.manager).action_reveal_document()

    def test_the_log_is_written_by_nobody(self):
        card = self.card()
        card.with_user(self.manager).action_reveal_document()
        logs = self.env["cs.vip.document.log"].with_user(self.manager)
        log = logs.search([("card_id", "=", card.id)])
        for operation in ("write", "create", "unlink"):
            self.assertFalse(log.has_access(operation))

    def test_duplicate_refused(self):
        """Whatever its spelling, its kind or who applies; only the card is named."""
        first = self.card("王小明")
        for number, document_type in (
            (NUMBER, "id_card"),
            ("330102 19850308 1234", "id_card"),
            (NUMBER, "driving_licence"),
        ):
            with self.assertRaises(ValidationError) as refused:
                self.card("李大", number, document_type)
            message = str(refused.exception)
            self.assertIn(first.name, message)
            self.assertNotIn("王小明", message)
            self.assertNotIn("1234", message.replace(first.name, ""))

    def test_own_document_again(self):
        card = self.card()
        card.document_number = NUMBER
        self.assertEqual(card.document_masked, "3301**********1234")
        self.assertEqual(
            self.env["cs.vip.document"].search_count([("card_id", "=", card.id)]), 1
        )

    def test_refused_and_void_cards_free_it(self):
        card = self.card()
        card.with_user(self.desk).action_refuse("Name differs from the document")
        second = self.card("Again")
        second._go("submitted")
        second._grant()
        second.action_void("Moved away")
        self.assertEqual(self.card("Third").document_masked, "3301**********1234")

    def test_return_of_a_refused_one_meets_its_successor(self):
        card = self.card()
        card.action_refuse("Name differs from the document")
        successor = self.card("Again")
        with self.assertRefused(ValidationError, successor.name):
            card.action_to_draft()

    def test_bad_numbers(self):
        for number in ("12", "---", "x" * 40):
            with self.assertRefused(ValidationError, "cannot be right"):
                self.card(number=number)
        with self.assertRefused(ValidationError, "kind of identity document"):
            self.card(document_type=False)

    def test_fixed_once_submitted(self):
        card = self.card()
        card._go("submitted")
        with self.assertRefused(UserError, "fixed since it was submitted"):
            card.with_user(self.desk).document_number = "E12345678"
        card.with_user(self.manager).document_number = "E12345678"
        self.assertEqual(card.document_masked, "*******78")

    def test_key(self):
        """Its own parameter, made once, and read by the system alone."""
        documents = self.env["cs.vip.document"]
        key = documents._ensure_key()
        self.assertEqual(len(key), 64)
        self.assertEqual(documents._ensure_key(), key)
        parameters = self.env["ir.config_parameter"]
        self.assertNotEqual(key, parameters.get_param("database.secret"))
        for user in (self.salesman, self.desk, self.manager):
            with self.assertRaises(AccessError):
                parameters.with_user(user).get_param(KEY_PARAMETER)

    def test_fingerprint_depends_on_the_key(self):
        documents = self.env["cs.vip.document"]
        before = documents._fingerprint(NUMBER)
        self.assertNotIn(NUMBER, before)
        self.env["ir.config_parameter"].set_param(KEY_PARAMETER, "another")
        self.assertNotEqual(documents._fingerprint(NUMBER), before)
