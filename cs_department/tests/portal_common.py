import base64
import json
from io import BytesIO

from PIL import Image

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from . import common


def picture(kind="PNG", size=(40, 20)):
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, kind)
    return stream.getvalue()


SIGNATURE = base64.b64encode(picture()).decode()


class PortalCase(common.DepartmentCase, HttpCase):
    """Two customers with a login each, and a ticket of the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.remedy.kind"].search([]).needs_agreement = True
        cls.complaint = cls.env.ref("cs_department.request_type_complaint")
        cls.confirmation = cls.env.ref("cs_department.stage_confirmation")
        cls.awaiting = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        cls.in_progress = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.owner = cls.users["after_sales"]
        cls.lin = cls._portal_user("portal_lin", cls.customer)
        cls.zhao = cls._portal_user("portal_zhao", cls.other_customer)
        cls.ticket = cls._new_ticket(
            user_id=cls.owner.id,
            cs_request_type_id=cls.complaint.id,
            cs_cause_id=cls.env.ref("cs_department.cause_inspection").id,
            cs_sale_line_ids=[Command.set(cls.order.order_line[0].ids)],
            cs_remedy_sought="A new cushion",
            stage_id=cls.in_progress.id,
        )

    @classmethod
    def _portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login=login,
            name=partner.name,
            email=partner.email,
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="UTC",
        )

    def _propose(self, kind="refund", **values):
        remedy = self.env["cs.remedy"].create(
            {
                "ticket_id": self.ticket.id,
                "kind_id": self.env.ref(f"cs_department.remedy_kind_{kind}").id,
                **({"amount": 200} if kind == "refund" else {}),
                **values,
            }
        )
        remedy.action_approve()
        return remedy

    def page(self, ticket=None, login="portal_lin", query=""):
        self.authenticate(login, login)
        ticket = ticket or self.ticket
        return self.url_open(f"/my/ticket/{ticket.id}{query}")

    def answer(self, response):
        """What the next page says, in the same session."""
        return self.url_open(response.headers["Location"]).text

    def post(
        self, path, login="portal_lin", ticket=None, token=True, files=None, **data
    ):
        self.authenticate(login, login)
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        ticket = ticket or self.ticket
        return self.url_open(
            f"/my/ticket/{ticket.id}/{path}",
            data=data,
            files=files,
            allow_redirects=False,
        )

    def sign(self, login="portal_lin", ticket=None, query="", **values):
        """Answer of the signature form: the result, or the error's name."""
        self.authenticate(login, login)
        params = {"name": "Lin Yue", "signature": SIGNATURE, **values}
        response = self.url_open(
            f"/my/ticket/{(ticket or self.ticket).id}/confirm{query}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def tasks(self, ticket=None):
        """Open tasks of the owner."""
        activities = (ticket or self.ticket).activity_ids
        return activities.filtered(lambda a: a.user_id == self.owner).mapped("summary")
