from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_vip import business_day

from .cs_return import OF_GOODS

SALES_MANAGER = "sales_team.group_sale_manager"
TASK = "cs_department.activity_return_sight"


class CsReturn(models.Model):
    """Every return passes the sales manager (C7)."""

    _inherit = "cs.return"

    seen_state = fields.Selection(
        [
            ("none", "Not Needed"),
            ("waiting", "Not Seen Yet"),
            ("seen", "Seen"),
        ],
        string="Sales Manager",
        compute="_compute_seen_state",
        store=True,
        precompute=True,
        index=True,
    )
    seen_user_id = fields.Many2one(
        "res.users", "Seen by", readonly=True, copy=False, tracking=True
    )
    date_seen = fields.Datetime("Seen on", readonly=True, copy=False)
    can_see = fields.Boolean(compute="_compute_can_see")

    @api.depends("kind", "date_seen")
    def _compute_seen_state(self):
        for entry in self:
            if entry.date_seen:
                entry.seen_state = "seen"
            else:
                entry.seen_state = "waiting" if entry.kind in OF_GOODS else "none"

    @api.depends("seen_state", "state")
    @api.depends_context("uid")
    def _compute_can_see(self):
        manager = self.env.user.has_group(SALES_MANAGER)
        for entry in self:
            entry.can_see = (
                manager and entry.seen_state == "waiting" and entry.state == "open"
            )

    def _sight_blocks(self):
        return self.company_id.cs_return_sight_blocks

    def _ask_sight(self):
        """A task for the sales manager of the store, else for all of the company."""
        # sudo: tasks for people of another department
        waiting = self.sudo().filtered(lambda entry: entry.seen_state == "waiting")
        if not waiting:
            return
        # sudo: who belongs to a group
        managers = self.env.ref(SALES_MANAGER).sudo().all_user_ids
        for entry in waiting:
            here = managers.filtered(
                lambda user, entry=entry: (
                    user.active
                    and not user.share
                    and user != self.env.ref("base.user_root")
                    and entry.company_id in user.company_ids
                )
            )
            leader = entry.order_id.team_id.user_id & here
            for user in leader or here:
                entry.activity_schedule(TASK, user_id=user.id)

    def _end_sight(self):
        # sudo: tasks of people of another department
        self.sudo().activity_unlink([TASK])

    def action_see(self):
        """The sales manager has seen the return: who, and when."""
        self.check_access("read")
        if not self.env.user.has_group(SALES_MANAGER):
            raise AccessError(
                self.env._("A return is seen by the sales manager, nobody else.")
            )
        for entry in self:
            if entry.seen_state != "waiting" or entry.state != "open":
                raise UserError(
                    self.env._("%s does not wait for the sales manager.", entry.name)
                )
        # sudo: sales managers read the register; this step alone is theirs
        entries = self.sudo()
        entries.write(
            {"seen_user_id": self.env.uid, "date_seen": business_day.now(self.env)}
        )
        entries.activity_feedback([TASK])
        return True

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            self._end_sight()
            self._ask_sight()
        return result
