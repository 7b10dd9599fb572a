from odoo import models

from odoo.addons.cs_vip import business_day


class CsVisit(models.Model):
    _inherit = "cs.visit"

    def action_done(self):
        """A finished installation is followed by a callback (K1)."""
        result = super().action_done()
        self._plan_callbacks()
        return result

    def _plan_callbacks(self):
        # sudo: the installer has no callbacks; plan and values are fixed by data
        plans = self.env["cs.callback.plan"].sudo()
        for company in self.company_id:
            visits = self.filtered(
                lambda visit, company=company: (
                    visit.company_id == company and visit.kind == "installation"
                )
            )
            plan = plans.search(
                [
                    ("purpose", "=", "after_installation"),
                    ("is_standing", "=", True),
                    ("company_id", "in", (False, company.id)),
                ],
                limit=1,
            ).with_company(company)
            if visits and plan:
                today = business_day.today(self.env, company)
                # sudo: as above, the visit's date and customer
                picked = plan._pick_visits(visits.sudo())
                plan._plan(plan._without_excluded(picked, today), today)
