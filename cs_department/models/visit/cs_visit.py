from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_vip import business_day

from ..rating_scale import RATING_SCALE

KINDS = [
    ("installation", "Installation"),
    ("measurement", "Measurement"),
    ("quality_check", "Quality Check"),
    ("maintenance", "Maintenance"),
    ("repair", "Repair"),
    ("cleaning", "Cleaning"),
]
# Who plans visits; installers only carry them out.
SCHEDULERS = (
    "cs_department.group_clerk",
    "cs_department.group_supervisor",
    "cs_department.group_installation_lead",
)
# What is recorded on site.
ON_SITE_FIELDS = {
    "state",
    "check_ids",
    "work_done",
    "parts_used",
    "place_clean",
    "care_explained",
    "photo_ids",
    "product_rating",
    "product_rating_choice",
    "service_rating",
    "service_rating_choice",
    "signature",
    "signed_by",
    "not_signed_reason",
    "fail_reason",
    "quarrel",
    "message_main_attachment_id",
    "message_follower_ids",
    "message_ids",
    "activity_ids",
}


class CsVisit(models.Model):
    """A visit to a customer: installation and whatever else is dispatched (I1–I5).

    What the crew needs on the way (address, phone, goods) is kept on the visit
    itself: installers open neither orders nor the customer's file.
    """

    _name = "cs.visit"
    _description = "Visit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.workflow.mixin",
        "cs.bilingual.mixin",
        "cs.rated.mixin",
    ]
    _order = "date_start, order_date, id"
    _check_company_auto = True

    _rated_fields = ("product_rating", "service_rating")
    _transitions = {
        ("requested", "scheduled"): None,
        ("requested", "cancelled"): None,
        ("scheduled", "confirmed"): None,
        ("scheduled", "failed"): None,
        ("scheduled", "cancelled"): None,
        ("confirmed", "scheduled"): None,
        ("confirmed", "on_site"): None,
        ("confirmed", "failed"): None,
        ("confirmed", "cancelled"): None,
        ("on_site", "done"): None,
        ("on_site", "failed"): None,
        ("failed", "requested"): None,
        ("failed", "scheduled"): None,
        ("failed", "cancelled"): None,
    }

    name = fields.Char(
        "Number", readonly=True, copy=False, default="/", index="trigram"
    )
    kind = fields.Selection(
        KINDS, required=True, default="installation", index=True, tracking=True
    )
    sale_order_id = fields.Many2one(
        "sale.order", "Sales Order", index="btree_not_null", check_company=True
    )
    sale_user_id = fields.Many2one(
        related="sale_order_id.user_id", string="Salesperson", store=True, index=True
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    contact_name = fields.Char("Contact on Site")
    phone = fields.Char()
    address = fields.Text()
    product_description = fields.Text("Goods")
    note = fields.Text("Note for the Crew")
    order_date = fields.Datetime(
        required=True,
        index=True,
        default=lambda self: business_day.now(self.env),
        help="Date of the sales order: the place in the waiting list.",
    )
    date_goods = fields.Date(
        "Goods Arrived on", help="From here on the customer waits."
    )
    crew_id = fields.Many2one("cs.crew", index=True, check_company=True, tracking=True)
    crew_color = fields.Integer(related="crew_id.color")
    member_ids = fields.One2many("cs.visit.member", "visit_id", "Crew on This Visit")
    date_start = fields.Datetime("Start", index=True, copy=False, tracking=True)
    date_end = fields.Datetime("End", copy=False)
    window_start = fields.Datetime("Customer at Home from", copy=False)
    window_end = fields.Datetime("Customer at Home until", copy=False)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("scheduled", "Scheduled"),
            ("confirmed", "Confirmed"),
            ("on_site", "On Site"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="requested",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    is_blocking = fields.Boolean(
        "Takes the Crew's Time", compute="_compute_is_blocking", store=True
    )
    pass_reason = fields.Char("Reason for Passing Others", copy=False, tracking=True)
    check_ids = fields.One2many("cs.visit.check", "visit_id", "Checklist", copy=False)
    date_arrival = fields.Datetime("Arrived at", readonly=True, copy=False)
    date_done = fields.Datetime("Finished at", readonly=True, copy=False, index=True)
    work_done = fields.Text(copy=False)
    parts_used = fields.Text(copy=False)
    place_clean = fields.Boolean("Place Left Clean", copy=False)
    care_explained = fields.Boolean("Use and Care Explained", copy=False)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    product_rating = fields.Integer(
        aggregator="avg", copy=False, help="1 to 5; 0 is not rated."
    )
    service_rating = fields.Integer(
        aggregator="avg", copy=False, help="1 to 5; 0 is not rated."
    )
    product_rating_choice = fields.Selection(
        RATING_SCALE,
        "Product (1–5)",
        compute="_compute_rating_choices",
        inverse="_inverse_product_rating_choice",
    )
    service_rating_choice = fields.Selection(
        RATING_SCALE,
        "Service (1–5)",
        compute="_compute_rating_choices",
        inverse="_inverse_service_rating_choice",
    )
    signature = fields.Binary("Customer's Signature", attachment=True, copy=False)
    signed_by = fields.Char(copy=False)
    not_signed_reason = fields.Char("Why Not Signed or Rated", copy=False)
    fail_reason = fields.Text("Why It Failed", copy=False, tracking=True)
    fail_count = fields.Integer("Failed Attempts", readonly=True, copy=False)
    quarrel = fields.Text("Quarrel on Site", copy=False)
    can_plan = fields.Boolean(compute="_compute_can_plan")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _name_unique = models.Constraint(
        "UNIQUE(name, company_id)", "This visit number is already taken."
    )
    _end_after_start = models.Constraint(
        "CHECK(date_end > date_start)", "A visit ends after it starts."
    )
    _window_order = models.Constraint(
        "CHECK(window_end > window_start)",
        "The customer's time window ends after it starts.",
    )
    _timed = models.Constraint(
        "CHECK(NOT is_blocking OR (date_start IS NOT NULL AND date_end IS NOT NULL))",
        "A scheduled visit has a start and an end.",
    )
    _ratings = models.Constraint(
        "CHECK(product_rating BETWEEN 0 AND 5 AND service_rating BETWEEN 0 AND 5)",
        "Product and service are rated from 1 to 5.",
    )

    @api.depends("state")
    def _compute_is_blocking(self):
        for visit in self:
            visit.is_blocking = visit.state in ("scheduled", "confirmed", "on_site")

    @api.depends_context("uid")
    def _compute_can_plan(self):
        self.can_plan = self.env.su or self._is_scheduler()

    @api.depends("name", "contact_name")
    def _compute_display_name(self):
        for visit in self:
            parts = (visit.name, visit.contact_name)
            visit.display_name = " ".join(part for part in parts if part)

    @api.depends("product_rating", "service_rating")
    def _compute_rating_choices(self):
        for visit in self:
            visit.product_rating_choice = str(visit.product_rating)
            visit.service_rating_choice = str(visit.service_rating)

    def _inverse_product_rating_choice(self):
        for visit in self:
            visit.product_rating = int(visit.product_rating_choice or 0)

    def _inverse_service_rating_choice(self):
        for visit in self:
            visit.service_rating = int(visit.service_rating_choice or 0)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id:
            self.update(self._contact_values(self.partner_id))

    @api.model
    def _contact_values(self, partner):
        return {
            "contact_name": partner.name,
            "phone": partner.phone,
            "address": partner.with_context(lang=partner.lang)
            ._display_address(without_company=True)
            .strip(),
        }

    @api.constrains("date_start", "date_end", "window_start", "window_end")
    def _check_times(self):
        """In words before the database refuses."""
        for visit in self:
            if bool(visit.date_start) != bool(visit.date_end) or (
                visit.date_start and visit.date_end <= visit.date_start
            ):
                raise ValidationError(
                    self.env._("Visit %s must end after it starts.", visit.display_name)
                )
            if visit.window_start and visit.window_end:
                if visit.window_end <= visit.window_start:
                    raise ValidationError(
                        self.env._("The customer's time window ends after it starts.")
                    )

    @api.constrains("product_rating", "service_rating")
    def _check_ratings(self):
        for visit in self:
            if not (0 <= visit.product_rating <= 5 and 0 <= visit.service_rating <= 5):
                raise ValidationError(
                    self.env._("Product and service are rated from 1 to 5.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"]
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                # sudo: drawing a number is all that happens
                sequence = self.env["ir.sequence"].sudo()
                vals["name"] = sequence.next_by_code("cs.visit") or "/"
            partner = partners.browse(vals.get("partner_id"))
            if partner:
                for field, value in self._contact_values(partner).items():
                    vals.setdefault(field, value)
        visits = super().create(vals_list)
        visits._refresh_members()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if "crew_id" in vals:
            self._refresh_members()
        return result

    def _check_on_site_only(self, vals):
        """Who does not plan visits changes nothing but the record of the work."""
        forbidden = vals.keys() - ON_SITE_FIELDS
        if self.env.su or self._is_scheduler() or not forbidden:
            return
        raise UserError(
            self.env._(
                "On site you record the work. Ask the service department to change "
                "anything else (%s).",
                self.env._(", ").join(
                    self._fields[name]._description_string(self.env)
                    for name in sorted(forbidden)
                    if name in self._fields
                ),
            )
        )

    def _is_scheduler(self):
        return any(self.env.user.has_group(group) for group in SCHEDULERS)

    def _check_scheduler(self):
        if not self.env.su and not self._is_scheduler():
            raise UserError(
                self.env._(
                    "Visits are planned by the service department and the "
                    "installation lead."
                )
            )

    def _refresh_members(self):
        """The members follow the crew, once, when it is chosen."""
        # sudo: whoever may write the visit brings the crew's members along
        for visit in self.sudo():
            people = visit.crew_id._people()
            gone = visit.member_ids.user_id - people
            visit.member_ids.filtered_domain([("user_id", "in", gone.ids)]).unlink()
            present = visit.member_ids.user_id
            visit.member_ids.create(
                [
                    {
                        "visit_id": visit.id,
                        "user_id": user.id,
                        "is_lead": user == visit.crew_id.lead_id,
                    }
                    for user in people - present
                ]
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unstarted(self):
        if any(visit.state not in ("requested", "cancelled") for visit in self):
            raise UserError(
                self.env._("Only requested or cancelled visits can be deleted.")
            )
