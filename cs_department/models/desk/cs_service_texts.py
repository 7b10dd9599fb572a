from odoo import models

# Figures in the order in which they are shown, with their unit.
KEY_FIGURES = {
    "complaints": "",
    "resolution_rate": "%",
    "closed": "",
    "in_time_rate": "%",
    "unsatisfied": "",
    "open": "",
    "overdue": "",
    "repeats": "",
    "days": "",
    "rating": "",
    "promises_due": "",
    "promises_rate": "%",
    "questions": "",
    "answers": "",
    "calls_planned": "",
    "calls_made": "",
    "suggestions": "",
    "tickets": "",
}
# More of these is worse.
BAD = {"complaints", "unsatisfied", "open", "overdue", "repeats", "days"}
COLUMNS = ("complaints", "previous", "resolved", "closed", "overdue", "repeats")


class CsServiceTexts(models.AbstractModel):
    """The words of the figures, on screen, on paper and in the spreadsheet."""

    _name = "cs.service.texts"
    _description = "Words of the Service Report"

    def _texts(self):
        """{key: words in the language of the environment}"""
        return self._figure_texts() | self._table_texts()

    def _figure_texts(self):
        return {
            "complaints": self.env._("Complaints received"),
            "resolution_rate": self.env._("Resolution rate"),
            "closed": self.env._("Complaints closed"),
            "in_time_rate": self.env._("Closed in time"),
            "unsatisfied": self.env._("Customer not satisfied"),
            "open": self.env._("Complaints still open"),
            "overdue": self.env._("Overdue complaints"),
            "repeats": self.env._("Repeated complaints"),
            "days": self.env._("Days until closed"),
            "rating": self.env._("Customer rating (of 5)"),
            "promises_due": self.env._("Promises due"),
            "promises_rate": self.env._("Promises kept"),
            "questions": self.env._("Questions to departments"),
            "answers": self.env._("Answered by departments"),
            "calls_planned": self.env._("Callbacks planned"),
            "calls_made": self.env._("Callbacks made"),
            "suggestions": self.env._("Suggestions received"),
            "tickets": self.env._("All tickets received"),
        }

    def _table_texts(self):
        return {
            "title": self.env._("Service report"),
            "key": self.env._("Key figures"),
            "figure": self.env._("Figure"),
            "value": self.env._("Value"),
            "now": self.env._("This period"),
            "previous": self.env._("Period before"),
            "change": self.env._("Change"),
            "none": self.env._("Not stated"),
            "by_cause": self.env._("By cause"),
            "by_department": self.env._("By department"),
            "by_product": self.env._("By product"),
            "by_store": self.env._("By store"),
            "by_agent": self.env._("By agent"),
            "cause": self.env._("Cause"),
            "department": self.env._("Department"),
            "product": self.env._("Product"),
            "store": self.env._("Store"),
            "agent": self.env._("Agent"),
            "count": self.env._("Complaints"),
            "resolved": self.env._("Closed and satisfied"),
            "settled": self.env._("Closed"),
            "late": self.env._("Overdue"),
            "repeated": self.env._("Repeats"),
            "problems": self.env._("Most frequent problems"),
            "cases": self.env._("Overdue cases"),
            "number": self.env._("Number"),
            "subject": self.env._("Subject"),
            "customer": self.env._("Customer"),
            "owner": self.env._("Owner"),
            "deadline": self.env._("Deadline"),
            "by_day": self.env._("Day by day"),
            "day": self.env._("Day"),
            "received": self.env._("Received"),
            "total": self.env._("Total"),
            "summary": self.env._("Summary"),
            "empty": self.env._("No complaint in this period."),
            "note": self.env._(
                "Complaints count in the period in which they were received; the "
                "resolution rate is the share closed to the customer's satisfaction."
            ),
        }

    def _bilingual_texts(self):
        """The same in both languages of printed forms."""
        merged = {}
        for lang in self.env["cs.bilingual.mixin"]._cs_print_languages():
            for key, text in self.with_context(lang=lang)._texts().items():
                merged.setdefault(key, []).append(text)
        return {key: " ".join(dict.fromkeys(parts)) for key, parts in merged.items()}
