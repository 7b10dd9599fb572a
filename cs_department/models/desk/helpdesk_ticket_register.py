from odoo import models
from odoo.tools import format_date


class HelpdeskTicket(models.Model):
    """The complaint register on paper (section F)."""

    _inherit = "helpdesk.ticket"

    def _cs_register_title(self):
        """Name of the form in both languages, and the days that it covers."""
        names = [
            self.with_context(lang=lang).env._("Complaint register")
            for lang in self._cs_print_languages()
        ]
        received = sorted(self.mapped("cs_date_received"))
        days = [format_date(self.env, moment) for moment in received]
        covered = " – ".join(dict.fromkeys([*days[:1], *days[-1:]]))
        return f"{' '.join(dict.fromkeys(names))} {covered} ({len(self)})"

    def _cs_register_orders(self):
        # sudo: order numbers on the register, whoever may open the orders
        return ", ".join(self.sudo().sale_order_ids.mapped("name"))
