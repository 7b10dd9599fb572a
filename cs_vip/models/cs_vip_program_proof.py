from markupsafe import Markup

from odoo import models

from .sale_order_points import EARNED, VOUCHER

EXCEPTION = "cs_vip.activity_ledger_exception"
SHOWN = 50


class CsVipProgram(models.Model):
    """Who hears of exceptions of the nightly proof (V9)."""

    _inherit = "cs.vip.program"

    def _report_faults(self, faults, day=None):
        """One open task at a time: it is renewed, and done once nothing is wrong."""
        self.ensure_one()
        open_task = self.activity_search([EXCEPTION])
        if not faults:
            open_task.action_feedback(feedback=self.env._("The ledger is in order."))
            return
        labels = {
            "balance": self.env._("Balance"),
            EARNED: self.env._("Points earned"),
            VOUCHER: self.env._("Voucher"),
        }
        note = Markup("<ul>%s</ul>") % Markup("").join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(what)s of %(record)s: should be %(says)s, the ledger has "
                "%(ledger)s.",
                what=labels[fault.kind],
                record=fault.record.display_name,
                says=fault.says,
                ledger=fault.ledger,
            )
            for fault in faults[:SHOWN]
        )
        summary = self.env._("%s exceptions in the points ledger", len(faults))
        if open_task:
            open_task.filtered(
                lambda task: task.summary != summary or task.note != note
            ).write({"note": note, "summary": summary})
            return
        self.activity_schedule(
            EXCEPTION,
            date_deadline=day or False,
            summary=summary,
            note=note,
            user_id=self._manager().id,
        )

    def _manager(self):
        """The programme's responsible, else the first VIP manager."""
        self.ensure_one()
        if self.user_id:
            return self.user_id
        managers = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref("cs_vip.group_manager").id),
                ("share", "=", False),
            ],
            order="id",
        )
        company = self.company_id or self.env.company
        return managers.filtered(lambda user: company in user.company_ids)[:1] or (
            self.env.user
        )
