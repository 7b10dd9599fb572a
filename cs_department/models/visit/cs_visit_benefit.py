from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_vip import business_day

DESK = "cs_department.group_member"
# Kinds of visit that a benefit of the same name pays for (V10).
SERVICES = ("cleaning", "maintenance")
OVER = ("failed", "cancelled")


class CsVisit(models.Model):
    """A cleaning or maintenance is paid, or free by a benefit of the card (V10).

    Chosen when the visit is made, the use is kept for it; done, it is used up; failed
    or cancelled, it is given back. The crew reads whether it has to collect money,
    not the card.
    """

    _inherit = "cs.visit"

    cs_vip_tier_id = fields.Many2one(
        related="partner_id.cs_vip_tier_id", string="VIP Tier", groups=DESK
    )
    usable_entitlement_ids = fields.Many2many(
        "cs.vip.entitlement", compute="_compute_usable_entitlement_ids", groups=DESK
    )
    entitlement_id = fields.Many2one(
        "cs.vip.entitlement",
        string="Free by Benefit",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        groups=DESK,
        help="The benefit of the customer's card that pays for this visit. Leave it "
        "empty where the customer pays.",
    )
    charge = fields.Selection(
        [("paid", "Customer pays"), ("free", "Free by VIP benefit")],
        compute="_compute_charge",
        compute_sudo=True,
        store=True,
    )

    @api.depends("partner_id", "kind", "date_start", "company_id")
    def _compute_usable_entitlement_ids(self):
        entitlements = self.env["cs.vip.entitlement"]
        for visit in self:
            visit.usable_entitlement_ids = (
                entitlements._usable(
                    visit.partner_id,
                    visit.kind,
                    visit._service_day(),
                    visit.company_id,
                )
                if visit.kind in SERVICES and visit.partner_id
                else entitlements
            )

    @api.depends("kind", "entitlement_id")
    def _compute_charge(self):
        for visit in self:
            if visit.kind not in SERVICES:
                visit.charge = False
            else:
                visit.charge = "free" if visit.entitlement_id else "paid"

    @api.onchange("partner_id", "kind")
    def _onchange_entitlement_id(self):
        """Offer what the customer has; emptied, the visit is paid."""
        self.entitlement_id = self.usable_entitlement_ids[:1]

    @api.constrains("entitlement_id", "partner_id", "kind")
    def _check_entitlement(self):
        for visit in self.sudo():  # sudo: crews and salespeople read no cards
            entitlement = visit.entitlement_id
            if not entitlement:
                continue
            if entitlement.partner_id != visit.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(benefit)s” is another customer's benefit. Choose one of "
                        "%(customer)s, or let the visit be paid.",
                        benefit=entitlement.display_name,
                        customer=visit.partner_id.name,
                    )
                )
            if entitlement.kind != visit.kind:
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(benefit)s” does not pay for a visit of the kind “%(kind)s”."
                        " Choose another one, or let the visit be paid.",
                        benefit=entitlement.display_name,
                        kind=kinds[visit.kind],
                    )
                )

    def _service_day(self):
        """The planned day, else today."""
        moment = self.date_start or business_day.now(self.env)
        return business_day.business_day(self.company_id, moment)

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._keep_benefit()
        return visits

    def write(self, vals):
        """The use follows the visit, whichever way that changes."""
        if not {"entitlement_id", "state", "date_start"} & vals.keys():
            return super().write(vals)
        # sudo: crews end visits; what they did to the card's benefit follows
        before = {visit: visit.entitlement_id for visit in self.sudo()}
        result = super().write(vals)
        for visit, entitlement in before.items():
            if entitlement != visit.entitlement_id:
                visit._check_benefit_open()
                entitlement and entitlement._release(visit)
        self._keep_benefit()
        return result

    def _check_benefit_open(self):
        if self.state in ("done", "cancelled"):
            raise ValidationError(
                self.env._(
                    "Visit %s is over: whether it was free can no longer be changed.",
                    self.display_name,
                )
            )

    def _keep_benefit(self):
        """Plan, use up or give back what pays for each visit."""
        for visit in self.sudo():  # sudo: as in `write`
            entitlement = visit.entitlement_id
            if not entitlement:
                continue
            if visit.state in OVER:
                entitlement._release(visit)
            elif visit.state == "done":
                entitlement._use(visit, visit._service_day())
            else:
                entitlement._reserve(visit, visit._service_day())

    @api.ondelete(at_uninstall=False)
    def _unlink_gives_back(self):
        for visit in self.sudo():  # sudo: as in `write`
            visit.entitlement_id and visit.entitlement_id._release(visit)
