from datetime import timedelta

from odoo import api, fields, models


class CsVisitSchedule(models.TransientModel):
    """Give a waiting visit a crew and a time."""

    _name = "cs.visit.schedule"
    _description = "Schedule Visit"

    visit_id = fields.Many2one(
        "cs.visit", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="visit_id.company_id")
    crew_id = fields.Many2one(
        "cs.crew",
        required=True,
        domain="[('company_id', '=', company_id)]",
        ondelete="cascade",
    )
    date_start = fields.Datetime("Start", required=True)
    duration = fields.Float("Hours")
    date_end = fields.Datetime(
        "End", compute="_compute_date_end", store=True, readonly=False, required=True
    )
    passed_ids = fields.Many2many(
        "cs.visit", string="Waiting Longer", compute="_compute_passed_ids"
    )
    pass_reason = fields.Char("Reason for Passing Others")

    @api.depends("date_start", "duration")
    def _compute_date_end(self):
        for wizard in self:
            wizard.date_end = wizard.date_start and (
                wizard.date_start + timedelta(hours=wizard.duration)
            )

    @api.depends("visit_id")
    def _compute_passed_ids(self):
        for wizard in self:
            visit = wizard.visit_id
            waits = visit.state in ("requested", "failed")
            wizard.passed_ids = visit._passed_over() if waits else False

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        visit = self.env["cs.visit"].browse(values.get("visit_id"))
        if visit.crew_id:
            values.setdefault("crew_id", visit.crew_id.id)
        if visit.date_start:
            values.setdefault("date_start", visit.date_start)
        return values

    def action_schedule(self):
        self.ensure_one()
        self.visit_id._schedule(
            self.crew_id, self.date_start, self.date_end, self.pass_reason
        )
