"""Where things are. Everything that is made lies below var/ of the checkout."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
BUILD = ROOT / "build"
CACHE = VAR / "cache"
ODOO = VAR / "odoo"
SYSTEM = VAR / "system"
VENV = VAR / "venv"
WHEELS = VAR / "wheels"
BIN = VENV / "bin"
PYTHON = BIN / "python"
ODOO_BIN = BIN / "odoo"
REQUIREMENTS = ROOT / "dev" / "requirements"
ADDONS = ("cs_vip", "cs_department", "cs_kpi")
LANGUAGES = ("zh_CN", "zh_TW")

# Another checkout on the same machine gets other names outside var/.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]


def library_path(system=SYSTEM):
    """Directories of shared libraries unpacked from Debian packages."""
    machine = f"{os.uname().machine}-linux-gnu"
    return ":".join(str(system / lib / machine) for lib in ("usr/lib", "lib"))


def environment(**extra):
    """The environment of every process started here."""
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env.update(
        PATH=f"{BIN}:{VAR / 'bin'}:{env['PATH']}",
        XDG_DATA_HOME=str(VAR / "share"),
        PIP_CACHE_DIR=str(CACHE / "pip"),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PYTHONNOUSERSITE="1",
    )
    return env | {name: str(value) for name, value in extra.items()}
