"""Every term of ours is there in Simplified and Traditional Chinese."""

import re

from odoo.tools.translate import TranslationModuleReader

from .common import ConformanceCase, Exceptions

# A Simplified character that Traditional does not use cannot be written in Big5, and
# the other way round.
CHARSETS = {"zh_CN": "gb2312", "zh_TW": "big5"}
MARKUP = re.compile(r"<[^>]*>|%\(\w+\)\w|%\w|\{[^}]*\}|&\w+;|https?://\S+")
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def words(term: str) -> str:
    """A term without markup and placeholders."""
    return MARKUP.sub(" ", term)


class TestTranslations(ConformanceCase):
    def _fields_of_others(self):
        """External ids of fields that an addon which ours do not need adds to them.

        Their labels are that addon's to translate.
        """
        needed = {}
        for addon in self.addons:
            module = self.env["ir.module.module"].search([("name", "=", addon)])
            upstream = module.upstream_dependencies(exclude_states=("uninstallable",))
            needed[addon] = {addon, *upstream.mapped("name")}
        found = set()
        for field in self.our_records("ir.model.fields"):
            definition = self.env[field.model]._fields[field.name]
            for external_id in field._get_external_ids()[field.id]:
                addon = external_id.partition(".")[0]
                if addon in needed and definition._modules:
                    if needed[addon].isdisjoint(definition._modules):
                        found.add(external_id)
        return found

    def test_terms(self):
        """Labels, help, selections, views, menus, actions, templates, groups, messages:
        all exported terms of ours.
        """
        allowed = Exceptions("untranslated.csv", self.addons)
        problems = []
        of_others = self._fields_of_others()
        for lang, charset in CHARSETS.items():
            self.assertTrue(self.env["res.lang"]._lang_get(lang), f"{lang} not loaded")
            seen = 0
            for (
                module,
                kind,
                name,
                external_id,
                source,
                value,
                *_rest,
            ) in TranslationModuleReader(
                self.env.cr, modules=list(self.addons), lang=lang
            ):
                if external_id in of_others:
                    continue
                if not re.search(r"[A-Za-z]{2}", words(source)) or IDEOGRAPH.search(
                    source
                ):
                    continue
                seen += 1
                label = f"{module} {lang} {kind} {name}: {source!r}"
                if not value or value.strip() == source.strip():
                    if not allowed.allow(lang=lang, term=source.strip()):
                        problems.append(f"{label}: not translated")
                    continue
                wrong = {
                    char
                    for char in IDEOGRAPH.findall(value)
                    if not _encodable(char, charset)
                }
                if wrong and not allowed.allow(lang=lang, term=source.strip()):
                    problems.append(f"{label}: {''.join(sorted(wrong))} in {value!r}")
            self.assertTrue(seen)
        self.assertNoProblem(problems + allowed.problems(), "terms")


def _encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
