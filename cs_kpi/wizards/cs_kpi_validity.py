from collections import defaultdict
from statistics import fmean, stdev

from odoo import api, fields, models

from .. import inference, month, reliability

RATERS, AGREEMENT, DRIFT, SCHEME, ITEMS = (
    "raters", "agreement", "drift", "scheme", "items",
)  # fmt: skip
# Below it a questionnaire's items do not measure the same thing (Nunnally).
CONSISTENT = 0.7
# Krippendorff: below it no conclusions are drawn from what raters say.
AGREED = 0.667


class CsKpiValidity(models.TransientModel):
    """Whether the scores can be believed: raters, agreement, drift, items (P5)."""

    _name = "cs.kpi.validity"
    _description = "Validity of the Appraisal"
    _inherit = "cs.kpi.period.mixin"

    line_ids = fields.One2many("cs.kpi.validity.line", "validity_id", "Findings")

    def action_examine(self):
        appraisals = self._appraisals()
        self.line_ids.unlink()
        values = [
            *self._examine_raters(),
            *self._examine_agreement(),
            *self._examine_drift(appraisals),
            *self._examine_scheme(appraisals),
            *self._examine_items(appraisals),
        ]
        self.env["cs.kpi.validity.line"].create(
            [
                {"validity_id": self.id, "sequence": number, **found}
                for number, found in enumerate(values)
            ]
        )
        return self._result()

    @api.model
    def _title(self):
        return self.env._("Validity and Bias")

    # What raters gave ---------------------------------------------------------------

    @api.model
    def _rater_sources(self):
        """{key: what is marked}. A source is a method ``_marks_<key>()`` that returns
        rows (rater: record, unit: what was marked, mark: float). Another addon adds
        one by extending both."""
        return {
            "incident": self.env._("Points of incidents"),
            "callback": self.env._("Marks that callers write down"),
            "cooperation": self.env._("Departments' rating forms"),
        }

    def _marks(self):
        """{source key: [(rater, unit, mark)]} of the months."""
        return {key: getattr(self, f"_marks_{key}")() for key in self._rater_sources()}

    def _months_domain(self, name):
        return [
            (name, ">=", month.month_start(self.date_from)),
            (name, "<=", month.month_end(self.date_to)),
            ("company_id", "=", self.company_id.id),
        ]

    def _marks_incident(self):
        """What recorders of incidents took or gave."""
        incidents = self.env["cs.kpi.incident"].search_fetch(
            [*self._months_domain("date"), ("state", "!=", "withdrawn")],
            ["recorder_id", "points"],
        )
        return [(found.recorder_id, found.id, found.points) for found in incidents]

    def _marks_callback(self):
        """Callers write down how satisfied customers say they are: their own work."""
        callbacks = self.env["cs.callback"].search_fetch(
            [
                *self._months_domain("date_done"),
                ("state", "=", "done"),
                ("satisfaction", ">", 0),
            ],
            ["user_id", "satisfaction"],
        )
        return [(call.user_id, call.id, call.satisfaction) for call in callbacks]

    def _marks_cooperation(self):
        """Two raters of a department may mark the same department's same item (Q3)."""
        marks = self.env["cs.kpi.cooperation.mark"].search_fetch(
            [
                *self._months_domain("date_from"),
                ("state", "=", "done"),
                ("mark", ">", 0),
            ],
            ["rater_id", "rating_department_id", "rated_department_id", "date_from",
             "item_id", "mark"],
        )  # fmt: skip
        return [
            (
                mark.rater_id,
                (
                    mark.rating_department_id.id,
                    mark.rated_department_id.id,
                    mark.date_from,
                    mark.item_id.id,
                ),
                mark.mark,
            )
            for mark in marks
        ]

    def _settings(self):
        company = self.company_id.sudo()  # sudo: how sure figures have to be
        return company.cs_kpi_statistics_minimum, 1 - company.cs_kpi_confidence / 100

    def _examine_raters(self):
        """Spread and mean of each rater, against all others of the same source."""
        minimum, chance = self._settings()
        labels = self._rater_sources()
        for key, rows in self._marks().items():
            by_rater = defaultdict(list)
            for rater, _unit, mark in rows:
                by_rater[rater].append(float(mark))
            for rater, marks in sorted(
                by_rater.items(), key=lambda pair: fmean(pair[1])
            ):
                if len(marks) < minimum:
                    continue
                others = [
                    mark
                    for other, given in by_rater.items()
                    if other != rater
                    for mark in given
                ]
                yield {
                    "section": RATERS,
                    "name": f"{rater.display_name}: {labels[key]}",
                    "size": len(marks),
                    "figure": fmean(marks),
                    "spread": stdev(marks),
                    **self._judge_rater(marks, others, minimum, chance),
                }

    def _judge_rater(self, marks, others, minimum, chance):
        if len(set(marks)) == 1:
            return self._hint(
                self.env._("Always the same mark: it tells nobody apart."), True
            )
        probability = inference.differs(marks, others, minimum)
        if probability is None:
            return self._hint(self.env._("Nobody to compare with."))
        if probability >= chance:
            return self._hint(self.env._("Marks as the others do."))
        if fmean(marks) > fmean(others):
            return self._hint(
                self.env._(
                    "Marks higher than the others (their mean: %(mean).2f). Compare "
                    "some cases together.",
                    mean=fmean(others),
                ),
                True,
            )
        return self._hint(
            self.env._(
                "Marks lower than the others (their mean: %(mean).2f). Compare some "
                "cases together.",
                mean=fmean(others),
            ),
            True,
        )

    def _examine_agreement(self):
        """Krippendorff's alpha where the same was marked by several."""
        minimum, _chance = self._settings()
        labels = self._rater_sources()
        for key, rows in self._marks().items():
            raters = defaultdict(dict)
            for rater, unit, mark in rows:
                raters[rater][unit] = mark
            counts = defaultdict(int)
            for marks in raters.values():
                for unit in marks:
                    counts[unit] += 1
            twice = sorted(unit for unit, count in counts.items() if count > 1)
            if len(twice) < minimum:
                continue
            alpha = reliability.agreement(
                [[marks.get(unit) for unit in twice] for marks in raters.values()]
            )
            if alpha is None:
                continue
            agreed = alpha >= AGREED
            yield {
                "section": AGREEMENT,
                "name": labels[key],
                "size": len(twice),
                "figure": float(alpha),
                **self._hint(
                    self.env._("Raters agree well enough to be believed.")
                    if agreed
                    else self.env._(
                        "Raters do not agree: explain the marks with examples before "
                        "conclusions are drawn."
                    ),
                    not agreed,
                ),
            }

    # What scores do -----------------------------------------------------------------

    def _examine_drift(self, appraisals):
        """Means that move over the months without a reason make months unequal."""
        minimum, chance = self._settings()
        months = [
            fmean(group.mapped("score"))
            for _date, group in sorted(appraisals.grouped("date_from").items())
        ]
        found = inference.trend(months, minimum)
        if not found:
            return
        moves = found.chance < chance
        yield {
            "section": DRIFT,
            "name": self.env._("Mean score, change a month"),
            "size": len(months),
            "figure": found.slope,
            **self._hint(
                self.env._(
                    "Scores rise or fall steadily. Ask whether the work changed or "
                    "the way it is marked."
                )
                if moves
                else self.env._("No steady rise or fall."),
                moves,
            ),
        }

    def _examine_scheme(self, appraisals):
        """Cronbach's alpha of the items of each scheme."""
        minimum, _chance = self._settings()
        for scheme, group in appraisals.grouped("scheme_id").items():
            rows = []
            for appraisal in group:
                lines = appraisal.line_ids.filtered(
                    lambda line: not line.is_adjustment and line.weight
                ).sorted("scheme_line_id")
                rows.append((tuple(lines.scheme_line_id.ids), lines.mapped("score")))
            items = max((ids for ids, _row in rows), key=len, default=())
            matrix = [row for ids, row in rows if ids == items]
            if len(matrix) < minimum:
                continue
            alpha = reliability.cronbach_alpha(matrix)
            if alpha is None:
                continue
            consistent = alpha >= CONSISTENT
            yield {
                "section": SCHEME,
                "name": scheme.display_name,
                "size": len(matrix),
                "figure": float(alpha),
                **self._hint(
                    self.env._("The items measure one thing together.")
                    if consistent
                    else self.env._(
                        "The items measure different things: read them one by one, "
                        "the total says little."
                    )
                ),
            }

    def _examine_items(self, appraisals):
        """Does an item go together with what customers say?"""
        minimum, chance = self._settings()
        lines = self.env["cs.kpi.appraisal.line"].search(
            [("appraisal_id", "in", appraisals.ids), ("rated", "=", True)]
        )
        satisfaction = {
            line.appraisal_id: line.value
            for line in lines
            if line.indicator_id.measure == "satisfaction"
        }
        for indicator, group in lines.grouped("indicator_id").items():
            if indicator.measure == "satisfaction":
                continue
            pairs = [
                (line.score, satisfaction[line.appraisal_id])
                for line in group
                if line.appraisal_id in satisfaction
            ]
            found = inference.correlation(
                [pair[0] for pair in pairs], [pair[1] for pair in pairs], minimum
            )
            if not found:
                continue
            if found.chance >= chance:
                hint = self._hint(
                    self.env._("No connection with customers' satisfaction is seen.")
                )
            elif found.rho > 0:
                hint = self._hint(
                    self.env._("Who scores high here has satisfied customers.")
                )
            else:
                hint = self._hint(
                    self.env._(
                        "Who scores high here has less satisfied customers: the item "
                        "may reward the wrong thing."
                    ),
                    True,
                )
            yield {
                "section": ITEMS,
                "name": indicator.display_name,
                "size": found.size,
                "figure": found.rho,
                **hint,
            }

    def _hint(self, text, warns=False):
        return {"hint": text, "warns": warns}


class CsKpiValidityLine(models.TransientModel):
    _name = "cs.kpi.validity.line"
    _description = "Finding on the Validity"
    _order = "sequence, id"

    validity_id = fields.Many2one(
        "cs.kpi.validity", required=True, readonly=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    section = fields.Selection(
        [
            (RATERS, "Spread and Mean of the Raters"),
            (AGREEMENT, "Agreement (Krippendorff's Alpha)"),
            (DRIFT, "Drift over the Months"),
            (SCHEME, "Consistency of the Items (Cronbach's Alpha)"),
            (ITEMS, "Items and Customers' Satisfaction (Rank Correlation)"),
        ],
        readonly=True,
    )
    name = fields.Char("Examined", readonly=True)
    size = fields.Integer("Sample", readonly=True)
    figure = fields.Float(digits=(16, 2), readonly=True)
    spread = fields.Float("Standard Deviation", digits=(16, 2), readonly=True)
    hint = fields.Char("What It Says", readonly=True)
    warns = fields.Boolean("Look at It", readonly=True)
