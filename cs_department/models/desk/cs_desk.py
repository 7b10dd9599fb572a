from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_date

from odoo.addons.cs_vip import business_day

SHOWN = 6  # overdue promises that are listed by name
OPEN = ("stage_id.closed", "=", False)
AGENT = "helpdesk_mgmt.group_helpdesk_user_own"  # works on tickets


class Tile(NamedTuple):
    """A number of the home screen, and the list it opens.

    `tone` colours a number that is not 0; `group` names who has the tile, empty for
    whoever may read the model.
    """

    key: str
    label: str
    model: str
    action: str
    domain: list
    tone: str = ""
    group: str = ""


class CsDesk(models.AbstractModel):
    """The home screen of whoever works in customer service (C14): what waits for them,
    counted with their own rights. One call, a fixed number of queries."""

    _name = "cs.desk"
    _description = "My Desk"

    @api.model
    def overview(self):
        """Tiles, overdue promises and, for supervisors, the team: as the screen shows
        them. A tile's domain is what its number was counted with."""
        tiles = [
            {
                "key": tile.key,
                "label": tile.label,
                "count": self.env[tile.model].search_count(tile.domain),
                "tone": tile.tone,
                "action": f"cs_department.{tile.action}",
                "domain": tile.domain,
            }
            for tile in self._tiles()
            if self._has(tile)
        ]
        return {
            "name": self.env.user.name,
            "date": format_date(
                self.env, business_day.today(self.env), date_format="full"
            ),
            "tiles": tiles,
            "promises": self._promises(),
            "team": self._team(),
        }

    def _has(self, tile):
        """Nobody sees a tile that they could not open."""
        user = self.env.user
        if not user._is_internal() or not self.env[tile.model].has_access("read"):
            return False
        return not tile.group or user.has_group(tile.group)

    def _tiles(self):
        return [*self._ticket_tiles(), *self._other_tiles()]

    def _ticket_tiles(self):
        uid = self.env.uid
        mine = [("user_id", "=", uid), OPEN]
        company = self.env.company
        today = business_day.today(self.env)
        start, end = map(str, business_day.day_bounds(company, today))

        def tile(key, label, domain, tone=""):
            return Tile(
                key, label, "helpdesk.ticket", "action_ticket_desk", domain, tone, AGENT
            )

        return [
            tile(
                "handed",
                self.env._("Handed to Me, to Accept"),
                [("cs_handover_user_id", "=", uid), OPEN],
                "warning",
            ),
            tile(
                "overdue",
                self.env._("Overdue"),
                [*mine, ("cs_overdue", "=", True)],
                "danger",
            ),
            tile(
                "today",
                self.env._("Due Today"),
                [*mine, ("cs_deadline", ">=", start), ("cs_deadline", "<", end)],
                "warning",
            ),
            tile("mine", self.env._("My Open Tickets"), mine),
            tile(
                "answers",
                self.env._("New Answers of Departments"),
                [*mine, ("cs_answer_unread", "=", True)],
                "info",
            ),
            tile(
                "vip",
                self.env._("VIP Customers Waiting"),
                [
                    ("user_id", "in", [uid, False]),
                    OPEN,
                    ("cs_vip_tier_id", "!=", False),
                    ("cs_waiting_for", "!=", "customer"),
                ],
                "warning",
            ),
            tile(
                "department",
                self.env._("Awaiting a Department"),
                [*mine, ("cs_waiting_for", "=", "department")],
            ),
            tile(
                "customer",
                self.env._("Awaiting the Customer"),
                [*mine, ("cs_waiting_for", "=", "customer")],
            ),
            tile(
                "next",
                self.env._("Next Contacts and Tasks"),
                [("my_activity_date_deadline", "<=", str(today)), OPEN],
                "info",
            ),
            tile(
                "unassigned",
                self.env._("Without an Owner"),
                [("user_id", "=", False), OPEN],
                "danger",
            ),
        ]

    def _other_tiles(self):
        uid = self.env.uid
        today = business_day.today(self.env)
        start, end = map(str, business_day.day_bounds(self.env.company, today))
        return [
            Tile(
                "callbacks",
                self.env._("Calls to Make Today"),
                "cs.callback",
                "action_cs_callback",
                [
                    ("user_id", "=", uid),
                    ("state", "=", "planned"),
                    ("date_planned", "<=", str(today)),
                ],
                "info",
                "cs_department.group_member",
            ),
            Tile(
                "promises",
                self.env._("My Overdue Promises"),
                "cs.promise",
                "action_promise",
                self._overdue_promises(),
                "danger",
            ),
            Tile(
                "questions",
                self.env._("Questions to My Department"),
                "cs.referral",
                "action_referral",
                [
                    ("state", "=", "asked"),
                    ("department_id.member_ids.user_id", "=", uid),
                ],
                "warning",
                "cs_department.group_department_contact",
            ),
            Tile(
                "visits",
                self.env._("My Visits Today"),
                "cs.visit",
                "action_cs_visit_mine",
                [
                    ("member_ids.user_id", "=", uid),
                    ("state", "in", ["scheduled", "confirmed", "on_site"]),
                    ("date_start", ">=", start),
                    ("date_start", "<", end),
                ],
                "info",
                "cs_department.group_installer",
            ),
        ]

    def _overdue_promises(self):
        return [("user_id", "=", self.env.uid), ("overdue", "=", True)]

    def _promises(self):
        """The promises that are overdue longest, by name."""
        Promise = self.env["cs.promise"]
        if not self.env.user._is_internal() or not Promise.has_access("read"):
            return []
        today = business_day.today(self.env)
        return [
            {
                "id": promise.id,
                "name": promise.name,
                # sudo: whom it was promised to, whose file may be closed to them
                "customer": promise.sudo().partner_id.name or "",
                "days": (today - promise.date_due).days,
            }
            for promise in Promise.search(self._overdue_promises(), limit=SHOWN)
        ]

    def _team(self):
        """Figures of everybody, for supervisors and the general manager."""
        return False
