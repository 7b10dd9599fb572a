from odoo import models

from .cs_vip_greeting_send import CALL


class MailActivity(models.Model):
    """A call that is ticked off as done is a greeting that was made."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        call = self.env.ref(CALL, raise_if_not_found=False)
        calls = self.filtered(
            lambda activity: (
                activity.res_model == "cs.vip.greeting"
                and activity.activity_type_id == call
            )
        )
        ids = calls.mapped("res_id")
        res = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self.env["cs.vip.greeting"].browse(ids).exists()._called()
        return res
