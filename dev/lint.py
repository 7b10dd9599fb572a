"""make lint: every check runs, each says its finding, the command fails if any does."""

import subprocess
from xml.etree import ElementTree

from . import i18n, readme, say, stack
from .paths import ADDONS, BIN, ROOT, environment

# Large models are split by concern, one file each. Companies, programmes and their like
# are few, and a job visits all of them.
OFF = "--disable=consider-merging-classes-inherited,no-search-all"


def lint():
    stack.prepare(stack.LINT)
    stack.enter()
    sources = [*ADDONS, "dev", "tests"]
    po_files = _files("i18n*/*.po*")
    checks = {
        "ruff check": _tool(
            "ruff", "check", "--quiet", "--output-format=concise", *sources
        ),
        "ruff format": _tool("ruff", "format", "--check", *sources),
        "pylint-odoo": _tool("pylint", "--rcfile=pylintrc", OFF, *ADDONS),
        "OCA: addons": _tool("oca-checks-odoo-module", *ADDONS),
        "OCA: translations": _tool("oca-checks-po", *po_files) if po_files else list,
        "XML well-formed": _malformed,
        "READMEs up to date": _readmes,
        "translations complete, .pot up to date": i18n.problems,
    }
    failed = []
    for name, check in checks.items():
        try:
            found = check()
        except say.Refusal as refusal:
            found = str(refusal).splitlines()
        say.line(f"{name}: {'FAILED' if found else 'ok'}")
        for text in found[:50]:
            print(f"    {text}")
        if len(found) > 50:
            print(f"    … {len(found) - 50} more")
        if found:
            failed.append(name)
    if failed:
        raise say.Refusal(f"failed: {', '.join(failed)}")
    return 0


def repair():
    """What the tools can repair by themselves."""
    stack.prepare(stack.LINT)
    stack.enter()
    for command in (
        ("ruff", "check", "--fix", "--quiet", "."),
        ("ruff", "format", "--quiet", "."),
        ("oca-checks-odoo-module", "--fix", *ADDONS),
    ):
        for text in _tool(*command)():
            print(f"    {text}")
    return 0


def _files(pattern):
    return [
        str(path.relative_to(ROOT))
        for addon in ADDONS
        for path in sorted((ROOT / addon).glob(pattern))
    ]


def _tool(program, *arguments):
    def check():
        result = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        said = (result.stdout + result.stderr).strip().splitlines()
        return (said or [f"exit {result.returncode}"]) if result.returncode else []

    return check


def _malformed():
    found = []
    for name in _files("**/*.xml"):
        try:
            ElementTree.parse(ROOT / name)
        except ElementTree.ParseError as error:
            found.append(f"{name}: {error}")
    return found


def _readmes():
    return [f"{path}: `make readme` renews it" for path in readme.outdated()]
