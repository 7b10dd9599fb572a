from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.cs_vip import business_day

from .. import period
from .cs_kpi_cooperation_mark import HIGHEST, LOWEST
from .cs_kpi_cooperation_plan import PERIODS

MANAGER = "cs_department.group_manager"
# What identifies a form and what its steps write; the rater fills in the rest.
FIXED = {
    "rating_department_id",
    "rated_department_id",
    "period",
    "date_from",
    "rater_id",
    "company_id",
}
STEP = {"state", "date_done"}


class CsKpiCooperationRating(models.Model):
    """One rater's form: how another department cooperated in a period (Q3).

    It is reported beside the cooperation item of the appraisal; what scores there
    are recorded lapses (P1).
    """

    _name = "cs.kpi.cooperation.rating"
    _description = "Department Rating"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.bilingual.mixin"]
    _order = "date_from desc, rated_department_id, rating_department_id, id"
    _check_company_auto = True
    _mail_post_access = "read"

    rating_department_id = fields.Many2one(
        "hr.department", required=True, index=True, check_company=True
    )
    rated_department_id = fields.Many2one(
        "hr.department", required=True, index=True, check_company=True
    )
    period = fields.Selection(PERIODS, required=True, default="month")
    date_from = fields.Date(
        "Period from",
        required=True,
        index=True,
        default=lambda self: period.previous("month", business_day.today(self.env)),
        help="Any day of the period; its first day is kept.",
    )
    date_to = fields.Date(
        "Period until", compute="_compute_date_to", store=True, precompute=True
    )
    period_name = fields.Char("Period Rated", compute="_compute_period_name")
    rater_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        check_company=True,
        domain="[('share', '=', False)]",
    )
    mark_ids = fields.One2many("cs.kpi.cooperation.mark", "rating_id", "Marks")
    mean_mark = fields.Float(
        compute="_compute_mean_mark",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="Mean of the marks given, 1 to 5.",
    )
    comment = fields.Text(
        "Remarks", help="What went well, what has to change, examples."
    )
    state = fields.Selection(
        [("draft", "To Fill In"), ("done", "Submitted")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    date_done = fields.Date("Submitted on", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _once = models.UniqueIndex(
        "(rater_id, rating_department_id, rated_department_id, period, date_from)",
        "This rater has a form for this department and period already.",
    )

    @api.depends("period", "date_from")
    def _compute_date_to(self):
        for rating in self:
            rating.date_to = rating.date_from and period.last_day(
                rating.period or "month", rating.date_from
            )

    @api.depends("period", "date_from")
    def _compute_period_name(self):
        for rating in self:
            rating.period_name = rating.date_from and period.name(
                rating.period or "month", rating.date_from
            )

    @api.depends("rating_department_id", "rated_department_id", "period_name")
    def _compute_display_name(self):
        for rating in self:
            rating.display_name = self.env._(
                "%(rating)s on %(rated)s, %(period)s",
                rating=rating.rating_department_id.name or "",
                rated=rating.rated_department_id.name or "",
                period=rating.period_name or "",
            )

    @api.depends("mark_ids.mark")
    def _compute_mean_mark(self):
        for rating in self:
            marks = [mark.mark for mark in rating.mark_ids if mark.mark]
            rating.mean_mark = sum(marks) / len(marks) if marks else 0

    @api.depends_context("uid")
    @api.depends("rater_id")
    def _compute_is_mine(self):
        for rating in self:
            rating.is_mine = rating.rater_id == self.env.user

    @api.constrains("rating_department_id", "rated_department_id")
    def _check_departments(self):
        for rating in self:
            if rating.rating_department_id == rating.rated_department_id:
                raise ValidationError(
                    self.env._(
                        "A department does not rate itself. Choose another one for %s.",
                        rating.rating_department_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("date_from"):
                day = fields.Date.to_date(vals["date_from"])
                vals["date_from"] = period.first_day(vals.get("period", "month"), day)
        if not self.env.su and any(vals.keys() & STEP for vals in vals_list):
            self._refuse_by_hand()
        ratings = super().create(vals_list)
        # sudo: the empty lines of the form, whoever may make the form
        for company, group in ratings.sudo().grouped("company_id").items():
            items = self.env["cs.kpi.cooperation.item"].search(
                Domain("company_id", "in", [company.id, False])
            )
            for rating in group.filtered(lambda r: not r.mark_ids):
                rating.mark_ids = [
                    Command.create({"item_id": item.id}) for item in items
                ]
        return ratings

    def write(self, vals):
        own = vals.keys() & (FIXED | {"mark_ids", "comment"})
        if own and (done := self.filtered(lambda r: r.state == "done")):
            raise UserError(
                self.env._(
                    '"%s" is submitted and stays as it is. The manager can give it '
                    "back to the rater.",
                    done[0].display_name,
                )
            )
        if not self.env.su:
            if vals.keys() & STEP:
                self._refuse_by_hand()
            if vals.keys() & FIXED and not self.env.user.has_group(MANAGER):
                raise AccessError(
                    self.env._(
                        "Only the manager changes whom a form is for. You fill in "
                        "marks and remarks."
                    )
                )
            self._check_rater(vals)
        if vals.get("date_from") or vals.get("period"):
            for rating in self:
                kind = vals.get("period", rating.period)
                day = fields.Date.to_date(vals.get("date_from", rating.date_from))
                first = {"date_from": period.first_day(kind, day)}
                super(CsKpiCooperationRating, rating).write({**vals, **first})
            return True
        return super().write(vals)

    def _check_rater(self, vals):
        """Nobody marks in another's name, the manager neither."""
        if vals.keys() & {"mark_ids", "comment"} and any(
            rating.rater_id != self.env.user for rating in self
        ):
            raise AccessError(self.env._("Only the rater fills in this form."))

    @api.model
    def _refuse_by_hand(self):
        raise AccessError(self.env._("Use the buttons to submit or give back a form."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if done := self.filtered(lambda r: r.state == "done"):
            raise UserError(
                self.env._(
                    '"%s" is submitted: it is kept, figures were reported from it.',
                    done[0].display_name,
                )
            )

    def action_submit(self):
        """The rater hands it in; every item needs a mark."""
        self.check_access("read")
        for rating in self:
            if rating.rater_id != self.env.user:
                raise AccessError(self.env._("Only the rater submits this form."))
            if rating.state == "done":
                raise UserError(
                    self.env._('"%s" is submitted already.', rating.display_name)
                )
            missing = rating.mark_ids.filtered(lambda mark: not mark.mark)
            if missing or not rating.mark_ids:
                raise UserError(
                    self.env._(
                        "Give a mark to every item first. Still missing: %s.",
                        ", ".join(missing.item_id.mapped("name")) or "–",
                    )
                )
        # sudo: it was checked above that it is the rater's own complete form
        for company, group in self.sudo().grouped("company_id").items():
            today = business_day.today(self.env, company)
            group.write({"state": "done", "date_done": today})
            group.activity_unlink(["cs_kpi.activity_type_rating"])

    def action_give_back(self):
        """The manager gives a form back to its rater."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only the customer service manager gives a form back.")
            )
        self.check_access("write")
        # sudo: the manager's right was checked above
        self.sudo().write({"state": "draft", "date_done": False})

    def _remind(self, deadline):
        """A task for each rater, to be done until ``deadline``."""
        kind = self.env.ref("cs_kpi.activity_type_rating")
        model_id = self.env["ir.model"]._get_id(self._name)
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": rating.id,
                    "user_id": rating.rater_id.id,
                    "summary": rating.display_name,
                    "date_deadline": deadline,
                    "automated": True,
                }
                for rating in self
            ]
        )

    def _print_texts(self):
        """Headings that are no field's label, in both languages."""
        self.ensure_one()
        texts = {"title": [], "scale": [], "signature": []}
        for lang in self._cs_print_languages():
            env = self.with_context(lang=lang).env
            texts["title"].append(env._("Department Rating Form"))
            texts["scale"].append(
                env._(
                    "Marks: %(lowest)s is the lowest, %(highest)s the highest.",
                    lowest=LOWEST,
                    highest=HIGHEST,
                )
            )
            texts["signature"].append(env._("signature and date"))
        printed = {key: " ".join(dict.fromkeys(parts)) for key, parts in texts.items()}
        return printed | {"marks": "   ".join(map(str, range(LOWEST, HIGHEST + 1)))}
