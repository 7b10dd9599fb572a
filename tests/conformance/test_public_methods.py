"""No method open to RPC changes data that its caller may not change."""

import inspect
import warnings

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw

from .common import HERE, ConformanceCase, Exceptions, read_csv
from .writes import Writes

# What the access matrix already proves, and what only reads.
STANDARD = set(dir(BaseModel))


class TestPublicMethods(ConformanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.make_roles()
        cls.byproducts = {row["table"] for row in read_csv(HERE / "byproducts.csv")}
        cls.table_models = {}
        for name in cls.registry:
            model = cls.env[name]
            if model._auto and not model._abstract:
                cls.table_models.setdefault(model._table, []).append(name)
                for field in model._fields.values():
                    if field.type == "many2many" and field.store and field.relation:
                        cls.table_models.setdefault(field.relation, []).append(name)

    def _public_methods(self):
        """(model, method) that our addons define and RPC can reach."""
        found = set()
        for name, model_class in self.registry.items():
            for base in model_class.mro():
                if getattr(base, "_module", None) not in self.addons:
                    continue
                if not base.__module__.startswith("odoo.addons."):
                    continue
                for method, value in vars(base).items():
                    if (
                        not method.startswith("_")
                        and inspect.isfunction(value)
                        and not getattr(value, "_api_private", False)
                        and method not in STANDARD
                    ):
                        found.add((name, method))
        return sorted(found)

    def _arguments(self, model, method):
        """Positional arguments for a call; None if nobody said what they are."""
        if (model, method) in self.arguments:
            return self.arguments[model, method]
        parameters = list(
            inspect.signature(getattr(self.registry[model], method)).parameters.values()
        )[1:]
        required = [
            parameter
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        ]
        return None if required else []

    def _call(self, user, records, method, arguments):
        """Writes of a call and the error it ended in; the call is undone.

        A wizard is opened by the user who calls.
        """
        context = {"lang": "en_US", "allowed_company_ids": user.company_ids.ids}
        model = self.env[records._name].with_user(user).with_context(**context)

        def call():
            called = records.with_env(model.env)
            if model._transient and model._name in self.factories:
                called = self.factories[model._name](model.env, 1)
                self.env.flush_all()
                self.writes.since()
            takes_ids = not getattr(getattr(model, method), "_api_model", False)
            values = [called.ids, *arguments] if takes_ids else list(arguments)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call_kw(model, method, values, {})

        self.env.flush_all()
        self.writes.since()
        _result, error = self.undone(call)
        return self.writes.since(), error

    def _may(self, user, records, table, operation):
        """Whether a user could have written this through the ORM."""
        for name in self.table_models.get(table, ()):
            access = records if name == records._name else self.env[name]
            access = access.with_user(user)
            kinds = ("create", "write") if operation == "write" else (operation,)
            if table != self.env[name]._table:
                kinds = ("create", "write")
            if any(access.has_access(kind) for kind in kinds):
                return True
        return False

    def _situation(self, model, method, arguments):
        """Records on which a method does its work when the caller may do everything.

        A method that refuses for another reason (wrong state) would hide that it does
        not check who calls.
        """
        if (model, method) in self.situations:
            return self.situations[model, method](self.env)
        records = self.samples.get(model, self.env[model])[:1]
        _writes, error = self._call(self.env.user, records, method, arguments)
        return None if isinstance(error, UserError) else records

    def _findings(self, user, records, method, arguments):
        """(table, what is wrong) of a call by a user."""
        writes, error = self._call(user, records, method, arguments)
        if isinstance(error, UserError):
            return []
        if error is not None:
            return [("error", repr(error))]
        return [
            (table, f"{operation} on {table}")
            for table, operation in sorted(writes)
            if table not in self.byproducts
            and not self._may(user, records, table, operation)
        ]

    def test_public_methods(self):
        """Called by every role, on records that are not the caller's, a method raises
        or changes only what the role may change by itself; what a method does beyond
        that, with a reason, stands in ``public_methods.csv``.
        """
        self.writes = Writes(self.env.cr)
        allowed = Exceptions("public_methods.csv", self.addons)
        problems = []
        methods = self._public_methods()
        self.samples = {
            model: self.make_records(model, 1)
            for model in {name for name, _method in methods} & set(self.factories)
            if not self.env[model]._transient
        }
        for model, method in methods:
            if self.env[model]._abstract:
                continue
            arguments = self._arguments(model, method)
            if arguments is None:
                problems.append(
                    f"{model}.{method}: no arguments in factories.ARGUMENTS"
                )
                continue
            records = self._situation(model, method, arguments)
            if records is None:
                problems.append(f"{model}.{method}: nothing in factories.SITUATIONS")
                continue
            findings = {}
            for group, user in self.users.items():
                for table, what in self._findings(user, records, method, arguments):
                    if not allowed.allow(
                        model=model, method=method, group=group, table=table
                    ):
                        findings.setdefault(what, []).append(group)
            problems += [
                f"{model}.{method}: {what} by {', '.join(groups)}"
                for what, groups in findings.items()
            ]
        self.assertNoProblem(problems + allowed.problems(), "methods open to misuse")
        self.assertTrue(methods)
