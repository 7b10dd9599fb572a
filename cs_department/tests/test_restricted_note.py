"""Sensitive content of a ticket: who reads it is written down (C10)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common

SECRET = "The neighbour heard the quarrel."


@tagged("post_install", "-at_install")
class TestRestrictedNote(common.DepartmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._new_ticket(user_id=cls.users["agent"].id)
        cls.note = cls._note("agent")

    @classmethod
    def _note(cls, role, **values):
        return (
            cls.env["cs.restricted.note"]
            .with_user(cls.users[role])
            .create(
                {
                    "ticket_id": cls.ticket.id,
                    "name": "What the customer told",
                    "entry": SECRET,
                    **values,
                }
            )
        )

    def _opened(self, role):
        return self.note.with_user(self.users[role]).action_open_text()

    def test_owner_supervisor_and_manager_open_it(self):
        for role in ("agent", "supervisor", "manager"):
            self.assertEqual(self._opened(role)["params"]["message"], SECRET)
        self.assertEqual(self.note.read_count, 3)
        self.assertEqual(
            self.note.sudo().read_ids.user_id,
            self.users["agent"] | self.users["supervisor"] | self.users["manager"],
        )

    def test_the_author_opens_their_own(self):
        note = self._note("clerk")
        self.assertEqual(note.action_open_text()["params"]["message"], SECRET)

    def test_nobody_else_opens_it(self):
        for role in ("clerk", "after_sales", "specialist", "contact", "internal"):
            with self.assertRaises(AccessError):
                self._opened(role)
        self.assertFalse(self.note.read_count)

    def test_new_owner_reads_it_and_the_old_one_as_author(self):
        note = self._note("clerk")
        self.ticket.user_id = self.users["after_sales"]
        self.assertTrue(note.with_user(self.users["after_sales"]).action_open_text())
        with self.assertRaises(AccessError):
            note.with_user(self.users["agent"]).action_open_text()

    def test_text_cannot_be_read_searched_exported_or_grouped(self):
        for role in ("agent", "manager"):
            note = self.note.with_user(self.users[role])
            self.assertFalse(note.entry)
            with self.assertRaises(AccessError):
                note.read(["body"])
            with self.assertRaises(AccessError):
                note.search([("body", "like", "quarrel")])
            with self.assertRaises(UserError):
                note.export_data(["body"])
            self.assertFalse(
                note.search([("name", "like", "quarrel")]), "the name is no secret"
            )

    def test_what_was_written_stays(self):
        self._opened("supervisor")
        for role in ("agent", "supervisor", "manager"):
            for values in (
                {"entry": "Bent"},
                {"body": "Bent"},
                {"name": "Something else"},
                {"user_id": self.users["clerk"].id},
            ):
                with self.assertRaisesRegex(AccessError, "stays as it was written"):
                    self.note.with_user(self.users[role]).write(values)
        self.assertEqual(self._opened("agent")["params"]["message"], SECRET)
        self.note.consent = True  # given later

    def test_empty_note_and_foreign_ticket_are_refused(self):
        with self.assertRaisesRegex(UserError, "Write the note"):
            self._note("agent", entry="  ")
        self.ticket.user_id = self.users["after_sales"]
        with self.assertRaises(AccessError):
            self._note("agent")

    def test_log_is_the_managers_and_nobodys_to_write(self):
        self._opened("supervisor")
        log = self.note.sudo().read_ids
        self.assertTrue(log.with_user(self.users["manager"]).user_id)
        with self.assertRaises(AccessError):
            log.with_user(self.users["supervisor"]).read(["user_id"])
        for values in ({"user_id": self.users["clerk"].id},):
            with self.assertRaises(AccessError):
                log.with_user(self.users["manager"]).write(values)
        with self.assertRaises(AccessError):
            log.with_user(self.users["manager"]).unlink()
        with self.assertRaises(AccessError):
            self.note.with_user(self.users["manager"]).unlink()
