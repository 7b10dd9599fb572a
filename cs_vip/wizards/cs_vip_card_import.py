import base64
from io import BytesIO

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import card_file

SHOWN = 500
AT_ONCE = 200


class CsVipCardImport(models.TransientModel):
    """Taking over an existing card file (V4, V9), checked line by line before anything
    is written. Transient, as the file holds document numbers."""

    _name = "cs.vip.card.import"
    _description = "Take Over VIP Cards"
    _transient_max_hours = 48.0

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=False, help="The card file, as .xlsx or .csv.")
    file_name = fields.Char()
    state = fields.Selection(
        [
            ("upload", "File"),
            ("checked", "Checked"),
            ("running", "Being Taken Over"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        default="upload",
    )
    ready = fields.Integer(string="Cards to Take Over", readonly=True)
    present = fields.Integer(string="Taken Over Before", readonly=True)
    taken = fields.Integer(string="Cards Taken Over", readonly=True)
    faulty = fields.Integer(string="Faulty Lines", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    fault_ids = fields.One2many("cs.vip.card.import.fault", "import_id", readonly=True)
    result = fields.Binary(
        string="Faulty Lines to Correct", readonly=True, attachment=False
    )
    result_name = fields.Char(compute="_compute_result_name")
    template = fields.Binary(
        compute="_compute_template",
        help="A file to fill in, and what each column is for.",
    )

    @api.depends("file_name")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("New Card File")

    @api.depends("ready", "taken")
    def _compute_progress(self):
        for wizard in self:
            wizard.progress = 100.0 * wizard.taken / wizard.ready if wizard.ready else 0

    @api.depends("file_name")
    def _compute_result_name(self):
        for wizard in self:
            stem = (wizard.file_name or "cards").rsplit(".", 1)[0]
            wizard.result_name = self.env._("%s, to correct.xlsx", stem)

    def _compute_template(self):
        for wizard in self:
            wizard.template = base64.b64encode(wizard._template_file())

    # Actions ----------------------------------------------------------------------

    def action_check(self):
        """The dry run: every faulty line with its column and the reason."""
        self._check_manager()
        rows = self._checked_rows()
        self._show_faults(rows)
        self.write(
            {
                "state": "checked",
                "ready": sum(row.ready for row in rows),
                "present": sum(row.present for row in rows),
                "taken": 0,
            }
        )
        return True

    def action_import(self):
        """Take over the lines without fault: a few at once, many in the background."""
        self._check_manager()
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        rows = self._checked_rows()
        ready = [row for row in rows if row.ready]
        if not ready:
            raise UserError(
                self.env._("No line of this file can be taken over. Correct it first.")
            )
        self.write({"state": "running", "ready": len(ready), "taken": 0})
        if len(ready) <= AT_ONCE:
            self._take_over(ready)
            self._finish(rows)
        else:
            # sudo: the job is the system's; it takes up running imports alone
            self.env.ref("cs_vip.cron_card_import").sudo()._trigger()
        return True

    def action_refresh(self):
        """See how far the background has come."""
        self._check_manager()
        return True

    def action_template(self):
        self._check_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template?download=true"
            f"&filename={self.env._('VIP cards')}.xlsx",
            "target": "self",
        }

    def _check_manager(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("cs_vip.group_manager"):
            raise UserError(self.env._("Only VIP managers take over card files."))

    # File -------------------------------------------------------------------------

    def _lines(self):
        """The file's lines; refuses in plain words what cannot be read."""
        if not self.file:
            raise UserError(self.env._("Choose the card file first."))
        chinese = "big5hkscs" if self.env.lang in ("zh_TW", "zh_HK") else "gb18030"
        reasons = {
            "empty": self.env._("This file is empty."),
            "large": self.env._(
                "This file is too large: at most %(lines)s lines and %(size)s MB. "
                "Divide it.",
                lines=card_file.MAX_LINES,
                size=card_file.MAX_BYTES // 2**20,
            ),
            "kind": self.env._(
                "This is no card file. Save the cards as .xlsx or as .csv (UTF-8)."
            ),
            "old": self.env._(
                "This is an old Excel file. Open it and save it as .xlsx."
            ),
            "broken": self.env._(
                "This file is damaged. Open it in your spreadsheet program and save "
                "it anew."
            ),
        }
        try:
            return list(card_file.read(base64.b64decode(self.file), chinese))
        except card_file.Refused as refused:
            raise UserError(reasons[refused.reason]) from refused

    def _template_file(self):
        columns = self._columns()
        output = BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True})
        bold = book.add_format({"bold": True, "bg_color": "#E7E6E6", "bottom": 1})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(self.env._("Cards"))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns.values()):
            sheet.write_string(0, place, column.label, bold)
            sheet.write_comment(0, place, column.note)
            sheet.set_column(place, place, 18, as_text)
        notes = book.add_worksheet(self.env._("Columns"))
        notes.set_column(0, 0, 24)
        notes.set_column(1, 1, 90)
        for line, column in enumerate(columns.values()):
            notes.write_string(line, 0, column.label, bold)
            notes.write_string(line, 1, column.note)
        book.close()
        return output.getvalue()

    def _show_faults(self, rows):
        """List the faults, and offer the faulty lines as a file to correct."""
        columns = self._columns()
        faulty = [row for row in rows if row.faults]
        # sudo: what is wrong is the check's finding, nobody edits it
        faults = self.sudo().fault_ids
        faults.unlink()
        listed = [
            {
                "import_id": self.id,
                "line": row.number,
                "column": columns[key].label if key else False,
                "reason": reason,
            }
            for row in faulty
            for key, reason in row.faults
        ]
        faults.create(listed[:SHOWN])
        self.write(
            {
                "faulty": len(faulty),
                "result": faulty and base64.b64encode(self._faulty_file(faulty)),
            }
        )

    def _faulty_file(self, rows):
        """The faulty lines as they came, each with its reasons in a last column; every
        cell is written as text, so that none can become a formula."""
        output = BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True})
        bold = book.add_format({"bold": True, "bg_color": "#E7E6E6", "bottom": 1})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(self.env._("Cards"))
        sheet.freeze_panes(1, 0)
        headings = [card_file.text(cell) for cell in self._lines()[0].cells]
        columns = self._columns()
        why = self._reason_label()
        if why in headings:
            headings = headings[: headings.index(why)]
        for place, heading in enumerate([*headings, why]):
            sheet.write_string(0, place, heading, bold)
        sheet.set_column(0, len(headings) - 1, 18, as_text)
        sheet.set_column(len(headings), len(headings), 80)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row.cells[: len(headings)]):
                sheet.write_string(line, place, card_file.text(cell), as_text)
            reasons = [
                f"{columns[key].label}: {reason}" if key else reason
                for key, reason in row.faults
            ]
            sheet.write_string(line, len(headings), "; ".join(reasons))
        book.close()
        return output.getvalue()

    def _reason_label(self):
        return self.env._("Reason")


class CsVipCardImportFault(models.TransientModel):
    _name = "cs.vip.card.import.fault"
    _description = "Faulty Line of a Card File"
    _order = "line, id"
    _rec_name = "reason"

    import_id = fields.Many2one(
        "cs.vip.card.import", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(readonly=True)
    column = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
