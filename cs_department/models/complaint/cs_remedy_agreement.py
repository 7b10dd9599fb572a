import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.cs_vip.business_day import now

HOW = [
    ("portal", "In the Portal"),
    ("phone", "By Phone"),
    ("on_spot", "On the Spot"),
    ("written", "In Writing"),
]
AGREEMENT_FIELDS = {
    "date_accepted",
    "accepted_by",
    "accepted_how",
    "agreed_terms",
    "date_declined",
    "decline_reason",
}


class CsRemedyKind(models.Model):
    _inherit = "cs.remedy.kind"

    needs_agreement = fields.Boolean(
        string="Needs the Customer's Agreement",
        help="The customer agrees, in the portal or by phone, before the remedy is "
        "carried out.",
    )


class CsRemedy(models.Model):
    """The customer agrees to what is given, and when, before it is carried out (C5).

    The words the customer read or heard are kept with the agreement.
    """

    _inherit = "cs.remedy"

    needs_agreement = fields.Boolean(related="kind_id.needs_agreement")
    agreement = fields.Selection(
        [
            ("pending", "Asked"),
            ("accepted", "Agreed to"),
            ("declined", "Declined"),
        ],
        string="Customer's Answer",
        compute="_compute_agreement",
        store=True,
        index="btree_not_null",
        tracking=True,
    )
    date_accepted = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_by = fields.Char(readonly=True, copy=False)
    accepted_how = fields.Selection(HOW, "How", readonly=True, copy=False)
    agreed_terms = fields.Text("Agreed", readonly=True, copy=False)
    date_declined = fields.Datetime("Declined on", readonly=True, copy=False)
    decline_reason = fields.Text("Why Declined", readonly=True, copy=False)

    @api.depends("state", "kind_id", "date_accepted", "date_declined")
    def _compute_agreement(self):
        for remedy in self:
            if remedy.date_accepted:
                remedy.agreement = "accepted"
            elif remedy.date_declined:
                remedy.agreement = "declined"
            else:
                remedy.agreement = remedy._waits_for_agreement() and "pending"

    def _waits_for_agreement(self):
        return self.state == "approved" and self.kind_id.needs_agreement

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_agreement_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_agreement_fields(vals)
        result = super().write(vals)
        if vals.get("state") == "sought":
            # sudo: what was agreed was another proposal; the log keeps it
            self.sudo().write(dict.fromkeys(AGREEMENT_FIELDS, False))
        return result

    def _check_agreement_fields(self, vals):
        if AGREEMENT_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "What the customer agreed to is recorded by the customer in the "
                    "portal, or with the button “Customer's Answer”."
                )
            )

    def _check_step(self, state, vals):
        result = super()._check_step(state, vals)
        if state == "delivered" and not self.env.su:
            self._check_agreed()
        return result

    def _check_agreed(self):
        for remedy in self:
            if remedy.kind_id.needs_agreement and not remedy.date_accepted:
                raise UserError(
                    self.env._(
                        "The customer has not agreed to “%s” yet. Ask for it in "
                        "the portal, or record the answer with “Customer's "
                        "Answer”.",
                        remedy.kind_id.name,
                    )
                )

    def _terms(self):
        """What is offered, in plain words, line by line."""
        self.ensure_one()
        lines = [self.kind_id.name]
        if self.amount:
            lines.append(self.currency_id.format(self.amount))
        if self.points:
            lines.append(self.env._("%s points", self.points))
        if self.description:
            lines.append(self.description)
        if self.date_planned:
            lines.append(
                self.env._("Done by %s", format_date(self.env, self.date_planned))
            )
        return lines

    def _terms_key(self):
        """Changes with every change of what is offered: nobody accepts unseen."""
        self.ensure_one()
        offered = (
            self.id,
            self.kind_id.id,
            str(self.amount),
            self.points,
            self.description or "",
            str(self.date_planned or ""),
            str(self.date_approved or ""),
        )
        return hashlib.sha256(repr(offered).encode()).hexdigest()[:32]

    def _check_answerable(self):
        self.ensure_one()
        if self.ticket_id.closed or self.state != "approved":
            raise UserError(
                self.env._("This proposal is not open any more. Please look again.")
            )
        if self.date_accepted:
            raise UserError(self.env._("The proposal has been accepted already."))

    def _accept(self, name, how):
        """Record that the customer agrees; who may say so was checked by the caller."""
        self._check_answerable()
        remedy = self.sudo()  # sudo: fields nobody writes by hand
        terms = remedy._terms()
        remedy.write(
            {
                "date_accepted": now(self.env),
                "accepted_by": name,
                "accepted_how": how,
                "agreed_terms": "\n".join(terms),
                "date_declined": False,
                "decline_reason": False,
            }
        )
        remedy.ticket_id._cs_note(
            self.env._(
                "%(name)s accepts: %(terms)s",
                name=name,
                terms=self.env._("; ").join(terms),
            )
        )
        told = remedy._for_owner()
        remedy._follow_answer(told.env._("The customer accepts: %s", told.kind_id.name))

    def _decline(self, name, reason):
        """Record that the customer wants something else; the owner finds it."""
        self._check_answerable()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Please say why, so that we can propose something better.")
            )
        remedy = self.sudo()  # sudo: fields nobody writes by hand
        remedy.write({"date_declined": now(self.env), "decline_reason": reason})
        remedy.ticket_id._cs_note(
            self.env._(
                "%(name)s declines “%(kind)s”: %(reason)s",
                name=name,
                kind=remedy.kind_id.name,
                reason=reason,
            )
        )
        told = remedy._for_owner()
        remedy._follow_answer(
            told.env._("The customer declines: %s", told.kind_id.name)
        )

    def _for_owner(self):
        """In the language of the ticket's owner."""
        return self.with_env(self.ticket_id._cs_for_owner().env)

    def _follow_answer(self, summary):
        """The ticket goes on, and its owner knows."""
        ticket = self.ticket_id
        ticket._cs_tell_owner(summary)
        if not ticket.cs_remedy_ids.filtered(lambda r: r.agreement == "pending"):
            ticket._cs_back_to_work()

    def action_customer_answer(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Answer"),
            "res_model": "cs.remedy.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remedy_id": self.id},
        }
