from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import business_day

MANAGER = "cs_vip.group_manager"
APPROVAL = "cs_vip.activity_approve_offer"


class CsVipOfferGiven(models.Model):
    """An offer given to one customer: by whom, when, and who allowed it (V10b)."""

    _name = "cs.vip.offer.given"
    _description = "Surprise Offer Given"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    offer_id = fields.Many2one(
        "cs.vip.offer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_valid', '=', True)]",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True)
    description = fields.Text(related="offer_id.description")
    date = fields.Date(readonly=True, copy=False, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Given by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    was_called = fields.Boolean(string="Called Before", readonly=True, copy=False)
    reason = fields.Char(
        string="Why without a Call",
        help="For customers the department has not called: the manager decides.",
    )
    state = fields.Selection(
        [("requested", "To Approve"), ("given", "Given"), ("refused", "Refused")],
        required=True,
        readonly=True,
        copy=False,
        default="given",
        index=True,
        tracking=True,
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    refuse_reason = fields.Char(string="Reason of Refusal", copy=False)

    _once = models.Constraint(
        "UNIQUE(offer_id, partner_id)", "This customer has this offer already."
    )

    @api.depends("offer_id", "partner_id")
    def _compute_display_name(self):
        for given in self:
            parts = (given.offer_id.name, given.partner_id.name)
            given.display_name = " – ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        fixed = {"state", "date", "user_id", "was_called", "approved_by_id"}
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name not in fixed}
                for vals in vals_list
            ]
        records = super().create(vals_list)
        # sudo: the fields that follow from who was called are closed to the hand
        records.sudo()._give_or_ask()
        return records

    def _give_or_ask(self):
        called = self._called_before()
        is_manager = self.env.user.has_group(MANAGER)
        for given in self:
            given._check_offer()
            was_called = given.partner_id.commercial_partner_id in called
            if not was_called and not given.reason:
                raise ValidationError(
                    self.env._(
                        "%s was not called by the department. Call first, or say why "
                        "the offer should be given anyway: the manager decides.",
                        given.partner_id.display_name,
                    )
                )
            given.was_called = was_called
            if was_called:
                given._give()
            elif is_manager:
                given._give(approved_by=self.env.user)
            else:
                given.state = "requested"
                given.activity_schedule(
                    APPROVAL,
                    summary=given.reason,
                    user_id=given.company_id._cs_vip_manager().id,
                )

    @api.model
    def _called_partners(self, partners):
        """Of these customers, those the department has called."""
        # sudo: that a call was made is all that is asked
        calls = (
            self.env["cs.vip.greeting"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", partners.ids),
                    ("channel", "=", "call"),
                    ("state", "=", "done"),
                ],
                ["partner_id"],
            )
        )
        # sudo: as above, for calls that were tasks on the customer or the card
        Card = self.env["cs.vip.card"].sudo()
        cards = Card.search([("partner_id", "in", partners.ids)])
        tasks = (
            self.env["mail.activity"]
            .sudo()  # sudo: as above
            .with_context(active_test=False)
            .search(
                [
                    ("activity_category", "=", "phonecall"),
                    ("date_done", "!=", False),
                    "|",
                    "&",
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    "&",
                    ("res_model", "=", "cs.vip.card"),
                    ("res_id", "in", cards.ids),
                ]
            )
        )
        of_card = {card.id: card.partner_id for card in cards}
        called = partners.browse([partner.id for (partner,) in calls])
        for task in tasks:
            if task.res_model == "res.partner":
                called |= partners.browse(task.res_id)
            else:
                called |= of_card[task.res_id]
        return called

    def _called_before(self):
        """Holders among the customers of these records who were called; a call to a
        contact counts for the customer it belongs to."""
        people = self.partner_id.commercial_partner_id
        # sudo: contacts of the customer, whoever may open them
        people |= people.sudo().child_ids
        return self._called_partners(people).commercial_partner_id

    def _check_offer(self):
        self.ensure_one()
        offer = self.offer_id
        today = business_day.today(self.env, self.company_id)
        if not offer.active or not offer.date_from <= today <= offer.date_to:
            raise UserError(
                self.env._(
                    'The offer "%(offer)s" is valid from %(first)s to %(last)s. '
                    "Choose one that is valid today.",
                    offer=offer.name,
                    first=offer.date_from,
                    last=offer.date_to,
                )
            )
        if not self.partner_id.active:
            raise UserError(
                self.env._(
                    "%s is archived and gets no offers.", self.partner_id.display_name
                )
            )

    def _give(self, approved_by=None):
        self.write(
            {
                "state": "given",
                "date": business_day.today(self.env, self.company_id),
                "approved_by_id": approved_by.id if approved_by else False,
            }
        )

    def write(self, vals):
        if not self.env.su:
            closed = set(vals) & {
                "state", "date", "user_id", "was_called", "approved_by_id",
                "offer_id", "partner_id",
            }  # fmt: skip
            if closed:
                raise AccessError(
                    self.env._(
                        "What was given, to whom and by whom stays on record. Use the "
                        "buttons."
                    )
                )
        return super().write(vals)

    def _decide(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Offers to customers without a call: the manager decides.")
            )
        if any(given.state != "requested" for given in self):
            raise UserError(self.env._("This is decided already."))
        # sudo: the fields that the buttons set are closed to the hand
        return self.sudo()

    def action_approve(self):
        requests = self._decide()
        for given in requests:
            given._check_offer()
            given._give(approved_by=self.env.user)
        requests.activity_feedback([APPROVAL])

    def action_refuse(self):
        requests = self._decide()
        for given in requests:
            if not given.refuse_reason:
                raise UserError(
                    self.env._("Say why: fill in the reason of refusal first.")
                )
        requests.write({"state": "refused", "approved_by_id": self.env.uid})
        requests.activity_feedback([APPROVAL])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        if any(given.state == "given" for given in self):
            raise UserError(self.env._("What was given stays on record."))
