from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare

from odoo.addons.cs_vip import business_day

from .. import month


class CsKpiScheme(models.Model):
    """Items, weights and bands of an appraisal, in versions (P1).

    A published scheme is not changed any more: a new version begins with a
    month, and the months before keep the old one.
    """

    _name = "cs.kpi.scheme"
    _description = "Appraisal Scheme"
    _inherit = ["mail.thread"]
    _order = "date_from desc, version desc, id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    active = fields.Boolean(default=True)
    date_from = fields.Date(
        "From Month",
        help="First month that is appraised by this version. Empty: every month.",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    full_score = fields.Float(digits=(16, 2), default=100, required=True)
    max_score = fields.Float(
        "Highest Total",
        digits=(16, 2),
        help="Bonus points can lift the total to this at most. 0: without limit.",
    )
    total_weight = fields.Float(
        "Sum of Weights", digits=(16, 2), compute="_compute_total_weight"
    )
    line_ids = fields.One2many("cs.kpi.scheme.line", "scheme_id", "Items", copy=True)
    series_id = fields.Many2one(
        "cs.kpi.scheme",
        "First Version",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Versions of one scheme follow each other; schemes of other jobs stand "
        "beside them.",
    )
    job_ids = fields.Many2many(
        "hr.job",
        string="Jobs",
        help="Whose staff is appraised by it. Of several schemes that fit somebody the "
        "most specific counts: one for the job, then one for the department nearest "
        "to them, then one for everybody.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        help="Their staff and that of the departments below are appraised. Without "
        "jobs and departments: everybody whose user has a service desk role, but for "
        "the managers.",
    )
    appraisal_count = fields.Integer(compute="_compute_appraisal_count")
    company_id = fields.Many2one("res.company", index=True)

    @api.depends("line_ids.weight")
    def _compute_total_weight(self):
        for scheme in self:
            scheme.total_weight = sum(scheme.line_ids.mapped("weight"))

    def _compute_appraisal_count(self):
        counts = dict(
            self.env["cs.kpi.appraisal"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.appraisal_count = counts.get(scheme, 0)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for scheme in self:
            scheme.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=scheme.name or "",
                version=scheme.version,
            )

    @api.constrains("date_from")
    def _check_date_from(self):
        for scheme in self:
            if scheme.date_from and scheme.date_from.day != 1:
                raise ValidationError(
                    self.env._("A scheme begins on the first day of a month.")
                )

    def copy_data(self, default=None):
        """A copy is another version, unless it is given a series of its own."""
        rows = super().copy_data(default)
        for scheme, row in zip(self, rows, strict=True):
            if "series_id" not in (default or {}):
                row["series_id"] = (scheme.series_id or scheme).id
        return rows

    @api.model
    def _find(self, company, date_from):
        """The schemes of ``company`` in that month: of each series the latest
        version, one of the company itself before one for all companies."""
        domain = (
            Domain("state", "=", "published")
            & Domain("company_id", "in", [company.id, False])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date_from))
        )
        series = self.search(domain).grouped(lambda s: s.series_id or s)
        return self.browse().union(
            *(max(versions, key=CsKpiScheme._age) for versions in series.values())
        )

    def _age(self):
        """Orders versions: the company's own last, then the later ones."""
        first = self.date_from or date.min
        return bool(self.company_id), first, self.version, self.id

    def _rank(self, post, is_anyone):
        """How closely it fits somebody's post; None: not at all."""
        self.ensure_one()
        if self.job_ids and post.job not in self.job_ids:
            return None
        depth = 0
        if self.department_ids:
            path = (post.department.parent_path or "").split("/")
            wanted = set(map(str, self.department_ids.ids))
            depths = [level for level, part in enumerate(path, 1) if part in wanted]
            if not depths:
                return None
            depth = depths[-1]
        if not self.job_ids and not self.department_ids and not is_anyone:
            return None
        own, *age = self._age()
        return own, bool(self.job_ids), depth, *age

    @api.model
    def _for_month(self, company, date_from):
        schemes = self._find(company, date_from)
        if not schemes:
            raise UserError(
                self.env._(
                    "No published appraisal scheme covers %(company)s in %(month)s. "
                    "Publish one first (Service Appraisal, Configuration, Schemes).",
                    company=company.name,
                    month=date_from.strftime("%Y-%m"),
                )
            )
        return schemes

    @api.constrains("state")
    def _check_published(self):
        """Weights and bands are checked on the way in, whoever publishes."""
        self.filtered(lambda s: s.state == "published")._check_complete()

    def _check_complete(self):
        """The weights sum up and every possible value is answered."""
        for scheme in self:
            if float_compare(scheme.total_weight, scheme.full_score, 2):
                raise ValidationError(
                    self.env._(
                        'The weights of "%(scheme)s" add up to %(sum)g instead of '
                        "%(full)g. Change them first.",
                        scheme=scheme.display_name,
                        sum=scheme.total_weight,
                        full=scheme.full_score,
                    )
                )
            scheme.line_ids._check_bands()

    def action_publish(self):
        self.write({"state": "published"})

    def action_draft(self):
        self.write({"state": "draft"})

    def action_new_version(self):
        """A draft of the next version, from next month on."""
        self.ensure_one()
        today = business_day.today(self.env, self.company_id or self.env.company)
        first = self.series_id or self
        versions = self.with_context(active_test=False).search(
            Domain("id", "=", first.id) | Domain("series_id", "=", first.id)
        )
        return self._open_copy(
            {
                "version": max(versions.mapped("version")) + 1,
                "date_from": month.next_month(today),
            }
        )

    def action_new_series(self):
        """A draft of a scheme of its own, for other jobs or departments."""
        self.ensure_one()
        today = business_day.today(self.env, self.company_id or self.env.company)
        return self._open_copy(
            {
                "name": self.env._("%s (copy)", self.name),
                "series_id": False,
                "date_from": month.next_month(today),
            }
        )

    def _open_copy(self, values):
        scheme = self.copy(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": scheme.id,
            "view_mode": "form",
        }

    def action_open_appraisals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_kpi.action_appraisal"
        )
        action["domain"] = [("scheme_id", "=", self.id)]
        return action

    def _refuse_published(self):
        if published := self.filtered(lambda s: s.state == "published"):
            raise UserError(
                self.env._(
                    '"%s" is published and stays as it is. Make a new version of it.',
                    published[0].display_name,
                )
            )

    def write(self, vals):
        fixed = {"full_score", "max_score", "date_from", "company_id", "series_id"}
        if vals.keys() & (fixed | {"job_ids", "department_ids"}):
            self._refuse_published()
        if vals.get("state") == "draft":
            self._refuse_used()
        return super().write(vals)

    def _refuse_used(self):
        if used := self.filtered("appraisal_count"):
            raise UserError(
                self.env._(
                    'Appraisals were computed with "%s". Make a new version instead.',
                    used[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._refuse_published()
