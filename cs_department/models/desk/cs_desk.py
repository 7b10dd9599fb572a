from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_date

from odoo.addons.cs_vip import business_day

SHOWN = 6  # overdue promises that are listed by name
OPEN = ("stage_id.closed", "=", False)
AGENT = "helpdesk_mgmt.group_helpdesk_user_own"  # works on tickets
MEMBER = "cs_department.group_member"
SUPERVISOR = "cs_department.group_supervisor"
CONTACT = "cs_department.group_department_contact"
INSTALLER = "cs_department.group_installer"
# Numbers that are not 0 have the colour of what they ask for.
TONES = {
    "danger": ("overdue", "unassigned", "promises"),
    "warning": ("handed", "today", "vip", "questions", "decide"),
    "info": ("answers", "next", "callbacks", "visits"),
}


class Tile(NamedTuple):
    """A number of the home screen, and the list it opens. `group` names who has it;
    empty, whoever may read the model."""

    key: str
    model: str
    action: str
    domain: list
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
        labels = self._labels()
        tones = {key: tone for tone, keys in TONES.items() for key in keys}
        tiles = [
            {
                "key": tile.key,
                "label": labels[tile.key],
                "count": self.env[tile.model].search_count(tile.domain),
                "tone": tones.get(tile.key, ""),
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

    def _labels(self):
        return {
            "handed": self.env._("Handed to Me, to Accept"),
            "overdue": self.env._("Overdue"),
            "today": self.env._("Due Today"),
            "mine": self.env._("My Open Tickets"),
            "answers": self.env._("New Answers of Departments"),
            "vip": self.env._("VIP Customers Waiting"),
            "department": self.env._("Awaiting a Department"),
            "customer": self.env._("Awaiting the Customer"),
            "next": self.env._("Next Contacts and Tasks"),
            "unassigned": self.env._("Without an Owner"),
            "decide": self.env._("Suggestions to Decide"),
            "callbacks": self.env._("Calls to Make Today"),
            "promises": self.env._("My Overdue Promises"),
            "questions": self.env._("Questions to My Department"),
            "visits": self.env._("My Visits Today"),
        }

    def _tiles(self):
        return [*self._ticket_tiles(), *self._other_tiles()]

    def _ticket_tiles(self):
        me = self.env.uid
        mine = [("user_id", "=", me), OPEN]
        today = business_day.today(self.env)
        start, end = map(str, business_day.day_bounds(self.env.company, today))
        domains = {
            "handed": [("cs_handover_user_id", "=", me), OPEN],
            "overdue": [*mine, ("cs_overdue", "=", True)],
            "today": [*mine, ("cs_deadline", ">=", start), ("cs_deadline", "<", end)],
            "mine": mine,
            "answers": [*mine, ("cs_answer_unread", "=", True)],
            "vip": [
                ("user_id", "in", [me, False]),
                OPEN,
                ("cs_vip_tier_id", "!=", False),
                ("cs_waiting_for", "!=", "customer"),
            ],
            "department": [*mine, ("cs_waiting_for", "=", "department")],
            "customer": [*mine, ("cs_waiting_for", "=", "customer")],
            "next": [("my_activity_date_deadline", "<=", str(today)), OPEN],
            "unassigned": [("user_id", "=", False), OPEN],
        }
        decide = [("cs_suggestion_state", "=", "assessed"), OPEN]
        ticket = ("helpdesk.ticket", "action_ticket_desk")
        return [
            *(Tile(key, *ticket, domain, AGENT) for key, domain in domains.items()),
            Tile("decide", *ticket, decide, SUPERVISOR),
        ]

    def _other_tiles(self):
        me = self.env.uid
        today = business_day.today(self.env)
        start, end = map(str, business_day.day_bounds(self.env.company, today))
        calls = [
            ("user_id", "=", me),
            ("state", "=", "planned"),
            ("date_planned", "<=", str(today)),
        ]
        questions = [
            ("state", "=", "asked"),
            ("department_id.member_ids.user_id", "=", me),
        ]
        visits = [
            ("member_ids.user_id", "=", me),
            ("state", "in", ["scheduled", "confirmed", "on_site"]),
            ("date_start", ">=", start),
            ("date_start", "<", end),
        ]
        return [
            Tile("callbacks", "cs.callback", "action_cs_callback", calls, MEMBER),
            Tile("promises", "cs.promise", "action_promise", self._overdue_promises()),
            Tile("questions", "cs.referral", "action_referral", questions, CONTACT),
            Tile("visits", "cs.visit", "action_cs_visit_mine", visits, INSTALLER),
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
