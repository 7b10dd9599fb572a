"""make i18n: renews each addon's .pot from a database and merges it into its .po files.

Terms are exported with demo data, whose names are translated too.
"""

import re

from . import databases, say, stack
from .paths import ADDONS, BUILD, LANGUAGES, ROOT
from .postgres import Cluster

EXPORT = """
from odoo.tools.translate import trans_export
for addon in {addons}:
    with open(f"{folder}/{{addon}}.pot", "wb") as stream:
        trans_export(None, [addon], stream, "po", env)
"""
HEADER = {
    "Project-Id-Version": "Odoo Server 19.0",
    "Report-Msgid-Bugs-To": "",
    "Last-Translator": "",
    "Language-Team": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{[\w.!:]*\}|</?[a-z][\w-]*")


def update():
    stack.prepare(stack.LINT)
    stack.enter()
    templates = exported()
    for addon, template in templates.items():
        folder = ROOT / addon / "i18n"
        folder.mkdir(exist_ok=True)
        _save(template, folder / f"{addon}.pot")
        for language in LANGUAGES:
            _merge(template, folder / f"{language}.po", language)
    return 0


def exported():
    """Addon → its terms as the present code has them, as polib files."""
    import polib

    cluster = Cluster("test").start()
    names = databases.templates(cluster)
    copy = "i18n_export"
    databases.clone(cluster, names["demo"], copy)
    BUILD.mkdir(exist_ok=True)
    try:
        code = EXPORT.format(addons=ADDONS, folder=BUILD)
        databases.odoo(cluster, copy, code=code)
    finally:
        databases.drop(cluster, copy)
    files = {}
    for addon in ADDONS:
        path = BUILD / f"{addon}.pot"
        # without terms Odoo writes nothing at all
        files[addon] = (
            polib.pofile(str(path)) if path.stat().st_size else polib.POFile()
        )
        path.unlink()
    return files


def _save(file, path, language=""):
    file.wrapwidth = 78
    file.metadata = HEADER | ({"Language": language} if language else {})
    file.header = "Translation of Odoo Server."
    text = f"{file}".rstrip("\n") + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        say.line(f"written: {path.relative_to(ROOT)}")


def _merge(template, path, language):
    import polib

    file = polib.pofile(str(path)) if path.exists() else polib.POFile()
    file.merge(template)
    for entry in file.obsolete_entries():
        file.remove(entry)
    _save(file, path, language)


def problems():
    """What is wrong with the translation files of our addons, a line each."""
    import polib

    found = []
    for addon, template in exported().items():
        folder = ROOT / addon / "i18n"
        pot = folder / f"{addon}.pot"
        if not pot.exists():
            found.append(f"{addon}: no i18n/{addon}.pot")
            continue
        wanted, kept = _terms(template), _terms(polib.pofile(str(pot)))
        if wanted != kept:
            terms = wanted | kept
            changed = sorted(x for x in terms if wanted.get(x) != kept.get(x))
            found.append(
                f"{addon}: i18n/{addon}.pot is not up to date: {len(changed)} terms,"
                f" such as {changed[0]!r}. `make i18n` renews it."
            )
        for language in LANGUAGES:
            found += _incomplete(addon, folder / f"{language}.po", wanted)
    return found


def _terms(file):
    """msgid → where it is used."""
    return {entry.msgid: sorted(entry.occurrences) for entry in file}


def _incomplete(addon, path, wanted):
    import polib

    name = f"{addon}: i18n/{path.name}"
    if not path.exists():
        return [f"{name} is missing"]
    file = polib.pofile(str(path), check_for_duplicates=True)
    done = {entry.msgid: entry.msgstr for entry in file.translated_entries()}
    found = [f"{name}: not translated: {term!r}" for term in wanted if term not in done]
    found += [f"{name}: fuzzy: {entry.msgid!r}" for entry in file.fuzzy_entries()]
    found += [
        f"{name}: no longer a term: {term!r}" for term in done if term not in wanted
    ]
    for term, translation in done.items():
        if sorted(PLACEHOLDER.findall(term)) != sorted(
            PLACEHOLDER.findall(translation)
        ):
            found.append(f"{name}: other placeholders or tags than in {term!r}")
    return found
