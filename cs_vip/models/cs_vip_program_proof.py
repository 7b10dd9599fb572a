from markupsafe import Markup

from odoo import fields, models

EXCEPTION = "cs_vip.activity_ledger_exception"
SHOWN = 20


class CsVipProgram(models.Model):
    """Who hears of exceptions of the nightly proof (V9)."""

    _inherit = "cs.vip.program"

    fault_ids = fields.One2many("cs.vip.ledger.fault", "program_id", readonly=True)
    fault_count = fields.Integer(
        string="Ledger Exceptions", compute="_compute_fault_count"
    )

    def _compute_fault_count(self):
        counts = dict(
            self.env["cs.vip.ledger.fault"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.fault_count = counts.get(program, 0)

    def _report_faults(self, day):
        """One open task at a time: it is renewed, and done once nothing is wrong. It
        tells the first exceptions; the list has them all."""
        self.ensure_one()
        open_task = self.activity_search([EXCEPTION])
        if not self.fault_ids:
            open_task.action_feedback(feedback=self.env._("The ledger is in order."))
            return
        user = open_task.user_id.filtered("active")[:1] or self._manager()
        program = self.with_context(lang=user.lang)
        kept = program.fault_ids.sorted("id")
        note = Markup("<ul>%s</ul>") % Markup("").join(
            Markup("<li>%s</li>") % fault.explanation for fault in kept[:SHOWN]
        )
        if len(kept) > SHOWN:
            note += Markup("<p>%s</p>") % program.env._(
                "All %s are listed under Reporting, Ledger Exceptions.", len(kept)
            )
        summary = program.env._("%s exceptions in the points ledger", len(kept))
        if open_task:
            open_task.filtered(
                lambda task: (
                    (task.summary, task.note, task.user_id) != (summary, note, user)
                )
            ).write({"note": note, "summary": summary, "user_id": user.id})
            return
        self.activity_schedule(
            EXCEPTION,
            date_deadline=day,
            summary=summary,
            note=note,
            user_id=user.id,
        )

    def _manager(self):
        """The programme's responsible, else the first VIP manager, else the first
        administrator: somebody who works here, never the system's own user."""
        self.ensure_one()
        if self.user_id.active:
            return self.user_id
        managers = self._vip_managers(self.company_id or self.env.company)
        # sudo: who the administrators are is asked on behalf of the nightly proof
        return managers[:1] or self.env["res.users"].sudo().search(
            [
                ("all_group_ids", "in", self.env.ref("base.group_system").id),
                ("share", "=", False),
            ],
            order="id",
            limit=1,
        )
