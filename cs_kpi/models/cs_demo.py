from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

from .. import month

MONTHS = 5  # with figures: as many as statistics need; the last one is under way
CORRECTED, OBJECTED = 3, 2  # how many months back
COMMENTS = (
    "回访量稳定，资料填写认真；下月重点练习投诉安抚。",
    "月中支援展会两天，工单量受影响，已酌情说明。",
    "与生产、物流沟通及时，值得肯定。",
    "本月新接手线上咨询，首次答复时间还要缩短。",
)


class CsVipDemo(models.AbstractModel):
    """Incidents, and some months of appraisals: confirmed ones, one of them
    corrected and one objected to, and the last month in the middle of its flow."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_appraisals(self):
        for row in self._rows("cs_kpi/demo/incidents.csv"):
            self._record_incident(row)
        today = self._at(0)._day()
        first = month.month_start(today)
        self._leave_patterns(first - relativedelta(months=1))
        signals = self.env["cs.kpi.signal"]
        for back in range(MONTHS, 0, -1):
            day = first - relativedelta(months=back)
            closing = self._closing(day)
            appraisals = (
                self.env["cs.kpi.appraisal"]
                .with_env(closing.env)
                ._compute_month(self._company(), day)
            )
            signals._look(self._company(), day)
            if back == 1:
                self._begin_flow(appraisals)
                continue
            if back == OBJECTED:
                self._objected(appraisals)
            self._confirm(appraisals)
            if back == CORRECTED:
                self._correct_one(appraisals, day)
        signals._look(self._company(), first)
        self._put_away()
        self._draft_scheme()

    def _leave_patterns(self, day):
        """Something unusual in the month of ``day``, for the manager to look at."""
        company = self._company()
        start, end = month.utc_bounds(company, day)
        attempts = self.env["cs.callback.attempt"].search(
            [
                ("company_id", "=", company.id),
                ("user_id", "=", self._user("specialist").id),
                ("result", "=", "reached"),
                ("date", ">=", start),
                ("date", "<", end),
            ],
            limit=6,
        )
        attempts.duration = 0.2
        tickets = self.env["helpdesk.ticket"].search(
            [
                ("company_id", "=", company.id),
                ("cs_closed_user_id", "=", self._user("aftersales").id),
                ("closed_date", ">=", start),
                ("closed_date", "<", end),
            ],
            limit=3,
        )
        tickets.cs_reopen_count = 2

    def _draft_scheme(self):
        """What the simulator is for: other weights and bands, from next month on."""
        scheme = self.env.ref("cs_kpi.scheme_service")
        action = scheme.with_env(self._at(0).env).action_new_version()
        draft = scheme.browse(action["res_id"])
        draft.name = "客服人员（试算）"
        weights = {"complaint_resolution": 25, "customer_satisfaction": 25}
        weights |= {"cooperation": 15, "conduct": 5}
        for line in draft.line_ids:
            line.weight = weights.get(line.indicator_id.code, line.weight)
            if line.weight > 20:
                for band in line.band_ids:
                    band.deduction *= 1.5

    def _closing(self, day):
        """The clock some days after the end of the month of ``day``."""
        closing = month.month_end(day) + timedelta(days=4)
        return self._at(max((self._at(0)._day() - closing).days, 0))

    def _record_incident(self, row):
        then = self._at(int(row["days_ago"]))
        supervisor = self._user("supervisor")
        employee = self.env.ref(f"cs_department.employee_demo_{row['employee']}")
        rule = self.env.ref(f"cs_kpi.rule_{row['rule']}")
        incident = (
            self.env["cs.kpi.incident"]
            .with_env(then.env)
            .with_user(supervisor)
            .create(
                {
                    "employee_id": employee.id,
                    "date": then._day(),
                    "kind": rule.kind,
                    "rule_id": rule.id,
                    "description": row["description"],
                }
            )
        )
        if row["objection"]:
            incident.with_user(employee.user_id)._object(row["objection"])
        if row["answer"]:
            incident._settle(row["settled"], row["answer"])

    def _review(self, appraisals):
        """Each by somebody else: the supervisor's own by the manager."""
        supervisor = self._user("supervisor")
        for number, appraisal in enumerate(appraisals):
            own = appraisal.user_id == supervisor
            reviewer = self._user("manager") if own else supervisor
            reviewed = appraisal.with_user(reviewer)
            reviewed.supervisor_comment = COMMENTS[number % len(COMMENTS)]
            reviewed.action_review()

    def _confirm(self, appraisals):
        manager = self._user("manager")
        self._review(appraisals.filtered(lambda a: a.state == "computed"))
        for appraisal in appraisals.filtered(lambda a: a.state == "reviewed"):
            appraisal.with_user(appraisal.user_id).action_read()
        appraisals.with_user(manager).action_confirm()

    def _objected(self, appraisals):
        """The employee objects, and the manager decides."""
        appraisal = appraisals.filtered(lambda a: a.user_id == self._user("agent"))
        self._review(appraisal)
        appraisal.with_user(appraisal.user_id)._answer(
            "object", "月底两个回访客户改约到下月，请不要算作未完成。"
        )
        appraisal.with_user(
            self._user("manager")
        ).decision = "改约未在系统登记，维持原分；今后改约请当天改计划日期。"

    def _correct_one(self, appraisals, day):
        """An incident is withdrawn after the confirmation: a new version follows."""
        manager = self._user("manager")
        old = appraisals.filtered(lambda a: a.user_id == self._user("aftersales"))
        rule = self.env.ref("cs_kpi.rule_praise_department")
        self.env["cs.kpi.incident"].with_env(old.env).with_user(manager).create(
            {
                "employee_id": old.employee_id.id,
                "date": month.month_end(day),
                "kind": rule.kind,
                "rule_id": rule.id,
                "description": "月末质量部来信表扬样件收集及时，来信晚到。",
            }
        )
        new = old.with_user(manager)._correct(
            "质量部的表扬信在确认之后才收到，补记加分。"
        )
        self._confirm(new.sudo())  # sudo: as the month was computed

    def _begin_flow(self, appraisals):
        """Of the last month one waits for the employee, one was read, one is objected
        to, the others wait for the supervisor."""
        today = self._at(0).env
        by_login = {
            login: appraisals.with_env(today).filtered(
                lambda a, login=login: a.user_id == self._user(login)
            )
            for login in ("clerk", "specialist", "aftersales")
        }
        self._review(appraisals.browse().union(*by_login.values()).with_env(today))
        for login, appraisal in by_login.items():
            answered = appraisal.with_user(appraisal.user_id)
            if login == "specialist":
                answered._answer("comment", "已阅，下月争取把资料补全。")
            elif login == "aftersales":
                answered._answer(
                    "object", "有一张投诉单是物流延误造成的，客户对我的处理是满意的。"
                )

    def _put_away(self):
        """One pattern is explained already, the others are to be looked at."""
        signal = self.env["cs.kpi.signal"].search([], order="date_from, id", limit=1)
        looked_at = signal.with_user(self._user("manager"))
        looked_at.note = "核对过通话录音，没有问题。"
        looked_at.action_explained()
