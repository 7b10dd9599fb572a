"""What our addons are: manifests, dependencies, and the state of their files."""

import ast
import hashlib

from .paths import ADDONS, ROOT
from .stack import version

# Files that no database holds: changing them needs no update.
OUTSIDE = ("tests", "readme", "description", "__pycache__")


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def third_party():
    """The modules that ours name in `depends` and that are not ours."""
    named = {name for addon in ADDONS for name in manifest(addon)["depends"]}
    return sorted(named - set(ADDONS))


def third_party_state():
    """Changes when Odoo, a pinned package or the list of modules does."""
    return _digest(version(), *third_party())


def states():
    """Addon → digest of the files that a database or a running server holds."""
    return {addon: _files_digest(addon) for addon in ADDONS}


def state():
    """One digest of everything a template database is made from."""
    return _digest(third_party_state(), *states().values())


def _files_digest(addon):
    digest = hashlib.sha256()
    for path in sorted((ROOT / addon).rglob("*")):
        inside = path.relative_to(ROOT / addon).parts
        if not path.is_file() or set(inside) & set(OUTSIDE):
            continue
        if inside[-1].startswith("README") or inside[-1] == "pyproject.toml":
            continue
        digest.update("/".join(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
