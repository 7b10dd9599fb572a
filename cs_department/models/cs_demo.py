import base64
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command
from odoo.tools.misc import file_open

from odoo.addons.cs_vip.business_day import now

STAGES = (  # (days a case is open, stage it has reached)
    (1, "helpdesk_mgmt.helpdesk_ticket_stage_new"),
    (2, "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"),
    (3, "cs_department.stage_department"),
    (4, "cs_department.stage_remedy"),
    (99, "cs_department.stage_confirmation"),
)
INSTALLED_AFTER = 9  # days from the order to its installation
ARCHIVED_AFTER = 20
NEEDS = ("收纳多，好打理", "有老人和孩子，边角圆润", "偏爱实木", "书房与客厅分区")
PLANS = {
    "recent_purchase": "callback_plan_demo_recent",
    "past_purchase": "callback_plan_demo_past",
    "vip": "callback_plan_demo_vip",
    "after_complaint": "callback_plan_after_complaint",
}


class CsVipDemo(models.AbstractModel):
    """A service department's months: tickets, callbacks, visits, files, opinions."""

    _inherit = "cs.vip.demo"

    @api.model
    def _user(self, login):
        return self.env.ref(f"cs_department.user_demo_{login}")

    @api.model
    def _load_department(self):
        self._load_files()
        self._load_visits()
        self._load_planned_calls()
        self._load_tickets()
        self._load_callbacks()
        self._load_feedback()

    def _load_files(self):
        """The archive of A1: proposed by the day's sales, verified, archived."""
        Partner = self.env["res.partner"]
        today = self._at(0)._day()
        clerks = [self._user("clerk"), self._user("specialist")]
        styles = self.env["cs.home.style"].search([])
        for turn, partner in enumerate(
            Partner.search([("company_id", "=", self._company().id)])
        ):
            if turn % 7:
                partner.write(
                    {
                        "cs_home_style_id": styles[turn % len(styles)].id,
                        "cs_needs": NEEDS[turn % len(NEEDS)],
                    }
                )
        days = self.env["sale.order"]._read_group(
            [("company_id", "=", self._company().id), ("state", "=", "sale")],
            ["cs_vip_day:day"],
            order="cs_vip_day:day",
        )
        for turn, (day,) in enumerate(days):
            ago = (today - day).days
            then = self._at(max(ago - 1, 0))
            proposed = Partner.with_env(then.env)._cs_archive_propose(
                self._company(), day
            )
            if ago > ARCHIVED_AFTER // 2:
                proposed.cs_archive_state = "verified"
            if ago > ARCHIVED_AFTER:
                # sudo: under the clerk's name, whatever the clerk may write
                proposed.with_user(
                    clerks[turn % 2]
                ).sudo().cs_archive_state = "archived"

    def _load_visits(self):
        """Installations of what was sold, in the order of the sales."""
        orders = self.env["sale.order"].search(
            [("company_id", "=", self._company().id), ("state", "=", "sale")],
            order="date_order, id",
        )
        today = self._at(0)._day()
        crew = self.env.ref("cs_department.crew_demo")
        busy = {}
        for order in orders:
            ago = (today - order.cs_vip_day).days
            if ago > 120:
                continue
            then = self._at(max(ago - 3, 0))
            order.with_env(then.env).action_cs_request_visit()
            visit = order.cs_visit_ids
            visit_ago = ago - INSTALLED_AFTER
            if visit_ago < -5:
                continue  # still waits for its turn
            slot = busy[visit_ago] = busy.get(visit_ago, -1) + 1
            if slot > 2:
                continue
            start = self._at(visit_ago).env.context["cs_clock"].moment + timedelta(
                hours=-5 + 3 * slot
            )
            planned = visit.with_env(self._at(max(visit_ago, 0) + 1).env)
            planned._schedule(
                crew, start, start + timedelta(hours=2), reason=planned.env._("Demo")
            )
            planned.action_confirm()
            if visit_ago > 0:
                self._carry_out(visit, start)

    def _carry_out(self, visit, start):
        clock = type(self._at(0).env.context["cs_clock"])
        with file_open("cs_department/demo/signature.png", "rb") as handle:
            signature = base64.b64encode(handle.read())
        late = visit.id % 7 == 0
        arrived = visit.with_context(
            cs_clock=clock(start + timedelta(minutes=25 if late else -5)),
            tracking_disable=True,
        )
        arrived.check_ids.is_done = True
        arrived.action_arrive()
        arrived.write(
            {
                "work_done": "按图纸安装到位，调试正常。",
                "place_clean": True,
                "care_explained": True,
                "product_rating": 4 + visit.id % 2,
                "service_rating": 3 if late else 5,
                "signature": signature,
                "signed_by": visit.contact_name,
            }
        )
        arrived.with_context(
            cs_clock=clock(start + timedelta(minutes=100))
        ).action_done()

    def _load_tickets(self):
        team = self.env.ref("cs_department.team_demo")
        for row in self._rows("cs_department/demo/tickets.csv"):
            then = self._at(int(row["days_ago"]))
            partner = self.env.ref(f"cs_vip.{row['customer']}")
            ticket = (
                self.env["helpdesk.ticket"]
                .with_env(then.env)
                .create(
                    {
                        "name": row["name"],
                        "description": row["description"],
                        "partner_id": partner.id,
                        "company_id": self._company().id,
                        "team_id": team.id,
                        "user_id": self._user(row["owner"]).id,
                        "cs_request_type_id": self.env.ref(
                            f"cs_department.request_type_{row['request_type']}"
                        ).id,
                        "channel_id": self._channel(row["channel"]).id,
                        "cs_remedy_sought": row["remedy_sought"],
                        "cs_sale_line_ids": [
                            Command.set(self._lines(partner, row["product"]).ids)
                        ],
                        "cs_cause_id": row["cause"]
                        and self.env.ref(f"cs_department.cause_{row['cause']}").id,
                        "cs_fault": "ours" if row["cause"] else "open",
                        "cs_severity": "moderate" if row["cause"] else False,
                    }
                )
            )
            if row["cause"] and not ticket.cs_department_id:
                ticket.cs_department_id = self.env.ref(
                    "cs_department.department_customer_service"
                )
            if row["remedy"]:
                self._remedy(ticket, row["remedy"])
            if row["closed_days_ago"]:
                self._close(ticket, row)
            else:
                ticket.stage_id = self._stage(int(row["days_ago"]))

    @api.model
    def _load_first_answers(self):
        """Whoever turned to us before yesterday was answered, most of them in time."""
        tickets = self.env["helpdesk.ticket"].search(
            [
                ("company_id", "=", self._company().id),
                ("cs_date_first_answer", "=", False),
                ("cs_date_received", "<", now(self._at(1).env)),
            ]
        )
        for ticket in tickets:
            hours = 1 + ticket.id * 7 % 26
            # sudo: recorded by the answer itself, never by hand
            ticket.sudo().cs_date_first_answer = ticket.cs_date_received + timedelta(
                hours=hours
            )

    def _channel(self, code):
        own = self.env.ref(f"cs_department.channel_{code}", raise_if_not_found=False)
        return own or self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_channel_{code}")

    def _lines(self, partner, product):
        lines = self.env["sale.order.line"]
        if not product:
            return lines
        return lines.search(
            [
                ("order_partner_id", "=", partner.id),
                ("product_id", "=", self.env.ref(f"cs_vip.product_{product}").id),
                ("state", "=", "sale"),
            ],
            order="id desc",
            limit=1,
        )

    def _stage(self, days):
        return next(self.env.ref(xmlid) for limit, xmlid in STAGES if days < limit)

    def _remedy(self, ticket, kind):
        """Under the names of the owner and of the supervisor who approves."""
        kind_id = self.env.ref(f"cs_department.remedy_kind_{kind}")
        lines = ticket.cs_sale_line_ids.filtered(lambda line: not line.cs_vip_no_return)
        remedies = self.env["cs.remedy"].with_env(ticket.env).with_user(ticket.user_id)
        remedy = remedies.sudo().create(  # sudo: whoever loads demo data
            {
                "ticket_id": ticket.id,
                "kind_id": kind_id.id,
                "amount": {"reduction": 600, "refund": 200, "money": 300}.get(kind, 0),
                "line_ids": [
                    Command.create({"sale_line_id": line.id})
                    for line in lines[:1]
                    if kind_id.effect == "replenish"
                ],
            }
        )
        # sudo: as above
        remedy.with_user(self._user("supervisor")).sudo().action_approve()

    def _close(self, ticket, row):
        then = self._at(int(row["closed_days_ago"]))
        ticket = ticket.with_env(then.env)
        if ticket.cs_is_complaint:
            ticket.cs_remedy_ids.action_deliver()
        ticket.write(
            {
                "cs_satisfied": row["satisfied"] == "1",
                "stage_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
            }
        )
        if row["rating"]:
            rating = ticket.rating_ids[:1] or self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(ticket._name),
                    "res_id": ticket.id,
                    "rated_partner_id": ticket.user_id.partner_id.id,
                    "partner_id": ticket.partner_id.id,
                }
            )
            rating.write({"rating": float(row["rating"]), "consumed": True})
            rating.flush_recordset()
            self.env.cr.execute(
                "UPDATE rating_rating SET create_date = %(at)s, write_date = %(at)s,"
                " rated_on = %(at)s"
                " WHERE id = %(id)s",
                {"at": now(then.env), "id": rating.id},
            )

    def _load_callbacks(self):
        for row in self._rows("cs_department/demo/callbacks.csv"):
            customer = self.env.ref(f"cs_vip.{row['customer']}")
            if not customer._cs_callable():
                continue
            ago = int(row["days_ago"])
            then = self._at(max(ago, 0))
            callback = (
                self.env["cs.callback"]
                .with_env(then.env)
                .create(
                    {
                        "partner_id": customer.id,
                        "plan_id": self.env.ref(
                            f"cs_department.{PLANS[row['purpose']]}"
                        ).id,
                        "user_id": self._user(row["user"]).id,
                        "date_planned": then._day() + timedelta(days=max(-ago, 0)),
                        "company_id": self._company().id,
                    }
                )
            )
            if row["state"] == "unreachable":
                # sudo: in the caller's name, whatever the caller may do
                callback = callback.with_user(callback.user_id).sudo()
                while callback.state == "planned":
                    callback.action_no_answer()
            elif row["state"] == "done":
                self._call(
                    callback,
                    int(row["satisfaction"]),
                    row["opinion"],
                    row["repurchase"],
                )

    def _load_planned_calls(self):
        """What the finished installations planned is called on its day."""
        today = self._at(0)._day()
        for callback in self.env["cs.callback"].search(
            [("date_planned", "<", today), ("state", "=", "planned")]
        ):
            then = self._at((today - callback.date_planned).days)
            self._call(
                callback.with_env(then.env),
                5 if callback.id % 4 else 4,
                "安装效果满意，师傅讲解清楚。",
                "yes",
            )

    def _call(self, callback, satisfaction, opinion, repurchase):
        # sudo: in the caller's name, as the calls before
        callback = callback.with_user(callback.user_id).sudo()
        callback.action_reached()
        callback.attempt_ids.duration = 2 + callback.id % 5
        callback.write(
            {
                "satisfaction": satisfaction,
                "opinion": opinion,
                "repurchase": repurchase,
            }
        )
        callback.action_done()

    def _load_feedback(self):
        for row in self._rows("cs_department/demo/feedback.csv"):
            self.env["cs.feedback"].with_env(self._at(0).env).create(
                {
                    "partner_id": self.env.ref(f"cs_vip.{row['customer']}").id,
                    "user_id": self._user(row["user"]).id,
                    "date": self._at(int(row["days_ago"]))._day(),
                    "topic_id": self.env.ref(
                        f"cs_department.feedback_topic_{row['topic']}"
                    ).id,
                    "kind": row["kind"],
                    "description": row["description"],
                    "company_id": self._company().id,
                }
            )
