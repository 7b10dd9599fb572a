from datetime import timedelta

from odoo import api, models
from odoo.fields import Command

PROMISES = (
    # days ago made, due after, kind, what, by whom, what became of it
    (12, 2, "call", "周五前回电告知面料样品是否到货", "clerk", "kept"),
    (9, 3, "answer", "三天内答复色差检测结果", "aftersales", "broken"),
    (6, 2, "visit", "周末上门校准柜门", "aftersales", "kept"),
    (4, 2, "call", "回电确认补寄五金件的单号", "clerk", "open"),
    (1, 2, "answer", "后天给出换货方案", "aftersales", "open"),
    (0, 3, "repair", "三天内安排师傅维修滑轨", "aftersales", "open"),
)
QUESTIONS = (
    # days ago, what is asked, what was answered
    (
        5,
        "同批次靠背接缝是否都有开线？",
        "抽检同批 20 件，3 件缝距偏大；建议更换靠背并返工。",
    ),
    (1, "本批面料缸号是否一致？请说明色差原因。", ""),
)


class CsVipDemo(models.AbstractModel):
    """Promises, questions to departments and a meeting on the open complaints."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_cases(self):
        complaints = self.env["helpdesk.ticket"].search(
            [
                ("company_id", "=", self._company().id),
                ("cs_is_complaint", "=", True),
                ("stage_id.closed", "=", False),
            ],
            order="id",
        )
        complaints[-2:].write({"cs_impact_image": "2", "cs_impact_money": "1"})
        self._load_promises(complaints)
        self._load_referrals(complaints)
        self._load_meeting(complaints)

    def _load_promises(self, tickets):
        for turn, (ago, after, kind, what, login, state) in enumerate(PROMISES):
            then = self._at(ago)
            promise = (
                self.env["cs.promise"]
                .with_env(then.env)
                .create(
                    {
                        "name": what,
                        "kind": kind,
                        "ticket_id": tickets[turn % len(tickets)].id,
                        "user_id": self._user(login).id,
                        "promised_by_id": self._user(login).id,
                        "date_due": then._day() + timedelta(days=after),
                        "company_id": self._company().id,
                    }
                )
            )
            if state == "kept":
                promise.action_keep()
            elif state == "broken":
                promise.outcome = "检测设备故障，晚一天答复，已向客户致歉。"
                promise.with_env(self._at(ago - after - 1).env).action_break()

    def _load_referrals(self, tickets):
        quality = self.env.ref("cs_department.department_quality")
        contact = self._user("quality")
        for turn, (ago, question, answer) in enumerate(QUESTIONS):
            referral = (
                self.env["cs.referral"]
                .with_env(self._at(ago).env)
                .create(
                    {
                        "ticket_id": tickets[-1 - turn].id,
                        "department_id": quality.id,
                        "asked_by_id": self._user("aftersales").id,
                        "question": question,
                    }
                )
            )
            if answer:
                referral = referral.with_env(self._at(ago - 1).env)
                referral.write(
                    {"answer": answer, "fault": "ours", "prevention": "增加缝距巡检"}
                )
                # sudo: under the contact's name, whatever the contact may write
                referral.with_user(contact).sudo().action_answer()

    def _load_meeting(self, tickets):
        author = tickets[0].user_id or self._user("aftersales")
        # sudo: under the owner's name, whoever loads demo data
        self.env["cs.restricted.note"].with_user(author).sudo().create(
            {
                "ticket_id": tickets[0].id,
                "name": "客户家庭情况",
                "entry": "客户家中有行动不便的老人，上门请提前一天联系其女儿。",
                "consent": True,
            }
        )
        meeting = (
            self.env["cs.meeting"]
            .with_env(self._at(1).env)
            .create(
                {
                    "name": "本周投诉分析会",
                    "user_id": self._user("supervisor").id,
                    "location": "客服中心会议室",
                    "department_ids": [
                        Command.set(
                            self.env.ref("cs_department.department_quality").ids
                        )
                    ],
                    "participant_ids": [
                        Command.set(
                            [self._user("quality").id, self._user("aftersales").id]
                        )
                    ],
                    "company_id": self._company().id,
                }
            )
        )
        meeting.action_draw_agenda()
        meeting.line_ids = meeting.line_ids or [
            Command.create({"ticket_id": ticket.id}) for ticket in tickets[-2:]
        ]
        self.env["cs.meeting.action"].create(
            {
                "meeting_id": meeting.id,
                "line_id": meeting.line_ids[:1].id,
                "name": "复检同批次靠背接缝",
                "user_id": self._user("quality").id,
                "date_due": self._at(0)._day() + timedelta(days=5),
            }
        )
