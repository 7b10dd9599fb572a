from datetime import timedelta

from odoo import models


class CsVipCard(models.Model):
    """Telling the customer what was decided, within the set days (V4)."""

    _inherit = "cs.vip.card"

    def _grant(self):
        res = super()._grant()
        self._tell_decision("approval")
        return res

    def action_refuse(self, reason=None):
        res = super().action_refuse(reason)
        self._tell_decision("refusal")
        return res

    def _tell_decision(self, decision):
        """Queue the message; where there is no address, plan a call instead."""
        for card in self:
            # sudo: the company's choice of messages, for whoever decides
            company = card.company_id.sudo()
            if not company.cs_vip_tell_decision:
                continue
            template = company[f"cs_vip_{decision}_template_id"] or self.env.ref(
                f"cs_vip.mail_template_{decision}", raise_if_not_found=False
            )
            holder = card.partner_id
            if template and holder.email and holder.cs_consent_email != "refused":
                # sudo: rendering reads the customer's and the company's data
                card.sudo().message_post_with_source(
                    template,
                    subtype_xmlid="mail.mt_note",
                    message_type="comment",
                    force_send=False,
                )
            elif not card._tell_by_sms(decision):
                card._plan_decision_call()

    def _tell_by_sms(self, decision):
        """Queue a text message, to whoever agreed to get them; whether it was."""
        self.ensure_one()
        holder = self.partner_id
        template = self.env.ref(
            f"cs_vip.sms_template_{decision}", raise_if_not_found=False
        )
        if not (
            template
            and holder.cs_consent_sms == "given"
            and holder.phone_sanitized
            and not holder.phone_sanitized_blacklisted
        ):
            return False
        # sudo: rendering reads the customer's and the company's data
        self.sudo()._message_sms_with_template(
            template=template, partner_ids=holder.ids, put_in_queue=True
        )
        return True

    def _plan_decision_call(self):
        days = timedelta(days=self.program_id.approval_days)
        begun = self.date_submitted or self._today()
        self.activity_schedule(
            "mail.mail_activity_data_call",
            summary=self.env._("Tell the customer what was decided"),
            date_deadline=max(begun + days, self._today()),
            user_id=self.env.uid,
        )
