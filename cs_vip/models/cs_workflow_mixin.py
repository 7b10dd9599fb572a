from odoo import api, models
from odoo.exceptions import UserError


class CsWorkflowMixin(models.AbstractModel):
    """A document whose states follow a declared transition table.

    ``_transitions`` maps (from, to) to the group that may make the step, or to
    None when whoever may write the record may. The table is checked on every
    write of ``state``, so it also holds for imports and remote calls.
    """

    _name = "cs.workflow.mixin"
    _description = "Workflow with Declared Transitions"

    _transitions: dict[tuple[str, str], str | None] = {}

    @api.model_create_multi
    def create(self, vals_list):
        """Users begin at the beginning; only the system enters history."""
        records = super().create(vals_list)
        initial = self._fields["state"].default(self)
        if not self.env.su and any(record.state != initial for record in records):
            raise UserError(
                self.env._(
                    'A new record begins as "%s". Use the buttons to go on.',
                    self._state_label(initial),
                )
            )
        return records

    def write(self, vals):
        if "state" in vals:
            for record in self:
                record._check_transition(record.state, vals["state"])
        return super().write(vals)

    def _check_transition(self, old, new):
        if old == new:
            return
        if (old, new) not in self._transitions:
            raise UserError(
                self.env._(
                    '"%(name)s" cannot go from "%(old)s" to "%(new)s".',
                    name=self.display_name,
                    old=self._state_label(old),
                    new=self._state_label(new),
                )
            )
        group = self._transitions[old, new]
        if group and not self.env.su and not self.env.user.has_group(group):
            raise UserError(
                self.env._(
                    'Setting "%(name)s" to "%(new)s" is up to others. '
                    "Ask somebody of the group %(group)s.",
                    name=self.display_name,
                    new=self._state_label(new),
                    # sudo: only the group's name, for the message
                    group=self.env.ref(group).sudo().display_name,
                )
            )

    def _state_label(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels.get(state, state)
