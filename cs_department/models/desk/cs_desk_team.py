from odoo import models

from odoo.addons.cs_vip import business_day

from .cs_desk import OPEN

TEAM = ("cs_department.group_supervisor", "cs_department.group_general_manager")


class CsDesk(models.AbstractModel):
    """What everybody at the desk has to do, for those who assign the work (M1b)."""

    _inherit = "cs.desk"

    def _team_domains(self):
        """{column: (domain, field that says whose it is)}"""
        today = business_day.today(self.env)
        company = self.env.company
        start, end = map(str, business_day.day_bounds(company, today))
        month = business_day.day_bounds(company, today.replace(day=1), today)
        begin, until = map(str, month)
        return {
            "open": ([OPEN], "user_id"),
            "overdue": ([OPEN, ("cs_overdue", "=", True)], "user_id"),
            "closed": (
                [("closed_date", ">=", start), ("closed_date", "<", end)],
                "cs_closed_user_id",
            ),
            "unsatisfied": (
                [
                    ("closed_date", ">=", begin),
                    ("closed_date", "<", until),
                    ("cs_date_confirmed", "!=", False),
                    ("cs_satisfied", "=", False),
                ],
                "cs_closed_user_id",
            ),
        }

    def _team_columns(self):
        return {
            "open": self.env._("Open"),
            "overdue": self.env._("Overdue"),
            "closed": self.env._("Closed Today"),
            "unsatisfied": self.env._("Not Satisfied This Month"),
        }

    def _team(self):
        if not any(map(self.env.user.has_group, TEAM)):
            return super()._team()
        Ticket = self.env["helpdesk.ticket"]
        domains = self._team_domains()
        figures = {
            key: dict(Ticket._read_group(domain, [owner], ["__count"]))
            for key, (domain, owner) in domains.items()
        }
        nobody = self.env["res.users"]
        # sudo: names of the owners alone
        users = nobody.sudo().union(*(owner for v in figures.values() for owner in v))
        owners = [*users.sorted("name").sudo(False)]
        if figures["open"].get(nobody):
            owners.append(nobody)
        rows = [
            {
                "id": user.id,
                # sudo: as above
                "name": user.sudo().name or self.env._("Without an owner"),
                "figures": {
                    key: counts.get(user, 0) for key, counts in figures.items()
                },
            }
            for user in owners
        ]
        return {
            "columns": [
                {
                    "key": key,
                    "label": label,
                    "domain": domains[key][0],
                    "owner": domains[key][1],
                }
                for key, label in self._team_columns().items()
            ],
            "rows": rows,
            "action": "cs_department.action_ticket_desk",
        }
