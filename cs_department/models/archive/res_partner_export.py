from odoo import models

FILE = (
    "cs_archive_number", "cs_archive_state", "cs_archive_kind_id", "cs_archive_date",
    "cs_home_style_id", "cs_needs", "cs_completeness",
)  # fmt: skip


class ResPartner(models.Model):
    """What the department holds of a person, for that person. Findings and notes among
    colleagues are not in it; of restricted notes and recordings, that there are any."""

    _inherit = "res.partner"

    def _cs_vip_export_sheets(self, cards):
        return [
            *super()._cs_vip_export_sheets(cards),
            self._cs_vip_sheet(self.env._("Customer File"), self, *FILE),
            *self._cs_export_requests(),
            *self._cs_export_contacts(),
        ]

    def _cs_export_requests(self):
        tickets = self.env["helpdesk.ticket"].search(
            self._cs_vip_export_domain(), order="cs_date_received, id"
        )
        of_ticket = [("ticket_id", "in", tickets.ids)]
        return [
            self._cs_vip_sheet(
                self.env._("Requests"),
                tickets,
                "number", "cs_date_received", "name", "cs_request_type_id", "stage_id",
                "description", "cs_remedy_sought", "cs_product_id", "cs_batch",
                "cs_date_expected", "cs_date_promised", "closed_date", "cs_satisfied",
                "cs_confirmation_note", "cs_consent",
            ),
            self._cs_vip_sheet(
                self.env._("Remedies"),
                self.env["cs.remedy"].search(of_ticket),
                "ticket_id", "kind_id", "state", "amount", "points", "description",
                "date_accepted", "accepted_by", "agreed_terms", "date_declined",
                "decline_reason", "date_delivered", "refusal_reason",
            ),
            self._cs_vip_sheet(
                self.env._("Returns"),
                self.env["cs.return"].search(self._cs_vip_export_domain()),
                "name", "ticket_id", "order_id", "product_id", "quantity", "waybill",
                "state",
            ),
            self._cs_vip_sheet(
                self.env._("Ratings"),
                self.env["rating.rating"].search(
                    [
                        ("res_model", "=", "helpdesk.ticket"),
                        ("res_id", "in", tickets.ids),
                        ("consumed", "=", True),
                    ]
                ),
                "res_name", "rating", "feedback", "write_date",
            ),
            self._cs_vip_sheet(
                self.env._("Restricted Notes"),
                self.env["cs.restricted.note"].search(of_ticket),
                "ticket_id", "date",
            ),
        ]  # fmt: skip

    def _cs_export_contacts(self):
        own = self._cs_vip_export_domain()
        return [
            self._cs_vip_sheet(
                self.env._("Callbacks"),
                self.env["cs.callback"].search(own),
                "date_planned", "date_done", "purpose", "state", "satisfaction",
                "repurchase", "service_before", "service_during", "service_after",
                "product_use", "opinion",
            ),
            self._cs_vip_sheet(
                self.env._("Visits"),
                self.env["cs.visit"].search(own),
                "name", "kind", "state", "date_start", "date_end", "contact_name",
                "phone", "address", "product_description", "work_done",
                "product_rating", "service_rating", "signed_by",
            ),
            self._cs_vip_sheet(
                self.env._("Feedback"),
                self.env["cs.feedback"].search(own),
                "date", "topic_id", "description", "outcome",
            ),
            self._cs_vip_sheet(
                self.env._("Promises"),
                self.env["cs.promise"].search(own),
                "date_promised", "kind", "name", "date_due", "state",
            ),
            self._cs_vip_sheet(
                self.env._("Call Recordings"),
                self.env["cs.recording"].search(own),
                "name", "date", "ticket_id", "consent",
            ),
        ]  # fmt: skip
