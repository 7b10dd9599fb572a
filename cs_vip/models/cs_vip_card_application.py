from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain


def mask_name(name):
    """The first character, then asterisks: enough to compare with a paper."""
    name = (name or "").strip()
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


class CsVipCard(models.Model):
    """What the desk sees of an application before it decides (V4)."""

    _inherit = "cs.vip.card"

    application_checklist = fields.Html(
        string="Checklist", compute="_compute_application_checklist", sanitize=False
    )
    similar_card_ids = fields.Many2many(
        "cs.vip.card",
        string="Perhaps the Same Person",
        compute="_compute_similar",
        groups="base.group_user",
        help="Other cards and applications with the same document, the same name and "
        "birth date, or the same phone.",
    )
    similar_hint = fields.Text(compute="_compute_similar", groups="base.group_user")

    def _holder_masked(self):
        self.ensure_one()
        return mask_name(self.partner_id.name)

    @api.depends(
        "partner_id.name",
        "partner_id.birthdate_date",
        "partner_id.street",
        "partner_id.city",
        "partner_id.phone",
        "document_type",
        "document_number",
        "application_order_ids",
        "application_amount",
        "declaration",
        "state",
    )
    def _compute_application_checklist(self):
        """Live on the form while it is filled in, in the words of the refusal."""
        item = Markup(
            '<li><i class="fa fa-fw %s me-1" role="img" title="%s"></i>%s</li>'
        )
        there, lacking = self.env._("On file"), self.env._("Still missing")
        for card in self:
            if card.state != "draft":
                card.application_checklist = False
                continue
            card.application_checklist = Markup(
                '<ul class="list-unstyled mb-0">%s</ul>'
            ) % Markup("").join(
                item
                % (
                    ("fa-check text-success", there, label)
                    if value
                    else ("fa-times text-danger", lacking, label)
                )
                for value, label in card._application_data()
            )

    @api.depends("state", "partner_id", "partner_birthdate", "partner_phone")
    def _compute_similar(self):
        """Set-based; whoever may not open the other card learns only that the desk has
        to look."""
        open_cards = self.filtered(lambda card: card.state in ("draft", "submitted"))
        closed = self - open_cards
        closed.similar_card_ids = closed.similar_hint = False
        reasons = open_cards._similar()
        others = self.env["cs.vip.card"].union(
            *(other for found in reasons.values() for other in found)
        )
        visible = others._filtered_access("read")
        for card in open_cards:
            found = reasons.get(card._origin.id, {})
            card.similar_card_ids = visible & self.browse().union(*found)
            card.similar_hint = "\n".join(card._similar_lines(found, visible))

    def _similar_lines(self, found, visible):
        labels = dict(self._fields["state"]._description_selection(self.env))
        hidden = False
        for other, reasons in found.items():
            if other not in visible:
                hidden = True
                continue
            other = other.sudo()  # sudo: masked before it is shown
            yield self.env._(
                "%(card)s, %(holder)s, “%(state)s”: %(reasons)s",
                card=other.name,
                holder=other._holder_masked(),
                state=labels[other.state],
                reasons=", ".join(reasons),
            )
        if hidden:
            yield self.env._(
                "This may be a person who has a card or an application already. The "
                "card desk will check it."
            )

    def _similar(self):
        """{card id: {other card: [what is the same]}} over all cards of the company."""
        real = self._origin
        found = {card_id: {} for card_id in real.ids}

        def note(card, other, reason):
            if card != other and card.partner_id != other.partner_id:
                found[card.id].setdefault(other.sudo(False), []).append(reason)

        cards = real.sudo()  # sudo: comparing; what is shown of others is masked
        same_document = self.env._("same document")
        for card, other in cards._same_documents():
            note(card, other, same_document)
        same_person = self.env._("same name and birth date")
        same_phone = self.env._("same phone")
        for card, other in cards._same_people():
            mine, theirs = card.partner_id, other.partner_id
            if (mine.name, mine.birthdate_date) == (theirs.name, theirs.birthdate_date):
                note(card, other, same_person)
            if mine.phone_sanitized and mine.phone_sanitized == theirs.phone_sanitized:
                note(card, other, same_phone)
        return found

    def _same_documents(self):
        """Pairs of cards with one document; the live ones among them are refused."""
        documents = self.env["cs.vip.document"].sudo()  # sudo: compares fingerprints
        own = documents.search([("card_id", "in", self.ids)])
        others = documents.search(
            [
                ("fingerprint", "in", own.mapped("fingerprint")),
                ("company_id", "in", own.company_id.ids),
            ]
        ).grouped(lambda document: (document.company_id, document.fingerprint))
        for document in own:
            for other in others[document.company_id, document.fingerprint]:
                yield document.card_id, other.card_id

    def _same_people(self):
        """Pairs of cards whose holders share name and birth date, or the phone."""
        holders = self.partner_id
        people = Domain("birthdate_date", "in", holders.mapped("birthdate_date")) & (
            Domain("name", "in", holders.mapped("name"))
        )
        phones = [phone for phone in holders.mapped("phone_sanitized") if phone]
        people |= Domain("phone_sanitized", "in", phones)
        others = self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("partner_id", "any", people)
        )
        by_phone = others.grouped(lambda other: other.partner_id.phone_sanitized)
        by_person = others.grouped(
            lambda other: (other.partner_id.name, other.partner_id.birthdate_date)
        )
        for card in self:
            holder = card.partner_id
            alike = self.browse()
            if holder.birthdate_date:
                alike |= by_person.get((holder.name, holder.birthdate_date), alike)
            if holder.phone_sanitized:
                alike |= by_phone.get(holder.phone_sanitized, alike)
            for other in alike:
                if other.company_id == card.company_id:
                    yield card, other

    def action_view_similar(self):
        """The other cards next to this one."""
        self.ensure_one()
        domain = [("id", "in", [self.id, *self.similar_card_ids.ids])]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Perhaps the Same Person"),
            "res_model": "cs.vip.card",
            "view_mode": "list,form",
            "domain": domain,
        }
