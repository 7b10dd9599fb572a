from odoo import models

from .internal import erases


class ResUsers(models.Model):
    _inherit = "res.users"

    def _notify_security_setting_update(self, *args, **kwargs):
        """No mail about the login to whoever asked to be forgotten."""
        if erases(self.env):
            return self.env["mail.mail"]
        return super()._notify_security_setting_update(*args, **kwargs)
