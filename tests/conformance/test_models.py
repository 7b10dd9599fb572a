"""How models and source are written: descriptions, database objects, sudo and routes
with a reason.
"""

import ast
import re
from pathlib import Path

from .common import ConformanceCase, addon_path

RISKY_ROUTE = {"auth": ("public", "none"), "csrf": (False,)}


def source_files(addon: str) -> list[Path]:
    """Python files of an addon that run in production."""
    return [
        path
        for path in sorted(addon_path(addon).rglob("*.py"))
        if "tests" not in path.relative_to(addon_path(addon)).parts
    ]


def has_comment(lines: list[str], number: int) -> bool:
    """Whether a line (counted from 1) or the one above it carries a comment."""
    return "#" in lines[number - 1] or lines[number - 2].lstrip().startswith("#")


class TestModels(ConformanceCase):
    def test_description(self):
        self.assertNoProblem(
            [
                name
                for name in self.models
                if not self.env[name]._description
                or self.env[name]._description == name
            ],
            "models without a description",
        )

    def test_constraints_and_indexes_are_in_the_database(self):
        """A constraint that fails when the addon is updated only warns, so look into
        the database.
        """
        self.env.cr.execute(
            "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes"
        )
        present = {name for (name,) in self.env.cr.fetchall()}
        problems = []
        checked = 0
        for name, model_class in self.registry.items():
            model = self.env[name]
            if model._abstract or not model._auto:
                continue
            for table_object in model_class._table_objects.values():
                if table_object._module not in self.addons:
                    continue
                checked += 1
                if table_object.full_name(model) not in present:
                    problems.append(f"{name}: {table_object.full_name(model)}")
            for field in model._fields.values():
                if (
                    field._modules
                    and field._modules[0] in self.addons
                    and field.store
                    and field.column_type
                    and field.index
                    and field.index is not True
                ):
                    problems += self._missing_index(model, field, present)
        self.assertNoProblem(problems, "missing in the database")
        self.assertTrue(checked)

    def _missing_index(self, model, field, present):
        expected = f"{model._table}__{field.name}_index"
        return [] if expected in present else [f"{model._name}: {expected}"]

    def test_sudo_says_why(self):
        """Every ``sudo(`` in the code has a comment beside or above it."""
        problems = []
        for addon in self.addons:
            for path in source_files(addon):
                lines = path.read_text(encoding="utf-8").splitlines()
                for number, line in enumerate(lines, 1):
                    code = line.split("#")[0]
                    if re.search(r"\bsudo\((?!False)", code) and not has_comment(
                        lines, number
                    ):
                        problems.append(f"{path.name}:{number}: {line.strip()}")
        self.assertNoProblem(problems, "sudo without a reason")

    def test_open_routes_say_why(self):
        """A route open to everyone, or without CSRF protection, has a comment beside or
        above.
        """
        problems = []
        for addon in self.addons:
            for path in source_files(addon):
                text = path.read_text(encoding="utf-8")
                lines = text.splitlines()
                for node in ast.walk(ast.parse(text)):
                    if not isinstance(node, ast.Call) or not ast.unparse(
                        node.func
                    ).endswith("route"):
                        continue
                    for keyword in node.keywords:
                        if (
                            isinstance(keyword.value, ast.Constant)
                            and keyword.value.value in RISKY_ROUTE.get(keyword.arg, ())
                            and not any(
                                has_comment(lines, line)
                                for line in (node.lineno, keyword.lineno)
                            )
                        ):
                            problems.append(
                                f"{path.name}:{keyword.lineno}: {keyword.arg}="
                                f"{keyword.value.value!r}"
                            )
        self.assertNoProblem(problems, "open routes without a reason")
