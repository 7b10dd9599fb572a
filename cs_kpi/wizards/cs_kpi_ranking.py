from collections import defaultdict
from statistics import fmean

from odoo import api, fields, models
from odoo.tools import float_compare

from .. import inference


class CsKpiRanking(models.TransientModel):
    """Who does best over several months, and who cannot be told apart (P5); what the
    low items say about training (M3)."""

    _name = "cs.kpi.ranking"
    _description = "Ranking of Service Staff"
    _inherit = "cs.kpi.period.mixin"

    department_id = fields.Many2one(
        "hr.department", help="With the departments below it. Empty: everybody."
    )
    line_ids = fields.One2many("cs.kpi.ranking.line", "ranking_id", "People")
    need_ids = fields.One2many("cs.kpi.training.need", "ranking_id", "Training Needs")
    left_out = fields.Integer(
        "Without Rank", compute="_compute_left_out", help="Too few months to say."
    )

    def _compute_left_out(self):
        for ranking in self:
            ranking.left_out = len(ranking.line_ids.filtered(lambda ln: not ln.rank))

    def action_rank(self):
        appraisals = self._appraisals()
        if self.department_id:
            below = self.env["hr.department"].search(
                [("id", "child_of", self.department_id.ids)]
            )
            appraisals = appraisals.filtered(lambda a: a.department_id in below)
        self.line_ids.unlink()
        self.need_ids.unlink()
        self.env["cs.kpi.ranking.line"].create(self._line_values(appraisals))
        self.env["cs.kpi.training.need"].create(self._need_values(appraisals))
        return self._result()

    @api.model
    def _title(self):
        return self.env._("Ranking")

    def _line_values(self, appraisals):
        company = self.company_id.sudo()  # sudo: how sure figures have to be
        scores = defaultdict(list)
        for appraisal in appraisals:
            scores[appraisal.employee_id].append(appraisal.score)
        people = sorted(scores, key=lambda who: -fmean(scores[who]))
        intervals = [
            inference.mean_interval(
                scores[who],
                company.cs_kpi_confidence / 100,
                company.cs_kpi_statistics_minimum,
            )
            for who in people
        ]
        ranges = inference.rank_ranges(intervals)
        return [
            {
                "ranking_id": self.id,
                "employee_id": who.id,
                "months": len(scores[who]),
                "mean": fmean(scores[who]),
                "low": interval.low if interval else 0,
                "high": interval.high if interval else 0,
                "rank": ranks[0] if ranks else 0,
                "rank_worst": ranks[1] if ranks else 0,
            }
            for who, interval, ranks in zip(people, intervals, ranges, strict=True)
        ]

    def _need_values(self, appraisals):
        """Items on which somebody loses on average more than the company's share."""
        share = self.company_id.sudo().cs_kpi_training_loss  # sudo: as above
        rows = self.env["cs.kpi.appraisal.line"]._read_group(
            [
                ("appraisal_id", "in", appraisals.ids),
                ("is_adjustment", "=", False),
                ("weight", ">", 0),
                ("rated", "=", True),
            ],
            ["employee_id", "indicator_id"],
            ["weight:sum", "score:sum", "__count"],
        )
        values = []
        for employee, indicator, weight, score, months in rows:
            lost = 100 * (weight - score) / weight
            if float_compare(lost, share, 2) >= 0:
                values.append(
                    {
                        "ranking_id": self.id,
                        "employee_id": employee.id,
                        "indicator_id": indicator.id,
                        "months": months,
                        "lost": lost,
                        "points": (weight - score) / months,
                    }
                )
        return sorted(values, key=lambda need: -need["lost"])


class CsKpiRankingLine(models.TransientModel):
    _name = "cs.kpi.ranking.line"
    _description = "Rank of One Person"
    _order = "mean desc, id"
    _rec_name = "employee_id"

    ranking_id = fields.Many2one(
        "cs.kpi.ranking", required=True, readonly=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True)
    months = fields.Integer(readonly=True)
    mean = fields.Float("Mean Score", digits=(16, 2), readonly=True)
    low = fields.Float(
        "Not Below",
        digits=(16, 2),
        readonly=True,
        help="The mean lies between the two with the confidence of the settings.",
    )
    high = fields.Float("Not Above", digits=(16, 2), readonly=True)
    rank = fields.Integer(
        "Best Rank",
        readonly=True,
        help="People whose intervals overlap cannot be told apart: they share ranks.",
    )
    rank_worst = fields.Integer("Lowest Rank", readonly=True)


class CsKpiTrainingNeed(models.TransientModel):
    _name = "cs.kpi.training.need"
    _description = "Training Need"
    _order = "lost desc, id"
    _rec_name = "indicator_id"

    ranking_id = fields.Many2one(
        "cs.kpi.ranking", required=True, readonly=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True)
    indicator_id = fields.Many2one("cs.kpi.indicator", "Item", readonly=True)
    months = fields.Integer(readonly=True)
    points = fields.Float("Points Lost a Month", digits=(16, 2), readonly=True)
    lost = fields.Float("Lost (%)", digits=(16, 1), readonly=True)
