from dateutil.relativedelta import relativedelta

from odoo import api, models

from .. import month

MONTHS = 3  # with figures; the last one waits for the supervisor


class CsVipDemo(models.AbstractModel):
    """Incidents, and some months of appraisals: confirmed, except the last one."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_appraisals(self):
        supervisor = self._user("supervisor")
        for row in self._rows("cs_kpi/demo/incidents.csv"):
            then = self._at(int(row["days_ago"]))
            self.env["cs.kpi.incident"].with_env(then.env).with_user(supervisor).create(
                {
                    "employee_id": self.env.ref(
                        f"cs_department.employee_demo_{row['employee']}"
                    ).id,
                    "date": then._day(),
                    "kind": self.env.ref(f"cs_kpi.rule_{row['rule']}").kind,
                    "rule_id": self.env.ref(f"cs_kpi.rule_{row['rule']}").id,
                    "description": row["description"],
                }
            )
        today = self._at(0)._day()
        first = month.month_start(today)
        for back in range(MONTHS, 0, -1):
            day = first - relativedelta(months=back)
            closing = day + relativedelta(months=1, days=3)
            then = self._at(max((today - closing).days, 0))
            appraisals = (
                self.env["cs.kpi.appraisal"]
                .with_env(then.env)
                ._compute_month(self._company(), day)
            )
            if back > 1:
                self._confirm(appraisals)

    def _confirm(self, appraisals):
        manager = self._user("manager")
        others = appraisals.filtered(lambda a: a.user_id != manager)
        others.with_user(manager).sudo(False).action_review()
        for appraisal in others.filtered("user_id"):
            appraisal.with_user(appraisal.user_id).action_read()
        others.with_user(manager).action_confirm()
