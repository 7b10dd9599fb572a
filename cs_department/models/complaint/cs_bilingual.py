from odoo import api, models


class CsBilingualMixin(models.AbstractModel):
    """Labels of printed forms in two languages (section F).

    English beside the Chinese of the reader: the language of the user when it is a
    Chinese one, else the first Chinese language installed; English alone without.
    """

    _name = "cs.bilingual.mixin"
    _description = "Labels of Printed Forms"

    @api.model
    def _cs_print_languages(self):
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        chinese = [code for code in codes if code.startswith("zh_")]
        if self.env.lang in chinese:
            chinese = [self.env.lang]
        return ["en_US", *chinese[:1]]

    @api.model
    def _cs_print_labels(self, field_names):
        """``{field name: "English 中文"}`` from the labels the screens use."""
        labels = {name: [] for name in field_names}
        for lang in self._cs_print_languages():
            # sudo: only labels are read, also of fields the reader may not see.
            fields = (
                self.with_context(lang=lang).sudo().fields_get(field_names, ["string"])
            )
            for name, parts in labels.items():
                text = fields[name]["string"]
                if text not in parts:
                    parts.append(text)
        return {name: " ".join(parts) for name, parts in labels.items()}

    def _cs_print_value(self, name):
        """Label of a selection or name of a linked record, in both languages."""
        self.ensure_one()
        parts = []
        for lang in self._cs_print_languages():
            record = self.with_context(lang=lang)
            field = self._fields[name]
            if field.type == "selection":
                text = dict(field._description_selection(record.env)).get(record[name])
            else:
                # departments keep the name of the language asked for first
                record[name].invalidate_recordset()
                text = record[name].display_name
            if text and text not in parts:
                parts.append(text)
        return " ".join(parts)
