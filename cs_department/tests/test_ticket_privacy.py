import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .portal_common import SIGNATURE, PortalCase

MP3 = base64.b64encode(b"ID3" + b"\0" * 200)


@tagged("post_install", "-at_install")
class TestTicketPrivacy(PortalCase):
    """Consent, misconduct of customers, call recordings (C10)."""

    def test_consent_is_stamped(self):
        ticket = self.ticket.with_user(self.owner)
        ticket.cs_consent = "given"
        self.assertEqual(ticket.cs_consent_user_id, self.owner)
        self.assertTrue(ticket.cs_consent_date)
        ticket.write({"cs_consent": False})
        self.assertFalse(ticket.cs_consent_date)
        for values in ({"cs_consent_date": "2020-01-01"}, {"cs_consent_user_id": 1}):
            with self.assertRaisesRegex(AccessError, "kept by the system"):
                ticket.write(values)

    def _report(self, user, reason):
        wizard = self.env["cs.ticket.misconduct"].with_user(user)
        form = Form(wizard.with_context(default_ticket_id=self.ticket.id))
        form.reason = reason
        form.save().action_report()

    def test_misconduct_goes_to_the_superior(self):
        self._report(self.owner, "Shouted at the agent")
        supervisor = self.users["supervisor"]
        task = self.ticket.activity_ids.filtered(lambda a: a.user_id == supervisor)
        self.assertEqual(task.summary, "Misconduct of the customer reported")
        note = self.ticket.cs_note_ids
        self.assertEqual(note.user_id, self.owner)
        self.assertEqual(note.sudo().body, "Shouted at the agent")
        log = "".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("reported to", log)
        self.assertNotIn("Shouted", log)
        self.assertFalse(
            self.ticket.activity_ids.filtered(lambda a: a.user_id == self.owner)
        )

    def test_misconduct_without_words(self):
        with self.assertRaisesRegex(UserError, "Write down what happened"):
            self._report(self.owner, "  ")

    def _record(self, user, **values):
        return (
            self.env["cs.recording"]
            .with_user(user)
            .create(
                {
                    "name": "call.mp3",
                    "audio": MP3,
                    "ticket_id": self.ticket.id,
                    **values,
                }
            )
        )

    def test_recording_is_for_few(self):
        recording = self._record(self.owner)
        self.assertEqual(recording.user_id, self.owner)
        self.assertEqual(recording.partner_id, self.customer)
        for role in ("supervisor", "manager"):
            self.assertTrue(recording.with_user(self.users[role]).audio)
        for role in ("clerk", "contact", "general_manager", "portal", "internal"):
            with self.assertRaises(AccessError):
                recording.with_user(self.users[role]).read(["audio"])
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "cs.recording"), ("res_id", "=", recording.id)])
        )
        self.assertFalse(files & self.ticket._cs_portal_files())

    def test_recording_is_audio(self):
        for values in (
            {"audio": base64.b64encode(b"<script>alert(1)</script>")},
            {"name": "call.exe"},
            {"name": "call"},
            {"audio": False},
            {"audio": base64.b64encode(b"MZ" + b"\0" * 50)},
        ):
            with self.assertRaisesRegex(ValidationError, "is no recording"):
                self._record(self.owner, **values)

    def test_recording_stays(self):
        recording = self._record(self.owner)
        recording.with_user(self.owner).consent = True
        for values in ({"audio": MP3}, {"ticket_id": False}, {"user_id": 1}):
            with self.assertRaisesRegex(UserError, "stays as it was added"):
                recording.with_user(self.owner).write(values)
        with self.assertRaises(AccessError):
            recording.with_user(self.owner).unlink()

    def test_recording_of_a_ticket_that_is_not_seen(self):
        with self.assertRaises(AccessError):
            self._record(self.users["specialist"])

    def test_erased_person_leaves_no_signature_or_voice(self):
        remedy = self._propose()
        remedy._accept("Lin Yue", "portal")
        remedy.action_deliver()
        self.ticket._cs_confirm(True, "portal", name="Lin Yue", signature=SIGNATURE)
        self.assertTrue(self.ticket.closed)
        closing = self.ticket.cs_closing_ids
        closing.write(
            {
                "sheet_state": "done",
                "sheet_id": self.env["ir.attachment"]
                .create({"name": "sheet.pdf", "raw": b"%PDF Lin Yue"})
                .id,
            }
        )
        sheet = closing.sheet_id
        recording = self._record(self.owner)
        self.customer.with_user(self.users["manager"])._cs_vip_erase("By letter")
        self.assertFalse(self.ticket.cs_signature)
        self.assertFalse(self.ticket.cs_signed_by)
        self.assertFalse(closing.signed_by)
        self.assertEqual(closing.sheet_state, "pending")
        self.assertFalse(sheet.exists())
        self.assertFalse(recording.exists())
        self.assertFalse(remedy.accepted_by)
        self.assertEqual(remedy.agreement, "accepted")
        self.assertTrue(self.ticket.cs_date_confirmed)
