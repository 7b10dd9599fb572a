from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MANAGER = "cs_department.group_manager"
OPERATORS = {"=", "!=", "<", "<=", ">", ">=", "in", "not in"}
OPERATORS |= {"like", "not like", "ilike", "not ilike", "=like", "=ilike"}
OPERATORS |= {"child_of", "parent_of"}
NESTED = {"any", "not any"}
# What no filter compares.
OPAQUE = {"binary", "json", "properties", "properties_definition", "reference"}
PLAIN = (str, int, float, bool, type(None))


class CsKpiSource(models.AbstractModel):
    """What a manager may count without code: models and fields that the manager's role
    reads, and filters that are nothing but data (P1).

    Access rights are those of the role, not of whoever sets the indicator up: an
    administrator's further rights do not reach into appraisals.
    """

    _name = "cs.kpi.source"
    _description = "Models That Indicators May Count"

    @api.model
    def _groups(self):
        """Ids of the manager's role and all that it implies."""
        # sudo: which groups a role consists of is no secret
        return self.env.ref(MANAGER).sudo().all_implied_ids.ids

    @api.model
    def _models(self):
        """(name, label) of all stored models that the role reads."""
        # sudo: managers do not read the tables of access rights
        access = self.env["ir.model.access"].sudo()
        allowed = access.search(
            Domain("perm_read", "=", True)
            & Domain("model_id.transient", "=", False)
            & (
                Domain("group_id", "in", self._groups())
                | Domain("group_id", "=", False)
            )
        )
        return sorted(
            (
                (model.model, model.name)
                for model in allowed.model_id
                if model.model in self.env and not self.env[model.model]._abstract
            ),
            key=lambda row: (row[1] or row[0], row[0]),
        )

    @api.model
    def _check_model(self, name):
        """The empty recordset of a model that may be counted."""
        model = self.env.get(name)
        readable = False
        if model is not None and not model._abstract and not model._transient:
            access = self.env["ir.model.access"]._get_access_groups(name)
            readable = access.matches(self._groups())
        if not readable:
            raise ValidationError(
                self.env._(
                    'The manager\'s role cannot read "%s". Choose another model.', name
                )
            )
        return model

    @api.model
    def _check_field(self, model, name, types=None):
        """The stored field ``name`` of ``model``, which the role reads."""
        field = model._fields.get(name or "")
        if field is None:
            raise ValidationError(
                self.env._(
                    '"%(model)s" has no field "%(field)s". Choose one of its fields.',
                    model=model._description,
                    field=name,
                )
            )
        usable = field.store and field.type not in OPAQUE
        if not usable or field.company_dependent or field.inherited:
            raise ValidationError(
                self.env._(
                    '"%(field)s" of "%(model)s" is not stored in a way that can be '
                    "counted. Choose another field.",
                    model=model._description,
                    field=name,
                )
            )
        if field.groups and not self._in_groups(field.groups):
            raise ValidationError(
                self.env._(
                    '"%(field)s" of "%(model)s" is closed to the manager\'s role. '
                    "Choose another field.",
                    model=model._description,
                    field=name,
                )
            )
        if types and field.type not in types:
            raise ValidationError(
                self.env._(
                    '"%(field)s" of "%(model)s" is of another kind than is needed '
                    "here: %(types)s.",
                    model=model._description,
                    field=name,
                    types=", ".join(sorted(types)),
                )
            )
        return field

    def _in_groups(self, expression):
        """As ``has_groups``, for the role instead of a user."""
        known = set(self._groups())
        wanted = [part.strip() for part in expression.split(",")]
        ids = {
            part: self.env["ir.model.data"]._xmlid_to_res_id(
                part.lstrip("!"), raise_if_not_found=False
            )
            for part in wanted
        }
        if any(part.startswith("!") and ids[part] in known for part in wanted):
            return False
        positive = [part for part in wanted if not part.startswith("!")]
        return not positive or any(ids[part] in known for part in positive)

    @api.model
    def _parse(self, model, text):
        """The `Domain` of a filter as it is typed or chosen; nothing in it is run."""
        try:
            found = literal_eval((text or "[]").strip() or "[]")
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValidationError(
                self.env._(
                    "This is not a filter: %s\nA filter is a list of conditions with "
                    'fixed values, for example [("state", "=", "done")].',
                    text,
                )
            ) from None
        self._check_conditions(model, found)
        try:
            domain = Domain(found)
            domain.validate(model.sudo())  # sudo: only the form of values is checked
        except (ValueError, TypeError, AssertionError, UserError) as error:
            raise ValidationError(
                self.env._(
                    "The filter %(text)s does not fit: %(error)s",
                    text=text,
                    error=error,
                )
            ) from None
        return domain

    def _check_conditions(self, model, conditions):
        if not isinstance(conditions, list):
            self._refuse(conditions)
        for condition in conditions:
            if isinstance(condition, str) and condition in ("&", "|", "!"):
                continue
            if not isinstance(condition, list | tuple) or len(condition) != 3:
                self._refuse(condition)
            path, operator, value = condition
            if condition in ((1, "=", 1), (0, "=", 1), [1, "=", 1], [0, "=", 1]):
                continue
            if not isinstance(path, str) or not isinstance(operator, str):
                self._refuse(condition)
            last = self._check_path(model, path)
            if operator in NESTED and last.relational:
                target = self._check_model(last.comodel_name)
                self._check_conditions(target, value)
            elif operator not in OPERATORS or not self._is_plain(value):
                self._refuse(condition)

    def _check_path(self, model, path):
        """Every step of a dotted path must be open to the role."""
        *steps, last = path.split(".")
        for name in steps:
            field = self._check_field(model, name)
            if not field.relational:
                self._refuse(path)
            model = self._check_model(field.comodel_name)
        if last == "id":
            return model._fields["id"]
        field = self._check_field(model, last)
        if field.relational:
            self._check_model(field.comodel_name)
        return field

    def _is_plain(self, value):
        if isinstance(value, list | tuple):
            return all(isinstance(element, PLAIN) for element in value)
        return isinstance(value, PLAIN)

    def _refuse(self, part):
        raise ValidationError(
            self.env._(
                "This part of the filter is not understood: %s\nUse conditions of a "
                "field, an operator and a fixed value.",
                part,
            )
        )
