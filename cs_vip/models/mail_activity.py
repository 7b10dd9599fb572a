from odoo import models

from .. import business_day
from .cs_vip_card_activity import FILE_UPDATE


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Doing the task "update the file" is the check of the card's file."""
        kind = self.env.ref(FILE_UPDATE, raise_if_not_found=False)
        checks = self.filtered(
            lambda task: (
                task.res_model == "cs.vip.card" and task.activity_type_id == kind
            )
        )
        # sudo: protected from direct writing; whoever may do the task made the check
        cards = self.env["cs.vip.card"].sudo().browse(checks.mapped("res_id")).exists()
        res = super()._action_done(feedback, attachment_ids)
        for company, group in cards.grouped("company_id").items():
            group.write(
                {
                    "date_checked": business_day.today(self.env, company),
                    "checked_by_id": self.env.uid,
                }
            )
        return res
