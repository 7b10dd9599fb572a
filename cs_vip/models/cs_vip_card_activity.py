from datetime import timedelta

from odoo import models

REVIEW = "cs_vip.activity_review_application"
FILE_UPDATE = "cs_vip.activity_address_change"


class CsVipCard(models.Model):
    """What the card desk has to do (V4)."""

    _inherit = "cs.vip.card"

    def _desk_user(self):
        """Who decides: the programme's responsible, else somebody of the desk."""
        self.ensure_one()
        if self.program_id.user_id:
            return self.program_id.user_id
        # sudo: which users the desk has is asked on the applicant's behalf
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref("cs_vip.group_user").id),
                    ("company_ids", "in", self.company_id.id),
                    ("share", "=", False),
                ],
                order="id",
                limit=1,
            )
        )

    def _schedule_review(self):
        """One task per application or proposed upgrade, due within the set time."""
        for card in self.sudo():  # sudo: the task is the desk's, not the applicant's
            user = card._desk_user()
            if not user or card.activity_search([REVIEW]):
                continue
            card.with_context(lang=user.lang).activity_schedule(
                REVIEW,
                date_deadline=card._today()
                + timedelta(days=card.program_id.approval_days),
                user_id=user.id,
            )

    def _schedule_file_update(self):
        """One open task per card to bring its file up to date."""
        for card in self:
            user = card._desk_user()
            if user and not card.activity_search([FILE_UPDATE]):
                card.with_context(lang=user.lang).activity_schedule(
                    FILE_UPDATE, date_deadline=card._today(), user_id=user.id
                )

    def _finish_review(self, feedback):
        # sudo: the task may be a colleague's
        self.sudo().activity_feedback([REVIEW], feedback=feedback)
