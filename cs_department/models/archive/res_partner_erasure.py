from odoo import models
from odoo.fields import Domain

COMING = ("requested", "scheduled", "confirmed", "failed")


class ResPartner(models.Model):
    """Erasure: the department's records of the person. What happened stays."""

    _inherit = "res.partner"

    def _cs_vip_personal_records(self, cards):
        own = [("partner_id", "in", self.ids)]
        found = super()._cs_vip_personal_records(cards)
        for model in ("cs.callback", "cs.visit", "repair.order"):
            found[model] = self.env[model].search(own)
        # Requests by mail that nobody has linked to the customer yet
        emails = [email for email in self.mapped("email_normalized") if email]
        found["helpdesk.ticket"] = self.env["helpdesk.ticket"].search(
            Domain(own)
            | Domain("partner_id", "=", False)
            & Domain.OR(Domain("partner_email", "=ilike", email) for email in emails)
        )
        return found

    def _cs_vip_mentions(self, found):
        mentions = super()._cs_vip_mentions(found)
        own = [("partner_id", "in", self.ids)]
        of_ticket = [("ticket_id", "in", found["helpdesk.ticket"].ids)]
        of_call = [("callback_id", "in", found["cs.callback"].ids)]
        ratings = self._cs_vip_domain_of(found, "res_model")
        domains = {
            "cs.callback.attempt": of_call,
            "cs.feedback": own,
            "cs.promise": own,
            "cs.remedy": of_ticket,
            "cs.referral": of_ticket,
            "cs.restricted.note": of_ticket,
            "cs.return": Domain(own) | Domain(of_ticket),
            "cs.ticket.closing": of_ticket,
            "cs.ticket.handover": of_ticket,
            "cs.meeting.line": of_ticket,
            "rating.rating": ratings,
        }
        for model, domain in domains.items():
            mentions[model] = self.env[model].search(domain)
        mentions["cs.meeting"] = mentions["cs.meeting.line"].meeting_id
        mentions["cs.meeting.action"] = mentions["cs.meeting"].action_ids
        return mentions

    def _cs_vip_erase_related(self, cards):
        """Copies of name, phone and address, signatures and recordings; that and when
        something was agreed or confirmed stays. Handling sheets are made anew, without
        the name."""
        res = super()._cs_vip_erase_related(cards)
        found = self._cs_vip_personal_records(cards)
        self._cs_erase_tickets(found["helpdesk.ticket"])
        self._cs_erase_visits(found["cs.visit"])
        self.env["cs.recording"].search([("partner_id", "in", self.ids)]).unlink()
        self._cs_release_promises()
        return res

    def _cs_erase_tickets(self, tickets):
        tickets.write(
            {"partner_name": False, "partner_email": False, "cs_phone": False}
        )
        tickets.filtered("cs_signed_by").write(
            {"cs_signature": False, "cs_signed_by": False}
        )
        tickets.cs_remedy_ids.filtered("accepted_by").write({"accepted_by": False})
        closings = tickets.cs_closing_ids
        closings.sheet_id.unlink()
        closings.write({"signed_by": False, "sheet_state": "pending"})

    def _cs_erase_visits(self, visits):
        """Nobody is left to be visited; planned calls end with the consent."""
        visits.filtered(lambda visit: visit.state in COMING).write(
            {"state": "cancelled"}
        )
        visits.photo_ids.unlink()
        visits.write(
            {
                "contact_name": False,
                "phone": False,
                "address": False,
                "signature": False,
                "signed_by": False,
            }
        )

    def _cs_release_promises(self):
        promises = self.env["cs.promise"].search(
            [("partner_id", "in", self.ids), ("state", "=", "open")]
        )
        promises.outcome = self.env._("Erased with the customer.")
        promises.action_release()
