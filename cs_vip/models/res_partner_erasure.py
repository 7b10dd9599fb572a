from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

from .. import business_day
from .internal import ERASING
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

    cs_date_erased = fields.Date(
        string="Personal Data Erased On", readonly=True, copy=False
    )

    def _cs_vip_erase(self, reason):
        """Make the customer and the contacts nameless, end their cards, and say so in
        the privacy log. Orders, invoices and points stay, of nobody in particular;
        nobody is written to about it. Once erased, nothing happens."""
        person = self.commercial_partner_id
        person.ensure_one()
        person._cs_vip_check_privacy()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it stays in the privacy log."))
        # sudo: VIP managers have no rights on all of it; checked above who may
        person = person.sudo().with_context(
            tracking_disable=True, active_test=False, cs_vip_erasing=ERASING
        )
        family = person._cs_vip_family()
        cards = person.env["cs.vip.card"].search([("partner_id", "in", family.ids)])
        if person._cs_vip_is_erased():
            return cards
        family._cs_vip_refuse_erasure(cards)
        label, email = person.name, person.email
        names = family._cs_vip_names_pattern()
        found = family._cs_vip_personal_records(cards)
        family._cs_vip_cancel_quotations()
        cards._end_for_erasure()
        family._cs_vip_erase_users()
        family._cs_vip_erase_related(cards)
        family._cs_vip_erase_mails_to_addresses()
        family._cs_vip_make_nameless()
        family._cs_vip_erase_texts(found, names)
        person._cs_vip_log_privacy(
            label,
            email,
            self.env._(
                "Personal data erased. Reason: %s",
                names.sub(person.name, reason.strip()),
            ),
            cards,
        )
        return cards

    def _cs_vip_family(self):
        """The customers and their contacts, archived ones too."""
        return self.with_context(active_test=False).search(
            [("id", "child_of", self.ids)]
        )

    def _cs_vip_is_erased(self):
        """Whoever is a customer again has data that can be erased again."""
        return bool(self.cs_date_erased) and not self.active

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

    def _cs_vip_quotations(self):
        """Offers these people could still accept."""
        return self.env["sale.order"].search(
            [("partner_id", "child_of", self.ids), ("state", "in", ("draft", "sent"))]
        )

    def _cs_vip_cancel_quotations(self):
        """Before the cards end, so that nothing is priced anew for nobody."""
        quotations = self._cs_vip_quotations()
        if quotations:
            quotations.activity_ids.unlink()
            quotations._action_cancel()

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
        """Tasks, greetings, lists and copies of the person. Addons that keep more
        extend it; called with all rights, after the cards have ended. Texts of their
        records belong in `_cs_vip_personal_records`."""
        own = [("partner_id", "in", self.ids)]
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
        # Greetings: what was said to the person. Exchanges stay, as points do. Off the
        # lists first: a released promotion greets whoever is on its list.
        self.env["cs.vip.promotion.line"].search(own).unlink()
        self.env["cs.vip.greeting"].search(own).unlink()
        self.env["cs.vip.offer.given"].search(
            [*own, ("state", "=", "requested")]
        ).unlink()
        self.env["cs.vip.gift.order"].search([("card_id", "in", cards.ids)]).write(
            {"note": False}
        )
        self.env["sale.order"].search(
            [("partner_id", "in", self.ids), ("signed_by", "!=", False)]
        ).write({"signed_by": False, "signature": False})
        self.env["stock.picking"].search(
            [("partner_id", "in", self.ids), ("state", "=", "done")]
        ).write({"signature": False})

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
        values["cs_date_erased"] = business_day.today(self.env)
        # core counts archived users as users where archived records are asked for
        for partner in self.with_context(active_test=True):
            partner.write(
                {
                    **values,
                    "name": self.env._("Erased customer %s", partner.id),
                    "active": False,
                }
            )

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
