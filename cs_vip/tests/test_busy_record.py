"""What a user reads who lost a record to somebody else too often."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import VipCommon


@tagged("post_install", "-at_install")
class TestBusyRecord(VipCommon, HttpCase):
    def ask(self, error):
        """The web client's answer where reading a partner always fails so."""

        def fail(_records, *_args, **_options):
            raise error

        self.authenticate("admin", "admin")
        with (
            patch("odoo.service.model.time.sleep"),
            patch.object(type(self.env["res.partner"]), "web_read", fail),
            mute_logger("odoo.http", "odoo.service.model"),
        ):
            return self.url_open(
                "/web/dataset/call_kw/res.partner/web_read",
                json={
                    "params": {
                        "model": "res.partner",
                        "method": "web_read",
                        "args": [self.customer.ids, {}],
                        "kwargs": {},
                    }
                },
            ).json()["error"]["data"]

    def test_lost_too_often(self):
        lost = SerializationFailure("could not serialize access")
        lost.__setstate__({"pgcode": "40001"})  # as PostgreSQL raises it
        data = self.ask(lost)
        self.assertEqual(data["name"], "odoo.exceptions.UserError")
        self.assertIn("Try again", data["message"])
        self.assertNotIn("serialize", data["message"])

    def test_other_errors_stay(self):
        data = self.ask(KeyError("something else"))
        self.assertEqual(data["name"], "builtins.KeyError")
