from odoo import models
from odoo.exceptions import UserError

TEMPLATES = {
    "apology": "cs_department.mail_template_apology",
    "refusal": "cs_department.mail_template_refusal_letter",
}


class CsRemedy(models.Model):
    """Letters to the customer, by e-mail with the printed form attached (C5, C6)."""

    _inherit = "cs.remedy"

    def _check_carry_out(self):
        result = super()._check_carry_out()
        if self.effect in TEMPLATES and not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%s has no e-mail address. Print the letter, hand it over and "
                    "press “Delivered”.",
                    self.partner_id.name or self.env._("The customer"),
                )
            )
        return result

    def _check_step(self, state, vals):
        if state in ("approved", "delivered"):
            for remedy in self.filtered(lambda remedy: remedy.effect == "apology"):
                remedy._check_apology()
        return super()._check_step(state, vals)

    def _check_apology(self):
        """An apology for what is ours, unless the company always apologises (C5)."""
        fault = self.ticket_id.cs_fault
        if fault == "ours" or self.company_id.cs_always_apologise:
            return
        if fault == "not_ours":
            raise UserError(
                self.env._(
                    "The fault is not ours, so no apology is sent. Explain the "
                    "finding instead, or refuse with the reason."
                )
            )
        raise UserError(
            self.env._(
                "Whose fault it is has not been found out yet, so no apology is sent. "
                "Enter the finding on the ticket first."
            )
        )

    def _make_apology(self):
        return self._send_letter()

    def _make_refusal(self):
        return self._send_letter()

    def _send_letter(self):
        """Queued; kept on the remedy and on the ticket."""
        template = self.env.ref(TEMPLATES[self.effect])
        template.send_mail(self.id, force_send=False)
        self.ticket_id.message_post(
            body=self.env._("%s sent to the customer.", self.kind_id.name),
            author_id=self.env.user.partner_id.id,
        )
        return []

    # Printed letter ---------------------------------------------------------------

    def _letter_kind(self):
        refused = self.state == "refused" or self.effect == "refusal"
        return "refusal" if refused else "apology"

    def _letter_name(self):
        return f"{self.ticket_id.number} {self.kind_id.name}"

    def _letter_languages(self):
        """Both languages of the forms, the customer's own first."""
        languages = self._cs_print_languages()
        return sorted(languages, key=lambda code: code != self.partner_id.lang)
