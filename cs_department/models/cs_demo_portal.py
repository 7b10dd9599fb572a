import base64
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command
from odoo.tools.misc import file_open

from odoo.addons.cs_vip.business_day import now

TICKETS = (
    # days ago, kind, title, what happened, what is sought
    (6, "complaint", "茶几桌面有划痕", "开箱时就发现桌面有两道划痕。", "换一块桌面"),
    (9, "complaint", "书桌抽屉关不严", "左侧抽屉关上后总会弹开。", "上门维修"),
    (15, "enquiry", "皮沙发如何保养", "想了解真皮沙发的日常保养方法。", ""),
    (5, "complaint", "茶几划痕照片补充", "补充两张照片。", ""),
)


class CsVipDemo(models.AbstractModel):
    """The customer's side: a proposal that waits for an answer, a result to confirm,
    a closed request to rate, two tickets that became one."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_portal(self):
        scratch, drawer, leather, again = (self._portal_ticket(*row) for row in TICKETS)
        self._portal_proposal(scratch)
        self._portal_result(drawer)
        self._portal_closed(leather)
        scratch._cs_merge(again)

    def _portal_ticket(self, days, kind, name, description, sought):
        then = self._at(days)
        customer = self.env.ref("cs_vip.customer_03")
        order = self.env["sale.order"].search(
            [("partner_id", "=", customer.id), ("state", "=", "sale")],
            order="date_order desc",
            limit=1,
        )
        lines = order.order_line.filtered(lambda line: not line.display_type)
        return (
            self.env["helpdesk.ticket"]
            .with_env(then.env)
            .create(
                {
                    "name": name,
                    "description": description,
                    "partner_id": customer.id,
                    "company_id": self._company().id,
                    "team_id": self.env.ref("cs_department.team_demo").id,
                    "user_id": self._user("aftersales").id,
                    "channel_id": self._channel("web").id,
                    "cs_request_type_id": self.env.ref(
                        f"cs_department.request_type_{kind}"
                    ).id,
                    "cs_remedy_sought": sought,
                    "cs_sale_line_ids": [Command.set(lines[:1].ids)],
                    "cs_cause_id": kind == "complaint"
                    and self.env.ref("cs_department.cause_inspection").id,
                    "cs_consent": "given",
                    "stage_id": self.env.ref(
                        "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
                    ).id,
                }
            )
        )

    def _portal_remedy(self, ticket, kind, days, description):
        remedies = self.env["cs.remedy"].with_env(self._at(days).env)
        # sudo: under the owner's name, whoever loads demo data
        remedy = remedies.with_user(ticket.user_id).sudo()
        remedy = remedy.create(
            {
                "ticket_id": ticket.id,
                "kind_id": self.env.ref(f"cs_department.remedy_kind_{kind}").id,
                "description": description,
                "date_planned": self._at(0)._day() + timedelta(days=3 - days),
            }
        )
        # sudo: as above, under the supervisor's name
        remedy.with_user(self._user("supervisor")).sudo().action_approve()
        return remedy

    def _portal_say(self, ticket, days, author, body):
        then = self._at(days).env
        message = ticket.with_env(then).message_post(
            body=body,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        message.date = now(then)

    def _portal_proposal(self, ticket):
        customer = ticket.partner_id
        self._portal_say(
            ticket, 5, self._user("aftersales").partner_id, "请问划痕大约多长？"
        )
        self._portal_say(ticket, 5, customer, "大约十厘米，在桌面右侧。")
        ticket.with_env(self._at(2).env).stage_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_awaiting"
        )
        self._portal_remedy(
            ticket, "exchange", 2, "更换同款全新桌面，旧桌面由师傅带回。"
        )

    def _portal_result(self, ticket):
        remedy = self._portal_remedy(ticket, "repair", 6, "更换左侧滑轨并调平。")
        remedy.with_env(self._at(6).env)._accept(ticket.partner_id.name, "phone")
        remedy.with_env(self._at(1).env).action_deliver()
        ticket.with_env(self._at(1).env).stage_id = self.env.ref(
            "cs_department.stage_confirmation"
        )

    def _portal_closed(self, ticket):
        with file_open("cs_department/demo/signature.png", "rb") as handle:
            picture = base64.b64encode(handle.read())
        owner = self._user("aftersales")
        # sudo: under the owner's name, whoever loads demo data
        closed = ticket.with_env(self._at(12).env).with_user(owner).sudo()
        closed._cs_record_word(
            True, "on_spot", name=ticket.partner_id.name, signature=picture
        )
        closed.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
