from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from .cs_kpi_appraisal import MANAGER


class CsKpiAppraisal(models.Model):
    """Computed → reviewed → read, commented or objected → confirmed (P3).

    ``state`` is closed to everybody's `write`. Each step checks who asks for it
    and then writes with sudo.
    """

    _inherit = "cs.kpi.appraisal"

    def _check_step(self, state):
        """Right, transition and impartiality."""
        self.check_access("write")
        for appraisal in self:
            if appraisal.state == "confirmed":
                raise UserError(
                    self.env._(
                        "%(appraisal)s was confirmed by %(user)s already.",
                        appraisal=appraisal.display_name,
                        user=appraisal.confirmed_by_id.name,
                    )
                )
            if appraisal.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You cannot review or confirm your own appraisal. Ask "
                        "another supervisor or the manager."
                    )
                )
            appraisal._check_transition(appraisal.state, state)

    def _step(self, state, values=None):
        """Go on to ``state``, which `write` lets nobody do by hand."""
        self._check_step(state)
        # sudo: everything about this step was just checked
        return self.sudo().write({"state": state, **(values or {})})

    def action_review(self):
        """The supervisor has completed it: now the employee sees it."""
        for company, appraisals in self.grouped("company_id").items():
            today = business_day.today(self.env, company)
            appraisals._step(
                "reviewed",
                {
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": business_day.now(self.env),
                    "objection_until": today
                    + timedelta(days=company.cs_kpi_objection_days),
                    "read_on": False,
                },
            )
        self._tell("cs_kpi.mail_template_reviewed")

    def action_send_back(self):
        """Back to the supervisor, or after an objection back to the employee."""
        for state, appraisals in self.grouped("state").items():
            appraisals._step("reviewed" if state == "objected" else "computed")

    def action_read(self):
        """The employee has read it and does not object."""
        self._answer("comment", False)

    def _answer(self, kind, text):
        """The employee's answer: ``comment`` or ``object``."""
        for appraisal in self:
            if appraisal.user_id != self.env.user:
                raise AccessError(
                    self.env._("Only the employee concerned can answer this.")
                )
            if appraisal.state != "reviewed":
                raise UserError(
                    self.env._(
                        "%s is not waiting for your answer.", appraisal.display_name
                    )
                )
            if kind == "object" and appraisal.objection_until < business_day.today(
                self.env, appraisal.company_id
            ):
                raise UserError(
                    self.env._(
                        "Objections were possible until %s. Talk to your manager: "
                        "mistakes can still be corrected in a new version.",
                        appraisal.objection_until,
                    )
                )
        now = business_day.now(self.env)
        values = {"read_on": now}
        if kind == "object":
            values.update(state="objected", objection=text, objected_on=now)
        elif text:
            values["employee_comment"] = text
        # sudo: it was checked above that it is the employee's own appraisal
        self.sudo().write(values)

    def action_confirm(self):
        """The manager confirms: from now on it is frozen, and HR sees it.

        The state is in the database row that two managers would both update:
        the second is retried by Odoo and then told who was first.
        """
        self._check_step("confirmed")
        for appraisal in self:
            if appraisal.state == "objected" and not appraisal.decision:
                raise UserError(
                    self.env._(
                        "%s was objected to. Write your decision first.",
                        appraisal.display_name,
                    )
                )
            if appraisal._is_waiting_for_employee():
                raise UserError(
                    self.env._(
                        "%(employee)s has not read this appraisal yet and may object "
                        "until %(date)s.",
                        employee=appraisal.employee_name,
                        date=appraisal.objection_until,
                    )
                )
        self._step(
            "confirmed",
            {
                "confirmed_by_id": self.env.uid,
                "confirmed_on": business_day.now(self.env),
            },
        )
        self._tell("cs_kpi.mail_template_confirmed")
        self._tell_hr()

    def _tell_hr(self):
        """Human resources hear of it once a month of a company is complete, and of
        each correction after that."""
        # sudo: whether others are still open decides; nothing of them is told
        confirmed = self.sudo()
        hr = self.env.ref("cs_kpi.group_hr").sudo().all_user_ids  # sudo: as above
        months = confirmed.grouped(lambda a: (a.company_id, a.date_from))
        for (company, date_from), appraisals in months.items():
            month = [("company_id", "=", company.id), ("date_from", "=", date_from)]
            if confirmed.search_count([*month, ("state", "!=", "confirmed")], limit=1):
                continue
            number = confirmed.search_count([*month, ("superseded", "=", False)])
            users = hr.filtered(lambda u, c=company: u.active and c in u.company_ids)
            for lang, group in users.grouped("lang").items():
                env = self.with_context(lang=lang).env
                appraisals[0].message_notify(
                    partner_ids=group.partner_id.ids,
                    subject=env._(
                        "Appraisals of %s are confirmed", date_from.strftime("%Y-%m")
                    ),
                    body=env._(
                        "All %(number)s appraisals of %(company)s are confirmed: "
                        "download the spreadsheet or fetch them over the API.",
                        number=number,
                        company=company.name,
                    ),
                )

    def _is_waiting_for_employee(self):
        self.ensure_one()
        return (
            self.state == "reviewed"
            and bool(self.user_id)
            and not self.read_on
            and self.objection_until >= business_day.today(self.env, self.company_id)
        )

    def _tell(self, template):
        """Mail the employees who have a user with an address; queued, not sent."""
        told = self.filtered(lambda a: a.user_id.partner_id.email)
        if told:
            # sudo: the shipped text about the employee's own appraisal, to them
            self.env.ref(template).sudo().send_mail_batch(told.ids)

    def action_recompute(self):
        """Count again what is not confirmed, for example after an incident was
        withdrawn; what people wrote is kept."""
        self.check_access("write")
        if any(appraisal.state == "confirmed" for appraisal in self):
            raise UserError(
                self.env._("Confirmed appraisals are not computed again. Correct them.")
            )
        before = {appraisal: appraisal.score for appraisal in self}
        self._compute_figures()
        for appraisal, score in before.items():
            if appraisal.state != "computed" and appraisal.score != score:
                appraisal.message_post(
                    body=self.env._(
                        "Computed again: %(before)g → %(after)g points.",
                        before=score,
                        after=appraisal.score,
                    )
                )

    def _correct(self, reason):
        """A new version of confirmed months, computed from the records of today."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only the customer service manager corrects appraisals.")
            )
        self.check_access("write")
        for appraisal in self:
            if appraisal.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%s is not confirmed yet: compute it again instead.",
                        appraisal.display_name,
                    )
                )
            if appraisal.correction_ids:
                raise UserError(
                    self.env._(
                        "%(appraisal)s is corrected by version %(version)s already. "
                        "Go on with that one.",
                        appraisal=appraisal.display_name,
                        version=appraisal.correction_ids[0].version,
                    )
                )
        # sudo: nobody may create appraisals; the manager's right was checked
        versions = self.sudo().create(
            [
                {
                    **appraisal._identity(),
                    "scheme_id": appraisal.scheme_id.id,
                    "version": appraisal.version + 1,
                    "correction_of_id": appraisal.id,
                    "correction_reason": reason,
                }
                for appraisal in self
            ]
        )
        versions._compute_figures()
        return versions.sudo(False)

    def _identity(self):
        """Whose month it is, for another version of it."""
        self.ensure_one()
        return {
            "employee_id": self.employee_id.id,
            "employee_name": self.employee_name,
            "user_id": self.user_id.id,
            "department_id": self.department_id.id,
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }
