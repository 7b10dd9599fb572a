import re

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, html_escape

from odoo.addons.mail.tools.parser import parse_res_ids
from odoo.addons.phone_validation.tools import phone_validation

# Accounting records are kept as the law demands; what was said about them is not.
BOOKS = {"account.move", "account.payment"}
# Dialogs that are about records named by model and ids.
COMPOSERS = {"mail.compose.message": "model", "sms.composer": "res_model"}
SHORTEST_NAME = 2
SHORTEST_PHONE = 7
NOTHING = "(?!x)x"


class ResPartner(models.Model):
    """Erasure of a person: what was said and written about them."""

    _inherit = "res.partner"

    def _cs_vip_personal_records(self, cards):
        """{model: records about these people}: conversations and files go, and the
        texts lose the person's names. Addons that keep more extend it; called with
        all rights, while the person has a name."""
        own = [("partner_id", "in", self.ids)]
        found = {
            model: self.env[model].search(own)
            for model in (
                "res.partner.bank", "sale.order", "stock.picking", "cs.vip.offer.given",
                *sorted(BOOKS),
            )
        }  # fmt: skip
        exchanges = self.env["cs.vip.gift.order"].search([("card_id", "in", cards.ids)])
        return {
            **found,
            "res.partner": self,
            "cs.vip.card": cards,
            "cs.vip.gift.order": exchanges,
        }

    def _cs_vip_mentions(self, found):
        """{model: records that may name these people}, beside the personal ones: they
        stay, and so does what was said about them, without the names."""
        of_card = [("card_id", "in", found["cs.vip.card"].ids)]
        uses = [("entitlement_id.card_id", "in", found["cs.vip.card"].ids)]
        faults = self._cs_vip_domain_of(found, "res_model")
        return {
            "sale.order.line": found["sale.order"].order_line,
            "cs.vip.correction": self.env["cs.vip.correction"].search(of_card),
            "cs.vip.card.number": self.env["cs.vip.card.number"].search(of_card),
            "cs.vip.entitlement.use": self.env["cs.vip.entitlement.use"].search(uses),
            "cs.vip.ledger.fault": self.env["cs.vip.ledger.fault"].search(faults),
        }

    def _cs_vip_domain_of(self, found, model_field, id_field="res_id"):
        """What refers to any of the records by model and id."""
        return Domain.OR(
            Domain(model_field, "=", model) & Domain(id_field, "in", records.ids)
            for model, records in found.items()
        )

    def _cs_vip_erase_texts(self, found, names):
        """Empty what was said, and take the names out of what stays on record."""
        mentions = self._cs_vip_mentions(found)
        everything = {**mentions, **found}
        self._cs_vip_erase_drafts(found)
        messages = self._cs_vip_erase_messages(found, mentions)
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        rows = {model: found[model] for model in found if model not in BOOKS}
        self.env["ir.attachment"].search(
            self._cs_vip_domain_of(rows, "res_model")
        ).unlink()
        self.env["mail.followers"].search([("partner_id", "in", self.ids)]).unlink()
        tasks = self.env["mail.activity"].search(
            self._cs_vip_domain_of(everything, "res_model")
        )
        self._cs_vip_mask(
            {
                **mentions,
                **rows,
                "mail.activity": tasks,
                "mail.mail": mails,
                "mail.message": messages,
                "mail.tracking.value": messages.tracking_value_ids,
            },
            names,
        )

    # What was said ----------------------------------------------------------------

    def _cs_vip_erase_messages(self, found, mentions):
        """Messages of the customer and the cards are deleted, those of other records
        emptied: that something was said stays. Returns what may name the person
        still: notes of the system, and what colleagues said elsewhere."""
        Message = self.env["mail.message"]
        about = Message.search(self._cs_vip_domain_of(found, "model"))
        theirs = Message.search([("author_id", "in", self.ids)])
        heard = Message.search(
            Domain("partner_ids", "in", self.ids)
            | Domain("notification_ids.res_partner_id", "in", self.ids)
        )
        others = heard | Message.search(self._cs_vip_domain_of(mentions, "model"))
        tasks = self.env.ref("mail.mt_activities")
        said = about & heard | (about | theirs).filtered(
            lambda message: (
                message.message_type != "notification" or message.subtype_id == tasks
            )
        )
        gone = about.filtered(lambda message: message.model == self._name)
        gone |= said.filtered(lambda message: message.model == "cs.vip.card")
        self._cs_vip_erase_mails(about | theirs)
        gone.exists().unlink()
        left = (about | theirs | others).exists()
        nobody = {"email_from": False, "reply_to": False}
        (left & theirs).write(nobody)
        (left & said).write(
            {
                **nobody,
                "subject": False,
                "body": Markup("<p>%s</p>") % self.env._("Erased with the customer."),
                "incoming_email_to": False,
                "incoming_email_cc": False,
                "outgoing_email_to": False,
            }
        )
        return left - said

    def _cs_vip_erase_mails(self, messages):
        """Mails and texts of these messages, and any other to the person."""
        self.env["mail.notification"].search(
            [("res_partner_id", "in", self.ids)]
        ).unlink()
        self.env["sms.sms"].search(
            Domain("partner_id", "in", self.ids)
            | Domain("mail_message_id", "in", messages.ids)
        ).unlink()
        self.env["mail.mail"].search(
            Domain("mail_message_id", "in", messages.ids)
            | Domain("recipient_ids", "in", self.ids)
        ).unlink()

    def _cs_vip_erase_mails_to_addresses(self):
        """Mails that name no contact, while the addresses are known."""
        addresses = "|".join(sorted(self._cs_vip_address_patterns()))
        if addresses:
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM mail_mail"
                    " WHERE email_to ~* %(to)s OR email_cc ~* %(to)s",
                    to=addresses,
                )
            )
            self.env["mail.mail"].browse(mail for (mail,) in rows).unlink()

    def _cs_vip_erase_drafts(self, found):
        """Dialogs about the person that somebody left open."""
        for model in self.env.values():
            if not model._transient or model._abstract or not model._auto:
                continue
            links = [
                Domain(name, "in", found[field.comodel_name].ids)
                for name, field in model._fields.items()
                if field.store
                and field.type in ("many2one", "many2many")
                and found.get(field.comodel_name)
            ]
            if links and model._name != "cs.vip.privacy":
                model.search(Domain.OR(links)).unlink()
        self.env["cs.vip.privacy"].search([("partner_id", "in", self.ids)]).write(
            {"file": False}
        )
        for name, model_field in COMPOSERS.items():
            drafts = self.env[name].search([(model_field, "in", list(found))])
            drafts.filtered(
                lambda draft, about=model_field: (
                    found[draft[about]] & self._cs_vip_composed_for(draft, about)
                )
            ).unlink()

    def _cs_vip_composed_for(self, draft, model_field):
        ids = set(parse_res_ids(draft.res_ids, self.env) or ())
        if "res_id" in draft._fields:
            ids.add(draft.res_id)
        return self.env[draft[model_field]].browse(ids - {0})

    # Names ------------------------------------------------------------------------

    def _cs_vip_names_pattern(self):
        """What names these people in a text, for Python and PostgreSQL alike."""
        names = {(name or "").strip() for name in self.mapped("name")}
        names |= {str(html_escape(name)) for name in names}
        patterns = self._cs_vip_address_patterns()
        patterns |= {
            f"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
            for name in names
            if len(name) >= SHORTEST_NAME
        }
        patterns |= {self._cs_vip_phone_pattern(partner) for partner in self} - {None}
        found = "|".join(sorted(patterns, key=len, reverse=True))
        return re.compile(found or NOTHING, re.I)

    def _cs_vip_address_patterns(self):
        """E-mail addresses and logins, not as the end or beginning of others."""
        texts = [
            *self.mapped("email"),
            *self.mapped("email_normalized"),
            *self.user_ids.mapped("login"),
        ]
        return {
            rf"(?<![A-Za-z0-9._+-]){re.escape(text.strip())}(?!\.?[A-Za-z0-9-])"
            for text in texts
            if text and "@" in text
        }

    def _cs_vip_phone_pattern(self, partner):
        """The phone number, however it is spaced, with or without country."""
        number = partner.phone_sanitized or partner.phone or ""
        region = phone_validation.phone_get_region_data_for_number(number)
        digits = region["national_number"] or re.sub("[^0-9]", "", number)
        if len(digits) < SHORTEST_PHONE:
            return None
        country = region["phone_code"]
        prefix = rf"(?:\+?{country}[ -]?)?" if country else ""
        return f"(?<![0-9]){prefix}0?{'[ -]?'.join(digits)}(?![0-9])"

    def _cs_vip_mask(self, found, names):
        """Replace the names in all texts of the records, a statement per model. In
        SQL: what is closed to every hand (confirmed scores, closed steps) loses the
        name and nothing else."""
        self.env.flush_all()
        label = self[:1].commercial_partner_id.name
        for records in found.values():
            columns = {
                name: SQL("%s::text", SQL.identifier(name))
                for name, field in records._fields.items()
                if field.store
                and field.column_type
                and not field.inherited
                and not field.company_dependent
                and field.type in ("char", "text", "html")
            }
            if not records or not columns:
                continue
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s) AND (%s)",
                    SQL.identifier(records._table),
                    SQL(", ").join(
                        SQL(
                            "%s = regexp_replace(%s, %s, %s, 'gi')::%s",
                            SQL.identifier(name),
                            text,
                            names.pattern,
                            label,
                            SQL.identifier(records._fields[name].column_type[0]),
                        )
                        for name, text in columns.items()
                    ),
                    list(records.ids),
                    SQL(" OR ").join(
                        SQL("%s ~* %s", text, names.pattern)
                        for text in columns.values()
                    ),
                )
            )
            records.invalidate_recordset()
