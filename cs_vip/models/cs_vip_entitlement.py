from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .. import business_day
from .cs_vip_benefit import KINDS


class CsVipEntitlement(models.Model):
    """What a card may claim of a benefit: from when, until when, how often (V10).

    Given and used up by the system alone: `cs.vip.card` grants and ends it, the
    services that it pays for take and give back uses through the methods here.
    """

    _name = "cs.vip.entitlement"
    _description = "VIP Entitlement"
    _order = "date_end, id"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="card_id.partner_id", string="Holder", store=True, index=True
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)
    benefit_id = fields.Many2one(
        "cs.vip.benefit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Purchase",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The order it began with.",
    )
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="Until", required=True, readonly=True, index=True)
    date_closed = fields.Date(
        string="Ended Early On",
        readonly=True,
        help="The card became void or rose to another level, or the purchase was "
        "cancelled.",
    )
    count = fields.Integer(
        string="Times", readonly=True, help="How often it can be used. 0: no limit."
    )
    used_count = fields.Integer(
        string="Taken", readonly=True, help="Uses, the planned ones included."
    )
    used_up = fields.Boolean(compute="_compute_used_up", store=True)
    use_ids = fields.One2many("cs.vip.entitlement.use", "entitlement_id", readonly=True)
    left = fields.Char(compute="_compute_left")
    state = fields.Selection(
        [
            ("future", "Not begun"),
            ("open", "Usable"),
            ("used_up", "Used up"),
            ("expired", "Expired"),
            ("ended", "Ended"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    _card_once = models.UniqueIndex(
        "(card_id, benefit_id, date_start) WHERE sale_order_id IS NULL",
        "The card has this benefit from that day already.",
    )
    _purchase_once = models.UniqueIndex(
        "(sale_order_id, benefit_id) WHERE sale_order_id IS NOT NULL",
        "The purchase brought this benefit already.",
    )
    _date_order = models.Constraint(
        "CHECK(date_end >= date_start)", "An entitlement ends after it begins."
    )
    _used_range = models.Constraint(
        "CHECK(used_count >= 0 AND (count = 0 OR used_count <= count))",
        "An entitlement cannot be used more often than it says.",
    )

    @api.depends("benefit_id.name", "card_id.name")
    def _compute_display_name(self):
        for entitlement in self:
            # sudo: names only; whoever sees the entitlement sees what it is for
            names = entitlement.sudo()
            entitlement.display_name = f"{names.benefit_id.name} {names.card_id.name}"

    @api.depends("count", "used_count")
    def _compute_used_up(self):
        for entitlement in self:
            entitlement.used_up = 0 < entitlement.count <= entitlement.used_count

    @api.depends("count", "used_count")
    def _compute_left(self):
        for entitlement in self:
            entitlement.left = (
                self.env._(
                    "%(left)s of %(count)s",
                    left=entitlement.count - entitlement.used_count,
                    count=entitlement.count,
                )
                if entitlement.count
                else self.env._("no limit")
            )

    @api.depends("date_start", "date_end", "date_closed", "used_up")
    def _compute_state(self):
        for entitlement in self:
            today = business_day.today(self.env, entitlement.company_id)
            if entitlement.date_closed:
                state = "ended"
            elif today > entitlement.date_end:
                state = "expired"
            elif entitlement.used_up:
                state = "used_up"
            else:
                state = "future" if today < entitlement.date_start else "open"
            entitlement.state = state

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = business_day.today(self.env)
        running = Domain("date_closed", "=", False) & Domain("date_end", ">=", today)
        unused = running & Domain("used_up", "=", False)
        domains = {
            "ended": Domain("date_closed", "!=", False),
            "expired": Domain("date_closed", "=", False)
            & Domain("date_end", "<", today),
            "used_up": running & Domain("used_up", "=", True),
            "future": unused & Domain("date_start", ">", today),
            "open": unused & Domain("date_start", "<=", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    # Using it up ------------------------------------------------------------------

    @api.model
    def _usable(self, partner, kind, day, company=None):
        """Entitlements of a customer's card to a service on that day; the one that
        ends first comes first."""
        company = company or self.env.company
        # sudo: whoever plans a service for the customer sees what is free for him
        return self.sudo().search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("card_id.state", "=", "active"),
                ("date_start", "<=", day),
                ("date_end", ">=", day),
                ("date_closed", "=", False),
                ("used_up", "=", False),
            ]
        )

    def _refusal(self, day):
        """Why it cannot be used on that day, in plain words; None where it can."""
        self.ensure_one()
        names = {"benefit": self.benefit_id.name, "card": self.card_id.name}
        if self.card_id.state == "suspended":
            return self.env._(
                "Card %(card)s is suspended: resume it before “%(benefit)s” is used.",
                **names,
            )
        if self.date_closed:
            return self.env._(
                "“%(benefit)s” of card %(card)s ended on %(date)s. The service has to "
                "be paid.",
                date=format_date(self.env, self.date_closed),
                **names,
            )
        if not self.date_start <= day <= self.date_end:
            return self._refusal_of_day(day)
        if self.used_up:
            return self.env._(
                "“%(benefit)s” of card %(card)s is used up (%(count)s times). The "
                "service has to be paid.",
                count=self.count,
                **names,
            )
        return None

    def _refusal_of_day(self, day):
        return self.env._(
            "“%(benefit)s” of card %(card)s holds from %(first)s to %(last)s, not on "
            "%(day)s. Choose another day, or let the service be paid.",
            benefit=self.benefit_id.name,
            card=self.card_id.name,
            first=format_date(self.env, self.date_start),
            last=format_date(self.env, self.date_end),
            day=format_date(self.env, day),
        )

    def _check_day(self, day):
        if not self.date_start <= day <= self.date_end:
            raise UserError(self._refusal_of_day(day))

    def _use_of(self, source):
        """The use by this service that was not given back; empty without one."""
        return self.env["cs.vip.entitlement.use"].search(
            [
                ("entitlement_id", "in", self.ids),
                ("res_model", "=", source._name),
                ("res_id", "=", source.id),
                ("state", "!=", "released"),
            ]
        )

    def _reserve(self, source, day):
        """Keep a use for a service planned for `day`; done, it calls `_use`."""
        return self._take(source, day, "planned")

    def _use(self, source, day):
        """Use it up once for `source`; called again for it, nothing happens.

        Refused, with the reason, where it does not hold on `day` or is used up. What
        was planned in time stays promised, whatever became of the card since.
        """
        return self._take(source, day, "used")

    def _take(self, source, day, state):
        self.ensure_one()
        # sudo: no role may write uses; every caller is a service that checked who
        # asks for it
        entitlement = self.sudo()
        known = entitlement._use_of(source)
        if known:
            if state == "used" and known.state != state:
                known.write({"state": state, "date": day})
            elif known.state == "planned" and known.date != day:
                entitlement._check_day(day)
                known.date = day
            return known
        refusal = entitlement._refusal(day)
        if refusal:
            raise UserError(refusal)
        # The changed row is the lock: a session that takes from the same entitlement
        # at this moment is run again by Odoo and sees what is left then.
        entitlement.used_count += 1
        entitlement.flush_recordset()
        return entitlement.use_ids.create(
            {
                "entitlement_id": entitlement.id,
                "date": day,
                "state": state,
                "res_model": source._name,
                "res_id": source.id,
                "reference": source.display_name,
            }
        )

    def _release(self, source):
        """Give back what a service took, because it does not take place."""
        self.ensure_one()
        entitlement = self.sudo()  # sudo: as in `_take`
        known = entitlement._use_of(source)
        if known:
            entitlement.used_count -= 1
            known.state = "released"
        return known
