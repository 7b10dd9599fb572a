import base64

from odoo import fields, models

from odoo.addons.cs_vip import monthly_report
from odoo.addons.cs_vip.business_day import to_local
from odoo.addons.cs_vip.monthly_report import Column, Figure, Table

from .cs_service_statistics import rate
from .cs_service_texts import BAD, KEY_FIGURES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CsServiceReport(models.Model):
    """The report as PDF in two languages and as a spreadsheet (C11, section F)."""

    _name = "cs.service.report"
    _inherit = ["cs.service.report", "cs.bilingual.mixin"]

    def action_pdf(self):
        self._check_team()
        report = self.env.ref("cs_department.action_report_service")
        return report.report_action(self)

    def action_xlsx(self):
        self._check_team()
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._file('xlsx').id}?download=true",
            "target": "self",
        }

    def _attachments(self):
        return self._file("pdf") + self._file("xlsx")

    def _file(self, kind):
        """The file of these figures in the reader's language, made when it is missing.

        The name says the language and when it was counted; a file of older figures
        stays with the messages that it was sent with.
        """
        self.ensure_one()
        counted = to_local(self.company_id, self.date_counted)
        name = self.env._("Service report %s", self.name).replace("/", "-")
        name = f"{name} {counted:%Y%m%d-%H%M%S} {self.env.lang or 'en_US'}.{kind}"
        # sudo: files of the report are read by whoever reads the report
        files = self.env["ir.attachment"].sudo()
        found = files.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", name),
            ],
            limit=1,
        )
        if found:
            return found
        content = self._pdf() if kind == "pdf" else self._xlsx()
        return files.create(
            {
                "name": name,
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/pdf" if kind == "pdf" else XLSX,
                "datas": base64.b64encode(content),
            }
        )

    def _pdf(self):
        # sudo: rendering reads the report and the company's layout; callers checked
        report = self.env["ir.actions.report"].sudo()
        content, _format = report._render_qweb_pdf(
            "cs_department.action_report_service", self.ids
        )
        return content

    # What both show ---------------------------------------------------------------

    def _print_texts(self):
        return self.env["cs.service.texts"]._bilingual_texts()

    def _print_name(self, names):
        """A name in both languages of the paper."""
        if not names:
            return ""
        codes = self._cs_print_languages()
        return " ".join(dict.fromkeys(names.get(c) or "" for c in codes)).strip()

    def _print_key(self):
        """Key figures as the paper shows them: label, now, before, change, tone."""
        texts = self._print_texts()
        rows = []
        for name, unit in KEY_FIGURES.items():
            now, before = self.figures["key"].get(name, (None, None))
            change = None if None in (now, before) else round(now - before, 1)
            tone = ""
            if change and name in BAD | {"resolution_rate", "in_time_rate", "rating"}:
                tone = (
                    "text-danger" if (change > 0) == (name in BAD) else "text-success"
                )
            rows.append(
                {
                    "label": texts[name],
                    "now": show(now, unit),
                    "before": show(before, unit),
                    "change": f"{change:+g}" if change else "",
                    "tone": tone,
                }
            )
        return rows

    def _print_rows(self, dimension):
        """Rows of a table with the rate and the share of the longest bar."""
        rows = self.figures["dimensions"][dimension]
        most = max((row["complaints"] for row in rows), default=0)
        return [
            row
            | {
                "name": self._print_name(row["names"]),
                "rate": show(rate(row["resolved"], row["complaints"]), "%"),
                "bar": round(100 * row["complaints"] / most) if most else 0,
            }
            for row in rows
            if row["complaints"] or row["overdue"]
        ]

    # Spreadsheet ------------------------------------------------------------------

    def _xlsx(self):
        texts = self.env["cs.service.texts"]._texts()
        figures = self.figures
        dimensions = [self._sheet(name, texts) for name in figures["dimensions"]]
        tables = [self._key_sheet(texts), *dimensions, self._day_sheet(texts)]
        tables += [self._problem_sheet(texts), self._overdue_sheet(texts)]
        summary = [
            Figure(texts["complaints"], 1, 1),
            Figure(texts["previous"], 1, 2),
            Figure(texts["resolved"], 1, 3),
            Figure(texts["resolution_rate"], 1, 4),
            Figure(texts["closed"], 1, 5),
            Figure(texts["overdue"], 1, 6),
            Figure(texts["repeats"], 1, 7),
        ]
        labels = {
            "summary": texts["summary"],
            "total": texts["total"],
            "figure": texts["figure"],
            "value": texts["value"],
            "note": self.company_id.name,
        }
        title = f"{texts['title']} {self.name}"
        return monthly_report.build(title, labels, tables, summary)

    def _name_here(self, names, texts):
        if not names:
            return texts["none"]
        return names.get(self.env.lang) or next(iter(names.values()), "")

    def _key_sheet(self, texts):
        rows = []
        for name, unit in KEY_FIGURES.items():
            now, before = self.figures["key"].get(name, (None, None))
            change = None if None in (now, before) else round(now - before, 1)
            label = f"{texts[name]} ({unit})" if unit else texts[name]
            rows.append((label, now, before, change))
        return Table(
            texts["key"],
            f"{self.date_from} – {self.date_to}",
            [
                Column(texts["figure"]),
                Column(texts["now"], "plain"),
                Column(texts["previous"], "plain"),
                Column(texts["change"], "plain"),
            ],
            rows,
        )

    def _sheet(self, dimension, texts):
        return Table(
            texts[f"by_{dimension}"],
            texts["note"],
            [
                Column(texts[dimension]),
                Column(texts["count"], "number", True),
                Column(texts["previous"], "number", True),
                Column(texts["resolved"], "number", True),
                Column(texts["resolution_rate"], "percent", ratio=(3, 1)),
                Column(texts["settled"], "number", True),
                Column(texts["late"], "number", True),
                Column(texts["repeated"], "number", True),
            ],
            [
                (
                    self._name_here(row["names"], texts),
                    row["complaints"],
                    row["previous"],
                    row["resolved"],
                    None,
                    row["closed"],
                    row["overdue"],
                    row["repeats"],
                )
                for row in self.figures["dimensions"][dimension]
            ],
        )

    def _day_sheet(self, texts):
        return Table(
            texts["by_day"],
            texts["note"],
            [
                Column(texts["day"], "date"),
                Column(texts["received"], "number", True),
                Column(texts["settled"], "number", True),
            ],
            [
                (fields.Date.to_date(row["date"]), row["received"], row["closed"])
                for row in self.figures["days"]
            ],
        )

    def _problem_sheet(self, texts):
        return Table(
            texts["problems"],
            texts["note"],
            [
                Column(texts["product"]),
                Column(texts["cause"]),
                Column(texts["count"], "number", True),
                Column(texts["previous"], "number", True),
            ],
            [
                (
                    self._name_here(row["product"], texts),
                    self._name_here(row["cause"], texts),
                    row["complaints"],
                    row["previous"],
                )
                for row in self.figures["problems"]
            ],
        )

    def _overdue_sheet(self, texts):
        return Table(
            texts["cases"],
            texts["note"],
            [
                Column(texts["number"]),
                Column(texts["subject"]),
                Column(texts["customer"]),
                Column(texts["owner"]),
                Column(texts["deadline"], "date"),
            ],
            [
                (
                    row["number"],
                    row["name"],
                    row["customer"],
                    row["owner"],
                    fields.Date.to_date(row["deadline"]),
                )
                for row in self.figures["overdue"]
            ],
        )


def show(value, unit):
    """A figure in words: a dash where there is none."""
    return "–" if value is None else f"{value:g}{' ' if unit else ''}{unit}"
