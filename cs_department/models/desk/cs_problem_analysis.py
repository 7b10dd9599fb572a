from collections import Counter

from odoo import api, models
from odoo.tools import format_date

from ..complaint.cs_severity_rule import SEVERITIES

ORDER = [severity for severity, _label in SEVERITIES]


class CsProblemAnalysis(models.AbstractModel):
    """Customer problem analysis (section F): the complaints chosen, by product and
    cause, with what the departments answered and how it is prevented."""

    _name = "report.cs_department.report_problem_analysis"
    _description = "Customer Problem Analysis"
    _inherit = ["cs.bilingual.mixin"]

    @api.model
    def _get_report_values(self, docids, data=None):
        tickets = self.env["helpdesk.ticket"].browse(docids or (data or {}).get("ids"))
        tickets = tickets.sorted("cs_date_received")
        received = [moment for moment in tickets.mapped("cs_date_received") if moment]
        return {
            "doc_ids": tickets.ids,
            "doc_model": tickets._name,
            "docs": tickets,
            "company": tickets.company_id[:1] or self.env.company,
            "problems": self._problems(tickets),
            "texts": self._bilingual_texts(),
            "period": " – ".join(
                dict.fromkeys(
                    format_date(self.env, moment)
                    for moment in (received[:1] + received[-1:])
                )
            ),
        }

    def _problems(self, tickets):
        """One dictionary per product and cause, most complaints first."""
        answers = self._answers(tickets)
        groups = tickets.grouped(lambda t: (t.cs_product_id, t.cs_cause_id))
        problems = [
            {
                "product": self._both(product),
                "cause": self._both(cause),
                "tickets": found,
                "customers": len(found.commercial_partner_id),
                "repeats": len(found.filtered("cs_repeat_of_id")),
                "faults": Counter(found.mapped("cs_fault")),
                "satisfied": len(found.filtered("cs_resolution_rate")),
                "severity": max(
                    filter(None, found.mapped("cs_severity")),
                    key=ORDER.index,
                    default=False,
                ),
                "remedies": Counter(
                    self._both(remedy.kind_id)
                    for remedy in found.cs_remedy_ids
                    if remedy.state in ("approved", "delivered")
                ).most_common(),
                "answers": [
                    answer for ticket in found for answer in answers.get(ticket, [])
                ],
            }
            for (product, cause), found in groups.items()
        ]
        return sorted(problems, key=lambda row: -len(row["tickets"]))

    def _both(self, record):
        """A name in both languages of printed forms."""
        if not record:
            return ""
        names = [
            record.with_context(lang=lang, display_default_code=False).display_name
            for lang in self._cs_print_languages()
        ]
        return " ".join(dict.fromkeys(names))

    def _answers(self, tickets):
        """{ticket: answered questions}, as far as the user may read them."""
        referrals = self.env["cs.referral"]
        if not referrals.has_access("read"):
            return {}
        found = referrals.search(
            [("ticket_id", "in", tickets.ids), ("state", "=", "answered")],
            order="date_answered, id",
        )
        return found.grouped("ticket_id")

    def _texts(self):
        return {
            "title": self.env._("Customer problem analysis"),
            "complaints": self.env._("Complaints"),
            "customers": self.env._("Customers"),
            "repeats": self.env._("Repeats"),
            "satisfied": self.env._("Closed and satisfied"),
            "severity": self.env._("Severity"),
            "fault": self.env._("Fault"),
            "remedies": self.env._("Remedies"),
            "answers": self.env._("Answers of the departments"),
            "prevention": self.env._("Prevention"),
            "cases": self.env._("Cases"),
            "no_product": self.env._("No product"),
            "no_cause": self.env._("Cause not found yet"),
            "none": self.env._("None"),
            "analysed": self.env._("Analysed by"),
            "checked": self.env._("Checked by"),
            "date": self.env._("Date"),
            "period": self.env._("Period"),
        }

    def _bilingual_texts(self):
        merged = {}
        for lang in self._cs_print_languages():
            for key, text in self.with_context(lang=lang)._texts().items():
                merged.setdefault(key, []).append(text)
        return {key: " ".join(dict.fromkeys(parts)) for key, parts in merged.items()}
