from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day


class CsVisit(models.Model):
    """What the crew does: leave, arrive, finish, or report why not (I2, I3, I7)."""

    _inherit = "cs.visit"

    def action_arrive(self):
        """On site; only a crew that checked its list has left."""
        self.write({"state": "on_site"})

    def action_done(self):
        self.write({"state": "done"})

    def write(self, vals):
        """Moments and counts are stamped here, whichever way the state changes."""
        self.check_access("write")
        self._check_on_site_only(vals)
        state, now = vals.get("state"), business_day.now(self.env)
        if state == "on_site":
            vals = {**vals, "date_arrival": now}
        elif state == "done":
            vals = {**vals, "date_done": now}
        failing = self.filtered(lambda visit: visit.state != "failed")
        result = super().write(vals)
        if state == "failed":
            for visit in failing:
                super(CsVisit, visit).write({"fail_count": visit.fail_count + 1})
        return result

    def _check_transition(self, old, new):
        result = super()._check_transition(old, new)
        if old == new:
            return result
        if new == "on_site":
            unchecked = self.check_ids.filtered(lambda check: not check.is_done)
            if unchecked:
                raise UserError(
                    self.env._(
                        "Not checked before leaving: %s.",
                        self.env._(", ").join(unchecked.item_id.mapped("name")),
                    )
                )
        elif new == "done":
            missing = self._missing_on_site()
            if missing:
                raise UserError(
                    self.env._(
                        "Before the visit is done, record: %s.",
                        self.env._(", ").join(missing),
                    )
                )
        elif new == "failed" and not (self.fail_reason or "").strip():
            raise UserError(
                self.env._('Write down why it failed first ("Why It Failed").')
            )
        return result

    def _missing_on_site(self):
        """Labels of what has to be recorded; a customer may decline with a reason."""
        required = ["work_done"]
        if not (self.not_signed_reason or "").strip():
            required += ["product_rating", "service_rating", "signature"]
        return [
            self._fields[name]._description_string(self.env)
            for name in required
            if not self[name]
        ]

    def action_fail(self):
        """Goes back to the department with the reason."""
        self.write({"state": "failed"})

    def action_report_quarrel(self):
        """Tell the managers at once."""
        self.ensure_one()
        self.check_access("write")
        if not (self.quarrel or "").strip():
            raise UserError(
                self.env._("Write down what happened first (Quarrel on Site).")
            )
        # sudo: who the managers are; their activity says what the installer wrote
        managers = self.env.ref("cs_department.group_manager").sudo().all_user_ids
        # sudo: an activity of somebody else, with what the installer wrote
        visit = self.sudo()
        for manager in managers.filtered(
            lambda user: user.active and visit.company_id in user.company_ids
        ):
            visit.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=business_day.today(self.env, visit.company_id),
                summary=self.env._("Quarrel on site: %s", visit.display_name),
                note=self.quarrel,
                user_id=manager.id,
            )
        visit.message_post(body=self.env._("Quarrel on site: %s", self.quarrel))
