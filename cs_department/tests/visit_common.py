from datetime import datetime

from odoo.fields import Command

from odoo.addons.cs_vip.business_day import Clock

from . import common

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class VisitCase(common.DepartmentCase):
    """A crew of two, the clock at 10:00 in Shanghai, and visits on demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "cs_clock": Clock(datetime(2026, 3, 10, 2))}
        )
        cls.clerk = cls.users["clerk"]
        cls.installer = cls.users["installer"]
        cls.crew = cls.env["cs.crew"].create(
            {
                "name": "Crew East",
                "lead_id": cls.users["lead"].id,
                "member_ids": [Command.set(cls.installer.ids)],
                "company_id": cls.company.id,
            }
        )
        cls.start = datetime(2026, 3, 11, 1)
        cls.end = datetime(2026, 3, 11, 3)

    @classmethod
    def _new_visit(cls, order_date="2026-03-01 04:00:00", **values):
        return cls.env["cs.visit"].create(
            {
                "partner_id": cls.customer.id,
                "order_date": order_date,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _schedule(cls, visit, role="clerk", start=None, end=None, **values):
        wizard = (
            cls.env["cs.visit.schedule"]
            .with_user(cls.users[role])
            .create(
                {
                    "visit_id": visit.id,
                    "crew_id": cls.crew.id,
                    "date_start": start or cls.start,
                    "date_end": end or cls.end,
                    **values,
                }
            )
        )
        wizard.action_schedule()
        return visit

    @classmethod
    def _on_site(cls, visit=None):
        """A visit on which the installer has arrived."""
        visit = cls._schedule(visit or cls._new_visit())
        visit.with_user(cls.clerk).action_confirm()
        visit.check_ids.with_user(cls.installer).write({"is_done": True})
        visit.with_user(cls.installer).action_arrive()
        return visit.with_user(cls.installer)

    @classmethod
    def _done(cls, visit=None):
        visit = cls._on_site(visit)
        visit.write(
            {
                "work_done": "Sofa and table set up",
                "product_rating_choice": "5",
                "service_rating_choice": "4",
                "signature": PIXEL,
                "signed_by": "Lin Yue",
            }
        )
        visit.action_done()
        return visit
