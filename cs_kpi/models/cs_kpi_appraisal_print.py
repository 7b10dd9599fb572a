from odoo import models


class CsKpiAppraisal(models.Model):
    """The sheet for signature (P4), in two languages as all printed forms."""

    _inherit = "cs.kpi.appraisal"

    def _print_texts(self):
        """Headings that are no field's label."""
        self.ensure_one()
        titles, signatures = [], []
        for lang in self._cs_print_languages():
            env = self.with_context(lang=lang).env
            titles.append(env._("Service Appraisal Sheet"))
            signatures.append(env._("signature and date"))
        return {
            "title": " ".join(dict.fromkeys(titles)),
            "signature": " ".join(dict.fromkeys(signatures)),
        }
