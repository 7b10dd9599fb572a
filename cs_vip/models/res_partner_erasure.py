from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError

from .res_partner_consent import CONSENTS

# What tells who a contact is, besides the fields of ours.
PERSONAL_FIELDS = (
    "birthdate_date", "email", "phone", "street", "street2", "zip", "city", "state_id",
    "country_id", "vat", "website", "comment", "function", "company_name", "ref",
    "image_1920",
)  # fmt: skip
OWN_TYPES = ("boolean", "char", "date", "datetime", "html", "text", "binary")


class ResPartner(models.Model):
    """Erasure of a person: the ledger stays, the person goes."""

    _inherit = "res.partner"

    def _cs_vip_erase(self, reason):
        """Make the customer and the contacts nameless, end their cards, and say so in
        the privacy log. Orders, invoices and points stay, of nobody in particular."""
        person = self.commercial_partner_id
        person.ensure_one()
        person._cs_vip_check_privacy()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it stays in the privacy log."))
        # sudo: VIP managers have no rights on all of it; checked above who may
        person = person.sudo().with_context(tracking_disable=True, active_test=False)
        family = person.search([("id", "child_of", person.id)])
        cards = person.env["cs.vip.card"].search([("partner_id", "in", family.ids)])
        family._cs_vip_refuse_erasure(cards)
        label, email = person.name, person.email
        cards._end_for_erasure()
        family._cs_vip_erase_users()
        family._cs_vip_erase_related(cards)
        family._cs_vip_make_nameless()
        person._cs_vip_log_privacy(
            label,
            email,
            self.env._("Personal data erased. Reason: %s", reason.strip()),
            cards,
        )
        return cards

    def _cs_vip_check_privacy(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_vip.group_manager"):
            raise AccessError(
                self.env._(
                    "Only VIP managers erase or export a person's data. Ask one of "
                    "them."
                )
            )

    def _cs_vip_refuse_erasure(self, cards):
        foreign = cards.company_id - self.env.user.company_ids
        if foreign:
            raise UserError(
                self.env._(
                    "This person holds cards of %s too. Ask a manager who works for "
                    "all these companies.",
                    ", ".join(foreign.mapped("name")),
                )
            )
        if any(not user.share for user in self.user_ids):
            raise UserError(
                self.env._(
                    "%s is an employee's contact. Have the user archived first, if the "
                    "person has left.",
                    self.user_ids.filtered(lambda user: not user.share)[0].name,
                )
            )

    def _cs_vip_erase_users(self):
        """Portal accounts: the login is an e-mail address as a rule."""
        for user in self.user_ids:
            user.write(
                {"login": f"erased-{user.id}", "password": "", "signature": False}
            )
            user.api_key_ids._remove()
            if user.active:
                # nobody archives himself; the system does it for the manager
                user.with_user(SUPERUSER_ID).action_archive()

    def _cs_vip_erase_related(self, cards):
        """Messages, texts and tasks of the person. Addons that keep more extend it;
        called with all rights, after the cards have ended."""
        self.env["mail.activity"].search(
            [
                "|",
                "&",
                ("res_model", "=", "cs.vip.card"),
                ("res_id", "in", cards.ids),
                "&",
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        ).unlink()
        # Greetings: what was said to the person. Exchanges stay, as points do.
        self.env["cs.vip.greeting"].search([("partner_id", "in", self.ids)]).unlink()
        self.env["cs.vip.gift.order"].search([("card_id", "in", cards.ids)]).write(
            {"note": False}
        )
        self.env["sms.sms"].search([("partner_id", "in", self.ids)]).unlink()
        messages = self.env["mail.message"]
        messages.search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        messages.search([("author_id", "in", self.ids)]).write({"email_from": False})
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    def _cs_vip_make_nameless(self):
        values = dict.fromkeys(
            (name for name in PERSONAL_FIELDS if name in self._fields), False
        )
        for name, field in self._fields.items():
            if (
                name.startswith("cs_")
                and field.type in OWN_TYPES
                and field.store
                and not field.compute
                and not field.related
                and not field.required
            ):
                values[name] = False
        values.update(dict.fromkeys(sorted(CONSENTS), "refused"))
        # core counts archived users as users where archived records are asked for
        for partner in self.with_context(active_test=True):
            partner.write(
                {
                    **values,
                    "name": self.env._("Erased customer %s", partner.id),
                    "active": False,
                }
            )
        self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    def _cs_vip_log_privacy(self, label, email, details, cards):
        """Who did what; the log itself keeps only the first letters of the person."""
        # sudo: the log is the administrator's to read, and nobody's to write
        self.env["privacy.log"].sudo().create(
            {
                "anonymized_name": label or "-",
                "anonymized_email": email or "none@none.invalid",
                "user_id": self.env.uid,
                "execution_details": details,
                "records_description": ", ".join(cards.mapped("name")),
            }
        )
        # sudo: noted on the cards, whatever the rights to write them
        cards.sudo()._message_log_batch({card.id: details for card in cards})
