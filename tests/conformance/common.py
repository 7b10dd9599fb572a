"""What the conformance tests share: which addons are ours, their roles, records and
exceptions.

Addons are found by their manifest at the top of the repository. They extend the suite
by data in their own ``tests`` folder:

- ``factories.py``: ``FACTORIES``, model name -> function ``(env, number, owner=None,
  company=None)`` that returns ``number`` records in a state users see them in;
  ``ARGUMENTS``, (model, method) -> positional arguments of a public method;
  ``SITUATIONS``, (model, method) -> function ``(env)`` that returns a record on which
  the method does its work where the factory's do not; ``DUE``, external id of a
  scheduled action -> function ``(env)`` that makes work for it.
- ``*.csv``: the access matrix and lists of exceptions, each line with its reason.

Lines of an addon may speak of groups and models of the addons it depends on, never the
other way round.
"""

import ast
import csv
import fnmatch
import importlib
import os
from functools import cache
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, new_test_user, tagged

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OPERATIONS = ("create", "read", "write", "unlink")


@cache
def our_addons() -> tuple[str, ...]:
    """Names of the addons of this repository, each after those it depends on."""
    chosen = os.environ.get("CONFORMANCE_ADDONS")
    if chosen:
        return tuple(chosen.split(","))
    depends = {
        path.parent.name: ast.literal_eval(path.read_text())["depends"]
        for path in sorted(ROOT.glob("*/__manifest__.py"))
    }
    ordered: list[str] = []
    while len(ordered) < len(depends):
        ordered += [
            name
            for name, needs in depends.items()
            if name not in ordered
            and all(need in ordered for need in needs if need in depends)
        ]
    return tuple(ordered)


def addon_path(addon: str) -> Path:
    return Path(get_module_path(addon))


def read_csv(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def addon_rows(name: str, addons) -> list[dict[str, str]]:
    """Lines of ``<addon>/tests/<name>`` of all addons."""
    return [
        row for addon in addons for row in read_csv(addon_path(addon) / "tests" / name)
    ]


class Exceptions:
    """Lines that excuse a finding; each has a reason, and one that excuses nothing is
    stale.
    """

    def __init__(self, name: str, addons, general: bool = False):
        self.name = name
        self.rows = addon_rows(name, addons)
        if general:
            self.rows = self.rows + read_csv(HERE / name)
        self.used: set[int] = set()

    def allow(self, **finding: str) -> bool:
        for index, row in enumerate(self.rows):
            if all(
                fnmatch.fnmatchcase(value, row.get(key) or "")
                for key, value in finding.items()
            ):
                self.used.add(index)
                return True
        return False

    def problems(self) -> list[str]:
        """What is wrong with the list itself."""
        return [
            f"{self.name}: no reason given: {row}"
            for row in self.rows
            if not (row.get("reason") or "").strip()
        ] + [
            f"{self.name}: excuses nothing any more: {row}"
            for index, row in enumerate(self.rows)
            if index not in self.used
        ]


class Undo(Exception):
    """Leaves a savepoint so that nothing of it stays."""


@tagged("post_install", "-at_install")
class ConformanceCase(TransactionCase):
    """A small world for generic checks: one user for each role, records from the
    addons' factories.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                no_reset_password=True,
            )
        )
        installed = cls.env["ir.module.module"].search(
            [("name", "in", our_addons()), ("state", "=", "installed")]
        )
        cls.addons = [name for name in our_addons() if name in installed.mapped("name")]
        cls.models = {
            name: model_class._original_module
            for name, model_class in cls.registry.items()
            if model_class._original_module in cls.addons
        }
        cls.tables = [
            name
            for name in cls.models
            if cls.env[name]._auto and not cls.env[name]._abstract
        ]
        cls.stored_models = [
            name for name in cls.tables if not cls.env[name]._transient
        ]
        cls.factories = {}
        cls.arguments = {}
        cls.situations = {}
        cls.due = {}
        cls.route_factories = {}
        for addon in cls.addons:
            if (addon_path(addon) / "tests" / "factories.py").exists():
                module = importlib.import_module(f"odoo.addons.{addon}.tests.factories")
                cls.factories.update(module.FACTORIES)
                cls.arguments.update(getattr(module, "ARGUMENTS", {}))
                cls.situations.update(getattr(module, "SITUATIONS", {}))
                cls.due.update(getattr(module, "DUE", {}))
                cls.route_factories.update(getattr(module, "ROUTES", {}))

    @classmethod
    def external_ids(cls, model: str) -> dict[int, str]:
        """Ids of the records of a model that our addons ship -> external id."""
        return {
            data.res_id: data.complete_name
            for data in cls.env["ir.model.data"].search(
                [("module", "in", cls.addons), ("model", "=", model)]
            )
        }

    @classmethod
    def our_records(cls, model: str):
        """Records of a model that our addons ship, archived ones too."""
        records = cls.env[model].with_context(active_test=False)
        return records.browse(cls.external_ids(model)).exists()

    @classmethod
    def role_groups(cls) -> list[str]:
        """The groups of our addons and those of others that are a role here."""
        others = [row["group"] for row in read_csv(HERE / "roles.csv")]
        ours = sorted(cls.external_ids("res.groups").values())
        return [
            name
            for name in others + ours
            if cls.env.ref(name, raise_if_not_found=False)
        ]

    @classmethod
    def make_user(cls, group: str, login: str = "", **values):
        """A user of one role, with only the group of this role."""
        login = login or f"conformance-{group}"
        if cls.env.ref(group) == cls.env.ref("base.group_public"):
            return cls.env.ref("base.public_user")
        return new_test_user(cls.env, login, groups=group, **values)

    @classmethod
    def make_roles(cls) -> dict:
        return {group: cls.make_user(group) for group in cls.role_groups()}

    @classmethod
    def make_records(cls, model: str, number: int, **options):
        """Records of a model as its addon's factory makes them."""
        records = cls.factories[model](cls.env, number, **options)
        cls.env.flush_all()
        if len(records) != number:
            raise ValueError(
                f"factory of {model}: {len(records)} records, not {number}"
            )
        return records

    @classmethod
    def make_samples(cls) -> dict:
        """Two records of every model that has a factory, wizards aside."""
        return {
            model: cls.make_records(model, 2)
            for model in cls.factories
            if not cls.env[model]._transient
        }

    @classmethod
    def make_own_samples(cls, users):
        """For each role, what ``record_access.csv`` calls its own and lets it read."""
        for row in addon_rows("record_access.csv", cls.addons):
            if row["record"] == "own" and row["read"] == "1" and row["group"] in users:
                cls.make_records(row["model"], 1, owner=users[row["group"]])

    def assertNoProblem(self, problems, what: str):
        found = sorted(set(problems))
        self.assertFalse(found, f"{what} ({len(found)}):\n  " + "\n  ".join(found))

    def undone(self, function):
        """Call a function and undo what it did to the database; its result or the
        exception it raised.
        """
        result = error = None
        try:
            with self.env.cr.savepoint():
                try:
                    result = function()
                    self.env.flush_all()
                except Exception as exc:  # the caller judges it
                    error = exc
                raise Undo
        except Undo:
            self.env.invalidate_all(flush=False)
        return result, error
