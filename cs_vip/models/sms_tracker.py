from odoo import fields, models

SENT = ("pending", "sent")


class SmsTracker(models.Model):
    """The provider's answer to a greeting by SMS."""

    _inherit = "sms.tracker"

    cs_vip_greeting_id = fields.Many2one(
        "cs.vip.greeting",
        string="VIP Greeting",
        ondelete="cascade",
        index="btree_not_null",
    )

    def _action_update_from_sms_state(
        self, sms_state, failure_type=False, failure_reason=False
    ):
        res = super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )
        if sms_state in SENT:
            self.cs_vip_greeting_id._set_sent()
        elif sms_state == "error":
            self._fail_greetings(failure_type, failure_reason)
        return res

    def _action_update_from_provider_error(self, provider_error):
        status, failure_type, reason = super()._action_update_from_provider_error(
            provider_error
        )
        self._fail_greetings(failure_type, reason)
        return status, failure_type, reason

    def _fail_greetings(self, failure_type, reason):
        labels = dict(
            self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env)
        )
        self.cs_vip_greeting_id._set_failed(
            reason or labels.get(failure_type) or failure_type or labels["unknown"]
        )
