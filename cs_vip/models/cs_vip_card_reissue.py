from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CsVipCard(models.Model):
    """A lost card is suspended, then issued anew (V4): the same card under another
    number. Ledger, level and year go on because nothing of them is touched."""

    _inherit = "cs.vip.card"

    number_ids = fields.One2many(
        "cs.vip.card.number",
        "card_id",
        string="Replaced Numbers",
        readonly=True,
    )

    @api.constrains("name", "company_id")
    def _check_number_not_replaced(self):
        replaced = self.env["cs.vip.card.number"]._replaced(
            self.mapped("name"), self.company_id
        )
        for card in self:
            old = replaced.get((card.name, card.company_id))
            if old:
                raise ValidationError(
                    self.env._(
                        "Number %(number)s was replaced by %(new)s and cannot be used "
                        "again.",
                        number=old.name,
                        new=old.replaced_by,
                    )
                )

    @api.model
    def _search_display_name(self, operator, value):
        """A card is found by its old numbers too."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        # sudo: the rules on the cards themselves decide what is found
        numbers = self.env["cs.vip.card.number"].sudo()
        old = numbers._search([("name", operator, value)])
        return Domain(domain) | Domain("id", "in", old.subselect("card_id"))

    def _reissue(self, reason, seen):
        """Issue the cards anew; `seen` {card id: number that is to be replaced} lets
        the second of two who do it at once find that it is done."""
        self._check_desk()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it stays in the card's file."))
        for card in self.sudo():  # sudo: desk checked; the number is protected
            card._check_reissue(seen.get(card.id))
            old = card.name
            new = (
                # sudo: numbering needs no right on sequences
                self.env["ir.sequence"]
                .sudo()
                .with_company(card.company_id)
                .next_by_code("cs.vip.card")
            )
            # sudo: nobody may write replaced numbers but this method
            self.env["cs.vip.card.number"].sudo().create(
                {
                    "card_id": card.id,
                    "name": old,
                    "replaced_by": new,
                    "date": card._today(),
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                }
            )
            if card.state == "suspended":
                card._go("active", name=new)
            else:
                card.name = new
            card._message_log(
                body=self.env._(
                    "%(user)s issued the card anew: number %(new)s replaces %(old)s. "
                    "Reason: %(reason)s",
                    user=self.env.user.name,
                    new=new,
                    old=old,
                    reason=reason.strip(),
                )
            )
        self._card_changed()

    def _check_reissue(self, number):
        self.ensure_one()
        if self.state not in ("active", "suspended"):
            raise UserError(
                self.env._(
                    "Card %s is not in force: only a granted card is issued anew.",
                    self.name,
                )
            )
        if self.name != number:
            raise UserError(
                self.env._(
                    "Card %(old)s was issued anew already: it is %(new)s now.",
                    old=number or "?",
                    new=self.name,
                )
            )

    @api.model
    def _by_number(self, number, company=None):
        """The card in force with that number; refuses others and says why.

        For whoever has the card in hand: what is returned is as the system sees it,
        so hand out no more of it than is printed on the card.
        """
        company = company or self.env.company
        number = (number or "").strip()
        # sudo: a card shown at the till is another salesperson's customer's too
        card = self.sudo().search(
            [
                ("name", "in", [number, number.upper()]),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        if not card:
            self._refuse_unknown_number(number, company)
        if card.state == "suspended":
            raise UserError(
                self.env._(
                    "Card %s is suspended. Keep it and ask the card desk.", card.name
                )
            )
        if card.state != "active":
            labels = dict(card._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Card %(card)s is not valid: it is “%(state)s”.",
                    card=card.name,
                    state=labels[card.state],
                )
            )
        return card

    def _refuse_unknown_number(self, number, company):
        replaced = self.env["cs.vip.card.number"]._replaced(
            [number, number.upper()], company
        )
        for old in replaced.values():
            raise UserError(
                self.env._(
                    "Number %(old)s was replaced by %(new)s on %(date)s. The old card "
                    "is worth nothing: keep it, and ask for the new one.",
                    old=old.name,
                    new=old.replaced_by,
                    date=fields.Date.to_string(old.date),
                )
            )
        raise UserError(
            self.env._("There is no card with number %s. Check it.", number or "?")
        )
