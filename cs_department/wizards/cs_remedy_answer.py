from odoo import api, fields, models

from ..models.complaint.cs_remedy_agreement import HOW


class CsRemedyAnswer(models.TransientModel):
    """What the customer said to a proposed remedy, taken down by the desk (C5)."""

    _name = "cs.remedy.answer"
    _description = "Customer's Answer to a Remedy"

    remedy_id = fields.Many2one("cs.remedy", required=True, ondelete="cascade")
    terms = fields.Text("What We Propose", compute="_compute_terms")
    answer = fields.Selection(
        [("accept", "Agrees"), ("decline", "Declines")],
        string="The Customer",
        required=True,
        default="accept",
    )
    how = fields.Selection(
        [choice for choice in HOW if choice[0] != "portal"],
        required=True,
        default="phone",
    )
    name = fields.Char(
        "Who Answered",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_planned = fields.Date(
        "Planned Completion",
        compute="_compute_date_planned",
        store=True,
        readonly=False,
        precompute=True,
        help="Date agreed with the customer for carrying the remedy out.",
    )
    reason = fields.Text("Why Not")

    @api.depends("remedy_id")
    def _compute_terms(self):
        for wizard in self:
            wizard.terms = "\n".join(wizard.remedy_id._terms())

    @api.depends("remedy_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.remedy_id.partner_id.name

    @api.depends("remedy_id")
    def _compute_date_planned(self):
        for wizard in self:
            wizard.date_planned = wizard.remedy_id.date_planned

    def action_record(self):
        for wizard in self:
            remedy = wizard.remedy_id
            remedy.check_access("write")
            if wizard.answer == "decline":
                remedy._decline(wizard.name, wizard.reason)
                continue
            if wizard.date_planned != remedy.date_planned:
                remedy.date_planned = wizard.date_planned
            remedy._accept(wizard.name, wizard.how)
        return {"type": "ir.actions.act_window_close"}
