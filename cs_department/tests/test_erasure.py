"""Erasing a person takes the names out of whatever the department keeps."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_vip.tests.erasure_common import ErasureCommon

from .visit_common import VisitCase

NAME, EMAIL, PHONE = "Quirina Zweifel", "quirina@zweifel.example", "+86 139 5550 1234"
MARKS = ("Zweifel", "139 5550 1234", "13955501234")


@tagged("post_install", "-at_install")
class TestErasure(ErasureCommon, VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"name": NAME, "email": EMAIL, "phone": PHONE})
        cls.ticket = cls._new_ticket(
            name=f"Sofa of {NAME} creaks",
            description=f"<p>{NAME} heard it.</p>",
            partner_name=NAME,
            partner_email=EMAIL,
        )

    def erase(self):
        self.customer.with_user(self.users["manager"])._cs_vip_erase("Asked by letter")
        self.env.invalidate_all()

    def make(self, model, **values):
        return self.env[model].create({"company_id": self.company.id, **values})

    def tell(self):
        """A history in which the name is everywhere. Returns what stays."""
        visit = self._done().sudo()
        visit.write({"signed_by": NAME, "note": f"Ring at {NAME}"})
        callback = self.make(
            "cs.callback", partner_id=self.customer.id, opinion=f"{NAME} is happy",
            attempt_ids=[Command.create({"result": "busy", "note": NAME})],
        )  # fmt: skip
        feedback = self.make(
            "cs.feedback", partner_id=self.customer.id, description=f"{NAME} says so",
            topic_id=self.env.ref("cs_department.feedback_topic_quality").id,
        )  # fmt: skip
        remedy = self.env["cs.remedy"].create(
            {
                "ticket_id": self.ticket.id,
                "kind_id": self.env.ref("cs_department.remedy_kind_apology").id,
                "description": f"Letter to {NAME}",
            }
        )
        remedy.write({"accepted_by": NAME, "agreed_terms": f"{NAME}: yes"})
        promise = self.make(
            "cs.promise", name=f"Call {NAME}", ticket_id=self.ticket.id,
            date_due="2026-04-01",
        )  # fmt: skip
        self.env["cs.restricted.note"].create(
            {"ticket_id": self.ticket.id, "name": NAME, "entry": f"{NAME} shouted"}
        )
        meeting = self.make(
            "cs.meeting", name="Cases", minutes=f"<p>{NAME} waits</p>",
            line_ids=[Command.create({"ticket_id": self.ticket.id, "minutes": NAME})],
        )  # fmt: skip
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": self.ticket.id,
                "rating": 4,
                "consumed": True,
                "feedback": f"{NAME}: fine",
                "partner_id": self.customer.id,
            }
        )
        for record in (self.ticket, callback, visit, self.order):
            self.chat(record, self.customer, f"{NAME}, {PHONE}")
        for record in (feedback, promise, meeting):
            record._message_log(body=f"About {NAME}")
        return visit, (callback, feedback, remedy, promise, meeting, rating)

    def test_nothing_names_the_person(self):
        visit, others = self.tell()
        unknown = self._new_ticket(
            partner_id=False, partner_name=NAME, partner_email=EMAIL, name=f"By {NAME}"
        )
        self.assertTrue(self.left_over(*MARKS))
        self.erase()
        self.assertEqual(self.left_over(*MARKS), set())
        for record in (visit, self.ticket, unknown, *others):
            self.assertTrue(record.exists())
        for name in ("contact_name", "phone", "address", "signature", "signed_by"):
            self.assertFalse(visit[name], name)
        for name in ("partner_name", "partner_email", "cs_phone"):
            self.assertFalse(self.ticket[name], name)
        label = self.customer.name
        self.assertEqual(self.ticket.name, f"Sofa of {label} creaks")
        self.assertIn(f"{label} heard it.", self.ticket.description)
        callback, feedback, remedy, promise, meeting, rating = others
        self.assertEqual(callback.opinion, f"{label} is happy")
        self.assertEqual(feedback.description, f"{label} says so")
        self.assertEqual(remedy.agreed_terms, f"{label}: yes")
        self.assertEqual(promise.state, "released")
        self.assertEqual(rating.rating, 4)
        self.assertIn(f"About {label}", str(meeting.message_ids.mapped("body")))
        said = self.ticket.message_ids.mapped("body")
        self.assertIn("<p>Erased with the customer.</p>", said)
        self.assertIn(f"<p>{label}, {label} was called</p>", said)

    def test_what_was_planned_ends(self):
        visit = self._schedule(self._new_visit())
        callback = self.make("cs.callback", partner_id=self.customer.id)
        self.erase()
        self.assertEqual(visit.state, "cancelled")
        self.assertEqual(callback.state, "cancelled")

    def test_nobody_is_written_to(self):
        self.tell()
        self._schedule(self._new_visit())
        quotation = self._new_order(self.customer, {self.sofa: 6}, confirm=False)
        before = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        self.erase()
        self.assertFalse(self.env["mail.mail"].search([("id", ">", before)]))
        self.assertEqual(quotation.state, "cancel")

    def test_other_customers(self):
        ticket = self._new_ticket(
            partner_id=self.other_customer.id, name=f"Like {NAME}"
        )
        message = ticket.message_post(body=f"As with {NAME}", message_type="comment")
        self.erase()
        self.assertEqual(ticket.name, f"Like {NAME}")
        self.assertIn(NAME, message.body)

    def test_export(self):
        visit, _others = self.tell()
        self.ticket.message_post(
            body="=It creaks", author_id=self.customer.id, message_type="comment"
        )
        person = self.customer.with_user(self.users["manager"]).sudo()
        sheets = {
            title: [dict(zip(heads, row, strict=True)) for row in rows]
            for title, heads, rows in person._cs_vip_export_sheets(
                self.env["cs.vip.card"]
            )
        }
        [request] = sheets["Requests"]
        self.assertEqual(request["Description"], f"{NAME} heard it.")
        self.assertEqual(sheets["Visits"][0]["Number"], visit.name)
        self.assertEqual(sheets["Callbacks"][0]["Opinion"], f"{NAME} is happy")
        self.assertEqual(sheets["Remedies"][0]["Agreed"], f"{NAME}: yes")
        self.assertEqual(sheets["Promises"][0]["Promised"], f"Call {NAME}")
        self.assertEqual(len(sheets["Feedback"]), 1)
        self.assertEqual(len(sheets["Ratings"]), 1)
        self.assertIn("=It creaks", [row["Contents"] for row in sheets["Messages"]])
        self.assertEqual(len(sheets["Restricted Notes"]), 1)
        everything = str(sheets)
        for secret in ("shouted", "was called", "Ring at", "waits"):
            self.assertNotIn(secret, everything)
        self.assertIn(fields.Date.to_date("2026-04-01"), sheets["Promises"][0].values())
