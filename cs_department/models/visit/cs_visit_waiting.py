from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.cs_vip import business_day

SUPERVISOR = "cs_department.group_supervisor"
WAITING = ("requested", "failed")


class CsVisit(models.Model):
    """The waiting list and the schedule: first come, first served (I1)."""

    _inherit = "cs.visit"

    waiting_days = fields.Integer(
        compute="_compute_waiting_days",
        store=True,
        aggregator="avg",
        help="From the arrival of the goods to the visit.",
    )

    @api.depends("date_goods", "date_start", "date_done")
    def _compute_waiting_days(self):
        for visit in self:
            first = visit.date_goods
            last = visit.date_done or visit.date_start
            if first and last:
                last = business_day.business_day(visit.company_id, last)
                visit.waiting_days = max((last - first).days, 0)
            else:
                visit.waiting_days = 0

    def _passed_over(self):
        """Visits of the same kind that wait longer than this one."""
        self.ensure_one()
        return self.search(
            [
                ("state", "in", WAITING),
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
                "|",
                ("order_date", "<", self.order_date),
                "&",
                ("order_date", "=", self.order_date),
                ("id", "<", self.id),
            ],
            order="order_date, id",
        )

    def action_schedule(self):
        """Open the schedule dialog."""
        self.ensure_one()
        self._check_scheduler()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.visit.schedule",
            "name": self.env._("Schedule Visit"),
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_id": self.id},
        }

    def _schedule(self, crew, start, end, reason=None):
        """Give the visit a crew and a time.

        :raise UserError: in the past, outside the customer's window, somebody of the
            crew is elsewhere, or others wait longer and no supervisor gave a reason
        """
        self.ensure_one()
        self._check_scheduler()
        if end <= start:
            raise UserError(
                self.env._("Visit %s must end after it starts.", self.display_name)
            )
        if (self.window_start and start < self.window_start) or (
            self.window_end and end > self.window_end
        ):
            raise UserError(
                self.env._(
                    "The customer is at home from %(start)s to %(end)s only.",
                    start=self._local(self.window_start),
                    end=self._local(self.window_end),
                )
            )
        self._check_crew_free(crew, start, end)
        passes = self.state in WAITING and self._passed_over()
        self.write(
            {
                "crew_id": crew.id,
                "date_start": start,
                "date_end": end,
                "state": "scheduled",
                "pass_reason": reason if passes else self.pass_reason,
            }
        )

    def write(self, vals):
        """The turn and the time are checked whichever way a visit is scheduled."""
        start = fields.Datetime.to_datetime(vals.get("date_start"))
        if start and not self.env.su and start < business_day.now(self.env):
            raise UserError(
                self.env._(
                    "A visit cannot be scheduled in the past. Choose a later start."
                )
            )
        scheduled = vals.get("state") == "scheduled"
        if scheduled:
            for visit in self.filtered(lambda visit: visit.state in WAITING):
                visit._check_turn(vals.get("pass_reason"))
        result = super().write(vals)
        if scheduled:
            for visit in self:
                visit._refresh_checklist()
        return result

    def _check_turn(self, reason):
        waiting = self._passed_over()
        if not waiting:
            return
        if not self.env.su and not self.env.user.has_group(SUPERVISOR):
            raise UserError(
                self.env._(
                    "%s waits longer: first come, first served. Schedule it first, or "
                    "ask a supervisor to let this one pass.",
                    waiting[0].display_name,
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%s waits longer. Write down why this visit may pass.",
                    waiting[0].display_name,
                )
            )

    def _check_crew_free(self, crew, start, end):
        # sudo: members are in one place, also for another company's visits
        clash = (
            self.env["cs.visit.member"]
            .sudo()
            .search(
                [
                    ("user_id", "in", crew._people().ids),
                    ("visit_id", "!=", self.id),
                    ("is_busy", "=", True),
                    ("date_start", "<", end),
                    ("date_end", ">", start),
                ],
                limit=1,
            )
        )
        if clash:
            raise UserError(
                self.env._(
                    "%(name)s is on visit %(visit)s from %(start)s to %(end)s. Choose "
                    "another time or crew.",
                    name=clash.user_id.name,
                    visit=clash.visit_id.name,
                    start=self._local(clash.date_start),
                    end=self._local(clash.date_end),
                )
            )

    def _local(self, moment):
        zone = business_day.time_zone(self.company_id).key
        return format_datetime(self.env, moment, tz=zone) if moment else "…"

    def _refresh_checklist(self):
        items = self.env["cs.visit.checklist.item"].search(
            [
                ("kind", "in", (False, self.kind)),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        self.env["cs.visit.check"].create(
            [
                {"visit_id": self.id, "item_id": item.id}
                for item in items - self.check_ids.item_id
            ]
        )

    def action_confirm(self):
        """The customer agreed to the time."""
        self._check_scheduler()
        self.write({"state": "confirmed"})

    def action_back_to_waiting(self):
        """A failed visit waits again, at its old place (I2)."""
        self._check_scheduler()
        self.check_ids.write({"is_done": False})
        self.write(
            {
                "state": "requested",
                "crew_id": False,
                "date_start": False,
                "date_end": False,
            }
        )

    def action_cancel(self):
        self._check_scheduler()
        self.write({"state": "cancelled"})
