"""The helpdesk addons of OCA have no Chinese.

Terms of views and records are read from ``i18n_extra/*.po`` by Odoo itself, because
a term is loaded for the record it names, whichever addon ships the file. Messages
in code are looked up in the addon that contains the code, so they are added to
that addon's dictionary when the registry is ready.
Translations upstream: https://translation.odoo-community.org/projects/helpdesk-19-0/
"""

import re
from pathlib import Path

import polib

from odoo import models
from odoo.tools import frozendict
from odoo.tools.misc import file_path
from odoo.tools.translate import (
    JAVASCRIPT_TRANSLATION_COMMENT,
    PYTHON_TRANSLATION_COMMENT,
    code_translations,
)


def complement(lang, path):
    """Add the code terms of ``path`` where the addons themselves have none."""
    python, web = {}, {}
    for entry in polib.pofile(str(path)):
        match = re.match(r"modules?: (.+)", entry.comment)
        if not match or not entry.msgstr:
            continue
        for module in re.split(r",\s*", match[1].strip()):
            if PYTHON_TRANSLATION_COMMENT in entry.comment:
                python.setdefault(module, {})[entry.msgid] = entry.msgstr
            if JAVASCRIPT_TRANSLATION_COMMENT in entry.comment:
                web.setdefault(module, {})[entry.msgid] = entry.msgstr
    for module, terms in python.items():
        known = code_translations.get_python_translations(module, lang)
        code_translations.python_translations[module, lang] = frozendict(
            {**terms, **known}
        )
    for module, terms in web.items():
        messages = code_translations.get_web_translations(module, lang)["messages"]
        known = {message["id"]: message["string"] for message in messages}
        code_translations.web_translations[module, lang] = frozendict(
            messages=tuple(
                frozendict(id=source, string=value)
                for source, value in {**terms, **known}.items()
            )
        )


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _register_hook(self):
        result = super()._register_hook()
        for path in Path(file_path("cs_department/i18n_extra")).glob("*.po"):
            complement(path.stem, path)
        return result
