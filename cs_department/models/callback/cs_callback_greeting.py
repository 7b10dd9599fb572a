from odoo import api, fields, models


class CsCallback(models.Model):
    """A greeting of the VIP programme that is made as a call (V10)."""

    _inherit = "cs.callback"

    greeting_id = fields.Many2one(
        "cs.vip.greeting",
        string="VIP Greeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        groups="cs_department.group_member,cs_vip.group_user",
    )

    @api.depends("greeting_id")
    def _compute_script(self):
        res = super()._compute_script()
        for callback in self:
            # sudo: the caller needs the words, not the right to open greetings
            greeting = callback.sudo().greeting_id
            if greeting:
                occasion = greeting.occasion_id.with_context(lang=greeting._language())
                callback.script = occasion.call_script
        return res

    def _close(self, state):
        """The greeting follows its call."""
        res = super()._close(state)
        # sudo: the caller makes the call; what becomes of the greeting follows
        greetings = self.sudo().greeting_id.filtered(
            lambda greeting: greeting.state == "call"
        )
        if state == "done":
            greetings._called()
        elif state == "unreachable":
            greetings._set_failed(self.env._("Not reached"))
        else:
            greetings.state = "cancelled"
        return res
