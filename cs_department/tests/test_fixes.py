from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestFixes(common.DepartmentCase):
    """Defects of the addons we build on; see the files in ``fixes/``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.in_progress = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        cls.team.write(
            {
                "use_sla": True,
                "resource_calendar_id": cls.company.resource_calendar_id.id,
            }
        )
        cls.other_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Workshop",
                "company_id": cls.company.id,
                "use_sla": True,
                "resource_calendar_id": cls.company.resource_calendar_id.id,
                "user_ids": [Command.set(cls.users["after_sales"].ids)],
            }
        )
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {"name": "Furniture", "company_id": cls.company.id}
        )
        cls.tag = cls.env["helpdesk.ticket.tag"].create(
            {"name": "Urgent", "company_id": cls.company.id}
        )
        cls.desk_policy = cls._policy("Desk", team_ids=cls.team.ids)
        cls.workshop_policy = cls._policy("Workshop", team_ids=cls.other_team.ids)
        cls.category_policy = cls._policy("Category", category_ids=cls.category.ids)
        cls.tag_policy = cls._policy("Tag", tag_ids=cls.tag.ids)

    @classmethod
    def _policy(cls, name, **values):
        return cls.env["helpdesk.sla"].create(
            {
                "name": name,
                "hours": 4,
                "stage_id": cls.done.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    def test_reopening_clears_the_closing_date(self):
        ticket = self._new_ticket()
        ticket.stage_id = self.done
        self.assertTrue(ticket.closed_date)
        ticket.stage_id = self.in_progress
        self.assertFalse(ticket.closed_date)

    def test_columns_are_indexed(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'helpdesk_ticket'"
        )
        indexes = " ".join(row[0] for row in self.env.cr.fetchall())
        for column in ("partner_id", "commercial_partner_id", "category_id", "number"):
            self.assertIn(f"({column})", indexes)

    def test_visitors_cannot_rewrite_stages(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.done.with_user(public).write({"name": "Hacked"})

    def test_rating_request_is_queued(self):
        self.in_progress.rating_mail_template_id = self.env.ref(
            "helpdesk_mgmt_rating.rating_ticket_email_template"
        )
        ticket = self._new_ticket("clerk", user_id=self.users["clerk"].id)
        with patch.object(type(self.env["mail.mail"]), "send", autospec=True) as send:
            ticket.stage_id = self.in_progress
        send.assert_not_called()
        mail = self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(mail.state, "outgoing")

    def test_team_with_policy_takes_the_working_hours_of_its_company(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "No Calendar",
                "company_id": self.company.id,
                "use_sla": True,
                "resource_calendar_id": False,
            }
        )
        self._policy("New", team_ids=team.ids)
        self.assertEqual(team.resource_calendar_id, self.company.resource_calendar_id)
        ticket = self._new_ticket(team_id=team.id)
        self.assertTrue(ticket.sla_deadline)
        ticket.stage_id = self.in_progress
        team.resource_calendar_id = False
        self.assertEqual(team.resource_calendar_id, self.company.resource_calendar_id)

    def test_team_without_any_working_hours_is_refused_in_words(self):
        self.company.resource_calendar_id = False
        self.env["resource.calendar"].search(
            [("company_id", "in", [False, self.company.id])]
        ).active = False
        with self.assertRaisesRegex(ValidationError, "choose its working hours"):
            self.env["helpdesk.ticket.team"].create(
                {
                    "name": "No Calendar",
                    "company_id": self.company.id,
                    "use_sla": True,
                    "resource_calendar_id": False,
                }
            )

    def test_teams_from_before_are_filled(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket_team SET resource_calendar_id = NULL WHERE id = %s",
            [self.team.id],
        )
        self.team.invalidate_recordset()
        self.env["helpdesk.ticket.team"]._cs_fill_all_calendars()
        self.assertTrue(self.team.resource_calendar_id)

    def test_policies_follow_team_category_and_tags(self):
        ticket = self._new_ticket("after_sales")
        self.assertEqual(ticket.sla_ids, self.desk_policy)
        ticket.category_id = self.category
        self.assertEqual(ticket.sla_ids, self.desk_policy + self.category_policy)
        ticket.tag_ids = self.tag
        self.assertEqual(
            ticket.sla_ids, self.desk_policy + self.category_policy + self.tag_policy
        )
        ticket.write({"category_id": False, "tag_ids": [Command.clear()]})
        self.assertEqual(ticket.sla_ids, self.desk_policy)
        ticket.team_id = self.other_team
        self.assertEqual(ticket.sla_ids, self.workshop_policy)
        self.other_team.use_sla = False
        ticket.category_id = self.category
        self.assertFalse(ticket.sla_ids)

    def test_kept_policies_run_on_the_new_teams_hours(self):
        half = self.company.resource_calendar_id.copy({"name": "Mornings"})
        half.attendance_ids.filtered(lambda a: a.day_period != "morning").unlink()
        self.other_team.resource_calendar_id = half
        both = self._policy("Two days", hours=0, days=2)
        ticket = self._new_ticket()
        row = ticket.ticket_sla_ids.filtered(lambda r: r.sla_id == both)
        self.assertEqual(row.hours, 16)
        ticket.team_id = self.other_team
        row = ticket.ticket_sla_ids.filtered(lambda r: r.sla_id == both)
        self.assertEqual(row.hours, 2 * half.hours_per_day)
        self.assertLess(row.hours, 16)

    def test_agents_may_set_the_policies(self):
        ticket = self._new_ticket()
        self.desk_policy.active = False
        ticket.with_user(self.users["after_sales"]).refresh_sla()
        self.assertFalse(ticket.sla_ids)
        with self.assertRaises(AccessError):
            ticket.with_user(self.users["general_manager"]).refresh_sla()

    def test_policies_of_another_company_do_not_apply(self):
        company = self.env["res.company"].create({"name": "Another Shop"})
        self._policy("Foreign", company_id=company.id, team_ids=False)
        ticket = self._new_ticket()
        ticket.refresh_sla()
        self.assertEqual(ticket.sla_ids, self.desk_policy)

    def test_ticket_without_title_has_no_name(self):
        self.assertFalse(self.env["helpdesk.ticket"].new({}).display_name)
        ticket = self._new_ticket()
        self.assertEqual(ticket.display_name, f"{ticket.number} - Sofa creaks")
