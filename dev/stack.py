"""Odoo, its Python environment and the browser, all below var/.

Odoo comes from ODOO_SRC=DIR (a checkout or an unpacked package), else ODOO_DEB=FILE,
else Debian's package odoo-19. Each part has a stamp and is made once.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import apt, chromium, postgres, say
from .paths import (
    BIN,
    CACHE,
    LANGUAGES,
    ODOO,
    ODOO_BIN,
    PYTHON,
    REQUIREMENTS,
    SYSTEM,
    VAR,
    VENV,
    WHEELS,
    environment,
    library_path,
)

SERIES = "19.0"
RUN = ("build", "odoo", "oca", "addons")
TEST = (*RUN, "test")
LINT = (*TEST, "lint")
# What Odoo's static folder links to. fonts-montserrat is in Debian's unstable only.
STATIC = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
# What the PDF maker is linked against, and a font with Chinese characters.
PDF = ("libxrender1", "libxext6", "libfontconfig1", "libx11-6", "libjpeg62-turbo")
FONT = "fonts-noto-cjk"


def prepare(groups, browser=False):
    """Makes what is missing of the stack; `groups` names the requirement files."""
    check_machine(browser)
    source = odoo_source()
    if source is None:
        _unpack_odoo()
    if not _done(SYSTEM, "1"):
        _unpack_system()
        _mark(SYSTEM, "1")
    _virtual_environment(source, groups)
    if browser:
        chromium.provide()


def enter():
    """Goes on in the virtual environment, for commands that need its packages."""
    if Path(sys.prefix) != VENV:
        command = [str(PYTHON), "-m", "dev", *sys.argv[1:]]
        os.execve(command[0], command, environment())


def check_machine(browser):
    """Refuses, in one line, what only the machine's owner can install."""
    missing = []
    if sys.version_info < (3, 11):  # noqa: UP036 (this runs under any Python)
        raise say.Refusal("Python 3.11 or later is needed: apt-get install python3")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        missing.append("python3-venv")
    if not VENV.exists() or not _done(SYSTEM, "1"):
        for program, package in (("apt-get", "apt"), ("dpkg-deb", "dpkg")):
            if not shutil.which(program):
                missing.append(package)
    if os.getuid() == 0 and not shutil.which("setpriv"):
        missing.append("util-linux")
    if browser and not chromium.obtainable():
        missing.append("chromium")
    if missing:
        raise say.Refusal(f"Missing here: apt-get install {' '.join(missing)}")


def odoo_source():
    """The directory of ODOO_SRC that holds the `odoo` package, or None."""
    named = os.environ.get("ODOO_SRC")
    if not named:
        return None
    for place in (named, f"{named}/usr/lib/python3/dist-packages"):
        release = Path(place, "odoo", "release.py")
        if release.exists():
            if "(19, 0" not in release.read_text():
                raise say.Refusal(f"ODOO_SRC={named} is not Odoo {SERIES}.")
            return Path(place).resolve()
    raise say.Refusal(f"ODOO_SRC={named} holds no odoo/release.py.")


def odoo_home():
    """The directory that holds the `odoo` package."""
    return odoo_source() or ODOO / "usr/lib/python3/dist-packages"


def addons_path(*extra):
    """The addons_path of a configuration file (a checkout of Odoo has two folders)."""
    paths = [*extra, odoo_home() / "addons"]
    return ",".join(str(path) for path in paths if path.is_dir())


def version():
    """What the databases were made with: Odoo and every pinned package."""
    digest = hashlib.sha256()
    for group in RUN:
        digest.update((REQUIREMENTS / f"{group}.txt").read_bytes())
    marks = [(ODOO / ".done").read_text()] if odoo_source() is None else [odoo_home()]
    digest.update(str(marks).encode())
    return digest.hexdigest()[:12]


def _done(folder, stamp):
    mark = folder / ".done"
    return mark.exists() and mark.read_text() == stamp


def _mark(folder, stamp):
    (folder / ".done").write_text(stamp)


def _unpack_odoo():
    """Unpacks odoo-19 and what its static folder links to below var/odoo."""
    languages = (os.environ.get("KEEP_LANGS") or " ".join(LANGUAGES)).split()
    given = os.environ.get("ODOO_DEB", "")
    if given and not Path(given).is_file():
        raise say.Refusal(f"ODOO_DEB={given} is no file.")
    if (ODOO / ".done").exists() and (ODOO / ".asked").read_text() == given:
        return
    with say.step("Odoo: Debian package odoo-19 and the scripts and fonts it links to"):
        source = apt.Apt("sid")
        wanted = [*STATIC, _candidate(source, "fonts-montserrat")]
        if not given:
            wanted.append(_candidate(source, "odoo-19"))
        debs = source.download(wanted)
        if given:
            debs.append(Path(given))
        shutil.rmtree(ODOO, ignore_errors=True)
        for deb in debs:
            is_odoo = deb.name.startswith("odoo") or str(deb) == given
            apt.unpack(deb, ODOO, _unwanted(deb, languages) if is_odoo else ())
            if is_odoo:
                found = _field(deb, "Version")
        if not found.startswith(SERIES):
            raise say.Refusal(f"{found} is not Odoo {SERIES}.")
        _amend(ODOO / "usr/lib/python3/dist-packages")
        (ODOO / ".asked").write_text(given)
        _mark(ODOO, found)
        apt.clean()
    say.line(f"Odoo {found}")


def _candidate(source, name):
    found = source.candidate(name, "sid")
    if not found:
        raise say.Refusal(
            f"Debian's unstable suite has no {name}: set ODOO_SRC=DIR or ODOO_DEB=FILE."
        )
    return f"{name}={found}"


def _field(deb, name):
    return subprocess.run(
        ["dpkg-deb", "-f", str(deb), name], capture_output=True, text=True, check=True
    ).stdout.strip()


def _unwanted(deb, languages):
    """Paths to leave out: a stray half copy, services, translations not kept."""
    skip = ["./usr/lib/python3/dist-packages/addons", "./usr/lib/systemd"]
    if languages == ["all"]:
        return skip
    kept = re.compile(rf"/({'|'.join(languages)})\.po$")
    skip += [
        path
        for path in apt.members(deb)
        if re.search(r"/i18n(_extra)?/[^/]+\.po$", path) and not kept.search(path)
    ]
    return skip


def _amend(home):
    """What the Debian package leaves out or states wrongly."""
    library = home / "odoo/addons/mail/static/lib/selfie_segmentation"
    library.mkdir(parents=True, exist_ok=True)
    # named in web.assets_backend; without it every browser test meets a console error
    script = library / "selfie_segmentation.js"
    script.write_text("// background blur: not packaged\n")
    for metadata in home.glob("odoo-*.egg-info"):
        shutil.rmtree(metadata)
    dangling = [
        str(path)
        for path in (home / "odoo").rglob("*")
        if path.is_symlink() and not path.exists()
    ]
    if dangling:
        raise say.Refusal(f"Links to nothing in the Odoo package: {dangling[:5]}")


def _unpack_system():
    """PostgreSQL if none is installed, libraries for PDF, a Chinese font."""
    with say.step("Debian packages: PostgreSQL if none, PDF libraries, Chinese font"):
        shutil.rmtree(SYSTEM, ignore_errors=True)
        source = apt.Apt()
        wanted = list(PDF)
        if not postgres.installed():
            wanted.append(f"postgresql-{postgres.packaged_major(source)}")
        names = [*source.missing(wanted), FONT]
        for deb in source.download(names):
            apt.unpack(deb, SYSTEM, ("./usr/share/doc", "./usr/share/man"))
        for bold in SYSTEM.rglob("NotoSerifCJK*"):
            bold.unlink()
        fonts = VAR / "share" / "fonts"
        fonts.parent.mkdir(exist_ok=True)
        fonts.unlink(missing_ok=True)
        fonts.symlink_to(SYSTEM / "usr/share/fonts")
        apt.clean()


def _virtual_environment(source, groups):
    """A venv with the pinned wheels, and Odoo visible to Python and to pip.

    The wheels stay in var/wheels, so that tests can make further environments offline.
    """
    stamps = {group: _stamp(REQUIREMENTS / f"{group}.txt", source) for group in groups}
    mark = VAR / "venv.json"
    done = json.loads(mark.read_text()) if mark.exists() else {}
    todo = [group for group in groups if done.get(group) != stamps[group]]
    if not todo:
        return
    with say.step(f"Python packages: {', '.join(todo)}"):
        if not PYTHON.exists():
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        place = expose_odoo(VENV)
        for group in todo:
            listed = f"-r{REQUIREMENTS / group}.txt"
            pip("wheel", f"-w{WHEELS}", "--no-build-isolation", listed)
            pip("install", "--no-index", f"--find-links={WHEELS}", listed)
        _commands()
        # without byte-code each start of Odoo would take twice as long
        subprocess.run(
            [str(PYTHON), "-m", "compileall", "-q", "-j0"]
            + [str(odoo_home() / "odoo"), str(place)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        mark.write_text(json.dumps(done | stamps))


def _stamp(file, source):
    """Changes with the pins, with Python and with the place of Odoo."""
    text = f"{sys.version} {source}\n{file.read_text()}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def pip(command, *arguments):
    say.run(
        [str(PYTHON), "-m", "pip", command, "-q", "--no-deps", *arguments],
        CACHE / f"pip-{command}.log",
        env=environment(),
    )


def expose_odoo(venv):
    """Makes `import odoo` and pip's `odoo 19.0` work in a venv; returns its packages.

    Metadata of our own: the package's asks for PyPDF2, with which Odoo 19 fails, and
    a checkout has none.
    """
    place = next((venv / "lib").glob("python3.*")) / "site-packages"
    metadata = place / f"odoo-{SERIES}.dist-info"
    metadata.mkdir(exist_ok=True)
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: odoo\nVersion: {SERIES}\n"
    )
    (metadata / "RECORD").write_text("")
    (metadata / "INSTALLER").write_text("dev\n")
    (place / "odoo.pth").write_text(f"{odoo_home()}\n")
    return place


def _commands():
    """bin/odoo, and the PDF maker under the name that Odoo looks for."""
    write_odoo_command(VENV)
    packed = BIN / "wkhtmltopdf-pack"
    if packed.exists():
        _script(
            BIN / "wkhtmltopdf",
            "#!/bin/sh\n"
            f'export LD_LIBRARY_PATH="{library_path()}:$LD_LIBRARY_PATH"\n'
            f'exec "{packed}" "$@"\n',
        )


def write_odoo_command(venv):
    python = venv / "bin" / "python"
    _script(
        venv / "bin" / ODOO_BIN.name,
        f"#!{python}\nimport odoo.cli\n\n"
        'if __name__ == "__main__":\n    odoo.cli.main()\n',
    )


def _script(path, text):
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o755)
