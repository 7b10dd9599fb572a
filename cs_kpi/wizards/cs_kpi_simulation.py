from collections import defaultdict
from statistics import fmean

from odoo import api, fields, models

from .. import sheet
from ..models.cs_kpi_band import to_decimal


class CsKpiSimulation(models.TransientModel):
    """Past months scored by another scheme; no appraisal is touched (P1).

    What was appraised comes from the evidence that was kept. An item that the months
    did not have is counted from the records as they are today.
    """

    _name = "cs.kpi.simulation"
    _description = "Scheme Simulation"
    _inherit = "cs.kpi.period.mixin"

    scheme_id = fields.Many2one(
        "cs.kpi.scheme",
        required=True,
        default=lambda self: self._default_scheme_id(),
        domain="[('company_id', 'in', [False, company_id])]",
        help="A draft: make a new version of your scheme, change weights or bands, and "
        "see here what it would have done.",
    )
    line_ids = fields.One2many("cs.kpi.simulation.line", "simulation_id", "People")
    item_ids = fields.One2many("cs.kpi.simulation.item", "simulation_id", "Items")
    appraisal_count = fields.Integer("Appraisals", compute="_compute_means")
    mean_then = fields.Float(
        "Mean Score", digits=(16, 2), compute="_compute_means", aggregator=None
    )
    mean_now = fields.Float(
        "Mean Simulated", digits=(16, 2), compute="_compute_means", aggregator=None
    )

    @api.model
    def _default_scheme_id(self):
        """The latest draft, else the latest scheme: what somebody works on."""
        company = self.env.company
        schemes = self.env["cs.kpi.scheme"].search(
            [("company_id", "in", [company.id, False])]
        )
        return schemes.filtered(lambda s: s.state == "draft")[:1] or schemes[:1]

    @api.depends("line_ids")
    def _compute_means(self):
        for simulation in self:
            lines = simulation.line_ids
            simulation.appraisal_count = len(lines)
            simulation.mean_then = fmean(lines.mapped("score_then")) if lines else 0
            simulation.mean_now = fmean(lines.mapped("score_now")) if lines else 0

    def action_simulate(self):
        self._check_manager()
        self.scheme_id._check_complete()
        appraisals = self._appraisals()
        self.line_ids.unlink()
        self.item_ids.unlink()
        lines, costs = [], defaultdict(list)
        for _date, group in appraisals.grouped("date_from").items():
            scores = self._score_month(group, costs)
            then = self._ranks({a: a.score for a in group})
            now = self._ranks(scores)
            lines += [
                {
                    "simulation_id": self.id,
                    "appraisal_id": appraisal.id,
                    "employee_id": appraisal.employee_id.id,
                    "date_from": appraisal.date_from,
                    "score_then": appraisal.score,
                    "score_now": scores[appraisal],
                    "difference": scores[appraisal] - appraisal.score,
                    "rank_then": then[appraisal],
                    "rank_now": now[appraisal],
                }
                for appraisal in group
            ]
        self.env["cs.kpi.simulation.line"].create(lines)
        self.env["cs.kpi.simulation.item"].create(self._item_values(appraisals, costs))
        return self._result()

    @api.model
    def _title(self):
        return self.env._("Scheme Simulator")

    def _ranks(self, scores):
        """{appraisal: rank}; equal scores share a rank."""
        return {
            appraisal: 1 + sum(other > score for other in scores.values())
            for appraisal, score in scores.items()
        }

    def _score_month(self, group, costs):
        """{appraisal: simulated score}; ``costs`` collects what each item took."""
        # sudo: as in the computation everybody's records are counted alike; the
        # appraisals were read with the manager's rights
        group = group.sudo()
        kept = group._counted_by_indicator()
        scheme_lines = self.scheme_id.line_ids
        counted = {appraisal.id: {} for appraisal in group}
        # bases are in the denominators already
        items = [line._as_item(to_decimal(0)) for line in scheme_lines]
        for line in scheme_lines:
            indicator = line.indicator_id
            without = group.filtered(lambda a, i=indicator: i not in kept[a.id])
            fresh = self._count_anew(indicator, without) if without else {}
            for appraisal in group:
                counted[appraisal.id][line.id] = (
                    fresh[appraisal]
                    if appraisal in without
                    else kept[appraisal.id][indicator]
                )
        cap = to_decimal(self.scheme_id.max_score) or None
        scores = {}
        for appraisal in group:
            results = sheet.score_items(items, counted[appraisal.id])
            for line, result in zip(scheme_lines, results, strict=True):
                costs[line.indicator_id].append(float(result.score))
            scores[appraisal] = float(sheet.total(items, results, cap).score)
        return scores

    def _count_anew(self, indicator, appraisals):
        """{appraisal: `sheet.Counted`} of one month, from the records of today."""
        measures = self.env["cs.kpi.measure"].sudo()  # sudo: as where it is called
        rows = measures._rows(
            measures._scope(
                self.company_id,
                indicator,
                appraisals[0].date_from,
                appraisals.user_id,
                appraisals.employee_id,
            )
        )
        sums = measures._sums(rows)
        found = {}
        for appraisal in appraisals:
            counted = sums.get(appraisal[f"{rows.owner}_id"].id, sheet.Counted(0))
            found[appraisal] = counted._replace(
                denominator=counted.denominator + rows.base
            )
        return found

    def _item_values(self, appraisals, costs):
        then = {
            indicator: (score, weight)
            for indicator, score, weight in self.env[
                "cs.kpi.appraisal.line"
            ]._read_group(
                [("appraisal_id", "in", appraisals.ids)],
                ["indicator_id"],
                ["score:avg", "weight:avg"],
            )
        }
        weights = {line.indicator_id: line.weight for line in self.scheme_id.line_ids}
        indicators = self.scheme_id.line_ids.indicator_id | self.env[
            "cs.kpi.indicator"
        ].union(*then)
        return [
            {
                "simulation_id": self.id,
                "indicator_id": indicator.id,
                "weight_then": then.get(indicator, (0, 0))[1],
                "weight_now": weights.get(indicator, 0),
                "score_then": then.get(indicator, (0, 0))[0],
                "score_now": fmean(costs[indicator]) if costs[indicator] else 0,
            }
            for indicator in indicators
        ]

    def action_open_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulated: %s", self.scheme_id.display_name),
            "res_model": "cs.kpi.simulation.line",
            "view_mode": "list,pivot,graph",
            "domain": [("simulation_id", "=", self.id)],
        }


class CsKpiSimulationLine(models.TransientModel):
    _name = "cs.kpi.simulation.line"
    _description = "Simulated Appraisal"
    _inherit = ["cs.kpi.month.mixin"]
    _order = "date_from desc, rank_now, id"
    _rec_name = "appraisal_id"

    simulation_id = fields.Many2one(
        "cs.kpi.simulation", required=True, readonly=True, ondelete="cascade"
    )
    appraisal_id = fields.Many2one(
        "cs.kpi.appraisal", required=True, readonly=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True)
    date_from = fields.Date("Month", readonly=True)
    score_then = fields.Float("Score", digits=(16, 2), readonly=True, aggregator="avg")
    score_now = fields.Float(
        "Simulated Score", digits=(16, 2), readonly=True, aggregator="avg"
    )
    difference = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    rank_then = fields.Integer("Rank", readonly=True, aggregator="avg")
    rank_now = fields.Integer("Simulated Rank", readonly=True, aggregator="avg")


class CsKpiSimulationItem(models.TransientModel):
    _name = "cs.kpi.simulation.item"
    _description = "Simulated Item"
    _order = "id"
    _rec_name = "indicator_id"

    simulation_id = fields.Many2one(
        "cs.kpi.simulation", required=True, readonly=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one("cs.kpi.indicator", "Item", readonly=True)
    weight_then = fields.Float("Weight", digits=(16, 2), readonly=True)
    weight_now = fields.Float("Simulated Weight", digits=(16, 2), readonly=True)
    score_then = fields.Float("Mean Score", digits=(16, 2), readonly=True)
    score_now = fields.Float("Mean Simulated", digits=(16, 2), readonly=True)
