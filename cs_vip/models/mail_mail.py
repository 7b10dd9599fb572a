from odoo import models


class MailMail(models.Model):
    """The mail server's answer to a greeting by e-mail."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        ours = self.filtered(
            lambda mail: mail.model == "cs.vip.greeting" and not mail.is_notification
        )
        greetings = self.env["cs.vip.greeting"].browse(ours.mapped("res_id")).exists()
        if failure_type:
            labels = dict(self._fields["failure_type"]._description_selection(self.env))
            greetings._set_failed(
                failure_reason or labels.get(failure_type) or failure_type
            )
        else:
            greetings._set_sent()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
