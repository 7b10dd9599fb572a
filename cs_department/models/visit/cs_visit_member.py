from odoo import fields, models
from odoo.tools import SQL


class CsVisitMember(models.Model):
    """Who goes to a visit; the database keeps nobody in two places at once."""

    _name = "cs.visit.member"
    _description = "Visit Member"
    _rec_name = "user_id"
    _order = "is_lead desc, id"

    visit_id = fields.Many2one(
        "cs.visit", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Installer", required=True, index=True)
    is_lead = fields.Boolean("Lead")
    date_start = fields.Datetime(related="visit_id.date_start", store=True)
    date_end = fields.Datetime(related="visit_id.date_end", store=True)
    is_busy = fields.Boolean(related="visit_id.is_blocking", store=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)

    _once = models.Constraint(
        "UNIQUE(visit_id, user_id)", "Each installer goes to a visit once."
    )
    # Deferrable, so that two visits can swap their times in one transaction.
    _one_place = models.Constraint(
        "EXCLUDE USING gist (user_id WITH =, tsrange(date_start, date_end) WITH &&) "
        "WHERE (is_busy) DEFERRABLE INITIALLY IMMEDIATE",
        "An installer cannot be in two places at once. Choose another time or crew.",
    )

    def _auto_init(self):
        # What lets an integer stand in an exclusion constraint.
        self.env.cr.execute(SQL("CREATE EXTENSION IF NOT EXISTS btree_gist"))
        return super()._auto_init()
