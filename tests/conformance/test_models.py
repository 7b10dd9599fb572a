"""How models and source are written: descriptions, database objects, sudo and routes
with a reason.
"""

import ast
import re
from pathlib import Path

from .common import ConformanceCase, addon_path


def source_files(addon: str) -> list[Path]:
    """Python files of an addon that run in production."""
    return [
        path
        for path in sorted(addon_path(addon).rglob("*.py"))
        if "tests" not in path.relative_to(addon_path(addon)).parts
    ]


def statements(tree: ast.Module):
    """(first, last line) of each statement; of one with a body, its head alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno
            yield min([node.lineno, *map(_line, _decorators(node))]), last


def _decorators(node):
    return getattr(node, "decorator_list", [])


def _line(node):
    return node.lineno


def explained(lines: list[str], first: int, last: int) -> bool:
    """Whether lines (counted from 1), or the one above them, carry a comment."""
    above = lines[first - 2].lstrip() if first > 1 else ""
    return above.startswith("#") or any(
        "# " in line for line in lines[first - 1 : last]
    )


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
                    and (field.index != "trigram" or self.registry.has_trigram)
                ):
                    index = f"{model._table}__{field.name}_index"
                    checked += 1
                    if index not in present:
                        problems.append(f"{name}: {index}")
        self.assertNoProblem(problems, "missing in the database")
        self.assertTrue(checked)

    def test_sudo_says_why(self):
        """Every statement with `sudo()` has a comment in it or above it."""
        self.assertNoProblem(
            self._unexplained(lambda code: re.search(r"\bsudo\((?!False)", code)),
            "sudo without a reason",
        )

    def test_open_routes_say_why(self):
        """So has a route that is open to everyone or does without CSRF protection."""
        self.assertNoProblem(
            self._unexplained(
                lambda code: (
                    "route(" in code
                    and re.search(r"auth=.(public|none)|csrf=False", code)
                )
            ),
            "open routes without a reason",
        )

    def _unexplained(self, concerned):
        """Statements of ours that a rule concerns and nobody explains."""
        problems = []
        for addon in self.addons:
            for path in source_files(addon):
                text = path.read_text(encoding="utf-8")
                lines = text.splitlines()
                for first, last in statements(ast.parse(text)):
                    code = "\n".join(
                        line.split("#")[0] for line in lines[first - 1 : last]
                    )
                    if concerned(code) and not explained(lines, first, last):
                        problems.append(f"{addon}: {path.name}:{first}")
        return problems
