from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._cs_withdraw_referrals()
        return result

    def _cs_withdraw_referrals(self):
        """A department that is dissolved answers nothing: its open questions come back
        to the owners of the tickets, who ask another one (C4)."""
        # sudo: whoever archives a department need not work at the desk
        referrals = self.env["cs.referral"].sudo()
        referrals = referrals.search(
            [("department_id", "in", self.ids), ("state", "=", "asked")]
        )
        referrals.action_withdraw()
        for referral in referrals:
            ticket = referral.ticket_id
            ticket.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "%s no longer exists: ask another department",
                    referral.department_id.name,
                ),
                user_id=(ticket.user_id or referral.asked_by_id).id,
            )
