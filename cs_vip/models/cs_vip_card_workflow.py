from decimal import Decimal

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import business_day
from ..qualification import year_end

# (from, to): every way a card can go.
TRANSITIONS = {
    ("draft", "submitted"),
    ("draft", "refused"),
    ("submitted", "draft"),
    ("submitted", "active"),
    ("submitted", "refused"),
    ("refused", "draft"),
    ("active", "suspended"),
    ("active", "void"),
    ("suspended", "active"),
    ("suspended", "void"),
}


class CsVipCard(models.Model):
    """The way of a card from the application to its end (V4)."""

    _inherit = "cs.vip.card"

    def _today(self):
        self.ensure_one()
        return business_day.today(self.env, self.company_id)

    def _go(self, state, **values):
        """Change the state; refuse what the table of transitions does not hold."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for card in self:
            if (card.state, state) not in TRANSITIONS:
                raise UserError(
                    self.env._(
                        "Card %(card)s is “%(now)s” and cannot become “%(then)s”.",
                        card=card.name,
                        now=labels[card.state],
                        then=labels[state],
                    )
                )
        # sudo: state and dates are protected from direct writing; each action has
        # checked who may do this.
        self.sudo().write({"state": state, **values})

    def _check_desk(self):
        """Only the card desk decides on cards, whoever may write them."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("cs_vip.group_user")):
            raise AccessError(
                self.env._(
                    "Only the card desk of the customer service department decides on "
                    "VIP cards. Ask a colleague there."
                )
            )

    # Application ------------------------------------------------------------------

    def _application_data(self):
        """[(value, name)] of what an application holds (V4), in the user's language."""
        self.ensure_one()
        holder = self.partner_id
        return [
            (holder.name, self.env._("name")),
            (holder.birthdate_date, self.env._("birth date")),
            (
                self.document_type and (self.document_masked or self.document_number),
                self.env._("identity document"),
            ),
            (holder.street and holder.city, self.env._("address")),
            (holder.phone, self.env._("phone")),
            # sudo: orders of colleagues qualify too; only that there are some is told
            (self.sudo().application_order_ids, self.env._("qualifying orders")),
            (self.application_amount > 0, self.env._("qualifying amount")),
            (self.declaration, self.env._("declaration that the data are true")),
        ]

    def _missing_application_data(self):
        """Names of what the application still lacks."""
        return [label for value, label in self._application_data() if not value]

    def _check_application(self):
        """Refuse what can be neither sent to the desk nor granted by it."""
        for card in self:
            holder = card.partner_id
            missing = card._missing_application_data()
            if missing:
                raise UserError(
                    self.env._(
                        "The application of %(holder)s is not complete. Still "
                        "missing: %(missing)s.",
                        holder=holder.name,
                        missing=", ".join(missing),
                    )
                )
            if holder.birthdate_date > card._today():
                raise UserError(
                    self.env._(
                        "The birth date of %(holder)s, %(date)s, lies in the future. "
                        "Correct it.",
                        holder=holder.name,
                        date=format_date(self.env, holder.birthdate_date),
                    )
                )
            if holder.cs_is_project_customer:
                raise UserError(
                    self.env._(
                        "%s is a project customer. Contractors and engineering "
                        "projects get no VIP card.",
                        holder.name,
                    )
                )

    def action_submit(self):
        self.check_access("write")
        self._check_application()
        for card in self:
            card._go("submitted", date_submitted=card._today())
        self._schedule_review()
        return True

    def action_to_draft(self):
        """Back to the applicant, to be corrected or tried again."""
        self.check_access("write")
        self._go("draft", refuse_reason=False, date_refused=False)
        return True

    def action_refuse(self, reason=None):
        """Refuse the application; the reason is kept and can be told."""
        self._check_desk()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give the reason for refusing: the customer will ask.")
            )
        for card in self:
            card._go("refused", refuse_reason=reason, date_refused=card._today())
        self._finish_review(reason)
        return True

    def action_approve(self):
        """Grant the card, unless something it was applied for with is gone since."""
        self._check_desk()
        self.filtered(lambda card: card.state == "submitted")._check_application()
        self._grant()
        return True

    def _grant(self):
        """Number, year, level and the points of the first card."""
        for card in self.sudo():  # sudo: desk checked; dates and number are protected
            day = card._today()
            first = not card._earlier_cards()
            number = self.env["ir.sequence"].with_company(card.company_id)
            program, base = card.program_id, card.application_amount if first else 0.0
            # exact: cents rounded up here could make a point nobody paid for
            counts = Decimal(f"{base:.2f}") * Decimal(str(program.enrolment_rate))
            # sudo: numbering needs no right on sequences
            card._go(
                "active",
                name=number.sudo().next_by_code("cs.vip.card") or card.name,
                date_start=day,
                date_end=year_end(day, program.validity_months),
                tier_date=day,
                enrolment_base=base,
                enrolment_points=program._accrual(counts),
            )
            card._log_tier(day, "new", card.application_order_ids)
            card._sync_enrolment(day)
        self._finish_review(self.env._("Card granted."))
        self._card_changed()

    def _earlier_cards(self):
        self.ensure_one()
        return self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_start", "!=", False),
                ("id", "!=", self.id),
            ],
            limit=1,
        )

    def _sync_enrolment(self, day):
        """Book the points of the first card (V5): what they are due, less what is
        booked. Returns of the qualifying orders take back their share."""
        for card in self.sudo():  # sudo: books on behalf of the order or the approval
            if not card.enrolment_base:
                continue
            net = sum(card.application_order_ids.mapped("cs_vip_net_amount"))
            counts = min(max(net, 0.0), card.enrolment_base)
            due = card.enrolment_points * Decimal(f"{counts:.2f}")
            due = int(due // Decimal(f"{card.enrolment_base:.2f}"))
            points, revision = card._booked(card, ["enrolment"]).get(
                (card.id, "enrolment"), (0, 0)
            )
            ledger = card._ledger_card()
            if due > points:
                ledger._post(
                    "enrolment", due - points, day, card, "enrolment", revision=revision
                )
            elif due < points:
                start = min(card.history_ids.mapped("date"))
                ledger._take_back(points - due, day, start, card, "enrolment", revision)

    # Level ------------------------------------------------------------------------

    def _log_tier(self, day, reason, orders):
        self.ensure_one()
        return self._log_tiers(day, reason, {self: orders})

    def _log_tiers(self, day, reason, orders, previous=None):
        return self.env["cs.vip.tier.history"].create(
            [
                {
                    "card_id": card.id,
                    "date": day,
                    "tier_id": card.tier_id.id,
                    "previous_tier_id": previous[card].id if previous else False,
                    "reason": reason,
                    "amount": sum(orders[card].mapped("cs_vip_net_amount")),
                    "sale_order_ids": [(6, 0, orders[card].ids)],
                }
                for card in self
            ]
        )

    def _set_tier(self, tier, day, reason, orders):
        """The level from `day` on; the card's year goes on (V2, V6)."""
        self.ensure_one()
        self._set_tiers(tier, day, reason, {self: orders})

    def _set_tiers(self, tier, day, reason, orders):
        """The same of many cards at once, each by its own orders: {card: orders}."""
        previous = {card: card.tier_id for card in self}
        self.write(
            {
                "tier_id": tier.id,
                "tier_date": day,
                "proposed_tier_id": False,
                "proposed_date": False,
                "proposal_order_ids": [(5,)],
            }
        )
        self._log_tiers(day, reason, orders, previous)

    def action_approve_upgrade(self):
        """Raise the card to the level its holder was found to qualify for."""
        self._check_desk()
        for card in self.sudo():  # sudo: desk checked; the level is protected
            if card.state != "active" or not card.proposed_tier_id:
                raise UserError(
                    self.env._("Card %s has no upgrade to approve.", card.name)
                )
            tier, orders = card.proposed_tier_id, card.proposal_order_ids
            card._set_tier(tier, card._today(), "upgrade", orders)
        self._finish_review(self.env._("Upgrade approved."))
        self._card_changed()
        return True

    def action_refuse_upgrade(self, reason=None):
        """Leave the level; it is proposed again after the holder's next purchase."""
        self._check_desk()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for refusing the upgrade."))
        for card in self.sudo():  # sudo: desk checked; the proposal is protected
            if not card.proposed_tier_id:
                raise UserError(
                    self.env._("Card %s has no upgrade to refuse.", card.name)
                )
            card.write({"proposed_tier_id": False, "proposed_date": card._today()})
        self._finish_review(reason)
        return True

    # Life of a card ---------------------------------------------------------------

    def action_suspend(self):
        """Block a card for the time being, when it is lost for example."""
        self._check_desk()
        self._go("suspended")
        self._card_changed()
        return True

    def action_resume(self):
        self._check_desk()
        self._go("active")
        self._card_changed()
        return True

    def action_void(self, reason=None):
        """End the card; what points it has lapse. The reason stays in its log."""
        self._check_desk()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give the reason for ending the card: it stays in its log.")
            )
        for card in self:
            card._check_lapse()
            card._void(card._today())
            card._message_log(
                body=self.env._(
                    "%(user)s declared the card void. Reason: %(reason)s",
                    user=self.env.user.name,
                    reason=reason.strip(),
                )
            )
        return True

    def _check_lapse(self):
        """More points than one manager corrects alone lapse by a manager's hand."""
        limit = self.program_id.correction_limit
        manager = self.env.su or self.env.user.has_group("cs_vip.group_manager")
        if self.points_balance > limit and not manager:
            raise AccessError(
                self.env._(
                    "With card %(card)s %(points)s points would lapse. More than "
                    "%(limit)s only a VIP manager lets lapse: ask one of them.",
                    card=self.name,
                    points=self.points_balance,
                    limit=limit,
                )
            )

    def _void(self, day):
        self._go("void", date_void=day)
        for card in self.sudo():  # sudo: books the lapse of a card just ended
            card._expire(day, f"void:{day}")
        self._card_changed()

    def _card_changed(self):
        """Quotations of the holder take the card as it now is."""
        # sudo: the holder's quotations of every salesperson
        self.env["sale.order"].sudo().search(
            [
                ("cs_vip_holder_id", "in", self.partner_id.ids),
                ("state", "in", ("draft", "sent")),
            ]
        )._cs_vip_refresh_card()
        self.partner_id.invalidate_recordset(["cs_vip_card_id", "cs_vip_tier_id"])
