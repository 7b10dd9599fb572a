from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .. import business_day

NEW_OFFERS = "cs_vip.activity_new_offers"


class CsVipOffer(models.Model):
    """A surprise for customers of the house: two or three at a time, new ones every
    two months (V10b)."""

    _name = "cs.vip.offer"
    _description = "Surprise Offer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text(
        translate=True, help="What the customer gets, in words to tell them."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="Valid from",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: business_day.today(self.env),
    )
    date_to = fields.Date(string="Valid until", required=True, tracking=True)
    active = fields.Boolean(default=True)
    given_ids = fields.One2many("cs.vip.offer.given", "offer_id", string="Given to")
    given_count = fields.Integer(string="Given", compute="_compute_given_count")
    is_valid = fields.Boolean(
        string="Valid Today", compute="_compute_is_valid", search="_search_is_valid"
    )

    _period = models.Constraint(
        "CHECK(date_to >= date_from)", "An offer cannot end before it begins."
    )

    def _compute_given_count(self):
        counts = dict(
            self.env["cs.vip.offer.given"]._read_group(
                [("offer_id", "in", self.ids), ("state", "=", "given")],
                ["offer_id"],
                ["__count"],
            )
        )
        for offer in self:
            offer.given_count = counts.get(offer, 0)

    @api.depends("date_from", "date_to", "active")
    def _compute_is_valid(self):
        for offer in self:
            today = business_day.today(self.env, offer.company_id or self.env.company)
            offer.is_valid = bool(
                offer.active
                and offer.date_from
                and offer.date_to
                and offer.date_from <= today <= offer.date_to
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = business_day.today(self.env)
        valid = self._valid_domain(today)
        return valid if True in value else ~valid

    @api.model
    def _valid_domain(self, day):
        return Domain("date_from", "<=", day) & Domain("date_to", ">=", day)

    @api.constrains("date_from", "date_to", "active", "company_id")
    def _check_at_a_time(self):
        """Not more at a time than the settings say, on any day."""
        for offer in self.filtered("active"):
            # sudo: the number is no secret
            limit = offer.company_id.sudo().cs_vip_offer_max
            others = self.search(
                [
                    ("company_id", "=", offer.company_id.id),
                    ("date_from", "<=", offer.date_to),
                    ("date_to", ">=", offer.date_from),
                ]
            )
            # The most at a time is reached on a day on which one of them begins
            for first in {max(other.date_from, offer.date_from) for other in others}:
                running = others.filtered(
                    lambda other, day=first: other.date_from <= day <= other.date_to
                )
                if len(running) > limit:
                    raise ValidationError(
                        self.env._(
                            "On %(day)s there would be %(count)s surprise offers; at "
                            "most %(limit)s run at a time: %(offers)s. Choose other "
                            "days or archive one.",
                            day=first,
                            count=len(running),
                            limit=limit,
                            offers=", ".join(running.mapped("name")),
                        )
                    )

    def _remind_of_offers(self, day=None):
        """One open task: new offers are due, or too few are running."""
        company = self.env.company
        # Kept with the company's own address: there may be no offer yet to keep it
        place = company.partner_id
        today = day or business_day.today(self.env, company)
        offers = self.search(
            [("company_id", "=", company.id), ("date_from", "<=", today)]
        )
        running = offers.filtered(lambda offer: offer.date_to >= today)
        oldest = today - relativedelta(months=company.cs_vip_offer_months)
        due = (
            len(running) < company.cs_vip_offer_min
            or max(offers.mapped("date_from")) <= oldest
        )
        task = place.activity_search([NEW_OFFERS])
        if not due:
            task.action_feedback(feedback=self.env._("New offers are there."))
        elif not task:
            manager = company._cs_vip_manager()
            place = place.with_context(lang=manager.lang)
            place.activity_schedule(
                NEW_OFFERS,
                date_deadline=today,
                summary=place.env._("Choose new surprise offers"),
                user_id=manager.id,
            )

    def action_view_given(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_vip.cs_vip_offer_given_action"
        )
        action["domain"] = [("offer_id", "=", self.id)]
        action["context"] = {"default_offer_id": self.id}
        return action
