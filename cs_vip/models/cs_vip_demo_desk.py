from datetime import timedelta

from odoo import api, models


class CsVipDemo(models.AbstractModel):
    """What the card desk has on its table in the demo company."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_desk(self):
        """A lost card issued anew, a correction booked and one that waits for a second
        person, an application that is overdue."""
        Card = self._at(0).env["cs.vip.card"]
        cards = Card.search(
            [("company_id", "=", self._company().id), ("state", "=", "active")],
            order="id",
            limit=3,
        )
        if len(cards) < 3:
            return
        lost, small, large = cards
        lost.action_suspend()
        lost._reissue("客户在地铁上遗失", {lost.id: lost.name})
        corrections = self.env["cs.vip.correction"]
        corrections.with_user(self.env.ref("base.user_admin"))._request(
            small, 30, "漏记一张订单的积分"
        )
        waiting = corrections.create(
            {
                "card_id": large.id,
                "points": 800,
                "reason": "老会员档案转入时少录积分",
                "requester_id": self.env.ref("cs_vip.user_demo_salesmanager").id,
                "date": large._today(),
            }
        )
        waiting.activity_schedule(
            "cs_vip.activity_approve_correction",
            date_deadline=waiting.date,
            user_id=self.env.ref("base.user_admin").id,
        )
        self._submit_late()

    def _submit_late(self):
        """Complete the oldest application that can be; it waits since five days."""
        card = (
            self._at(0)
            .env["cs.vip.card"]
            .search(
                [
                    ("company_id", "=", self._company().id),
                    ("state", "=", "draft"),
                    ("partner_id.birthdate_date", "!=", False),
                ],
                order="id",
                limit=1,
            )
        )
        card.write(
            {
                "declaration": True,
                "document_type": "passport",
                "document_number": f"E{card.partner_id.id:08d}",
            }
        )
        if card and not card._missing_application_data():
            card.action_submit()
            card.date_submitted -= timedelta(days=5)
            card._escalate()
