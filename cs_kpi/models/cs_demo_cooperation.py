from datetime import timedelta

from odoo import api, models

from .. import period


class CsVipDemo(models.AbstractModel):
    """The departments' rating forms of some months (Q3): handed out, filled in by
    several raters of one department, and one that its rater still owes."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_ratings(self):
        rows = {}
        for row in self._rows("cs_kpi/demo/ratings.csv"):
            rows.setdefault((row["plan"], int(row["back"])), []).append(row)
        for (name, back), forms in sorted(rows.items(), key=lambda item: -item[0][1]):
            plan = self.env.ref(f"cs_kpi.cooperation_plan_demo_{name}")
            today = self._at(0)._day()
            day = period.first_day(plan.period, today)
            for _turn in range(back - 1):
                day = period.previous(plan.period, day)
            then = self._at(max((today - day - timedelta(days=3)).days, 0))
            opened = plan.with_env(then.env)._open_forms(day)
            for row in forms:
                user = self.env.ref(row["rater"])
                form = opened.filtered(lambda rating, u=user: rating.rater_id == u)
                self._fill_in(form.with_user(user), row)

    def _fill_in(self, form, row):
        for mark, choice in zip(form.mark_ids, row["marks"], strict=True):
            mark.choice = choice
        form.comment = row["comment"]
        form.action_submit()
