from lxml import etree

from odoo.tests import tagged
from odoo.tools.translate import code_translations

from . import common

TEXT_ATTRIBUTES = ("string", "placeholder", "title", "confirm", "help", "aria-label")
ALLOWED = {"App"}
MARKS = ".,:;!?()（）：。，"
MODELS = (
    "helpdesk.ticket",
    "helpdesk.ticket.team",
    "helpdesk.ticket.stage",
    "helpdesk.ticket.channel",
    "helpdesk.ticket.category",
    "helpdesk.ticket.tag",
    "helpdesk.sla",
    "cs.remedy",
    "cs.request.type",
    "cs.cause",
    "cs.remedy.kind",
)


@tagged("post_install", "-at_install")
class TestTranslations(common.DepartmentCase):
    """No English word on the ticket screens, those of the helpdesk addons included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        addons = (
            "base",
            "mail",
            "rating",
            "sale",
            "cs_vip",
            "cs_department",
            "hr",
        )
        cls.env["ir.module.module"]._load_module_terms(addons, ["zh_CN", "zh_TW"])

    def _texts(self, arch):
        """What a person reads in a view, without what only stands in attributes of
        technical meaning."""
        for node in etree.fromstring(arch).iter():
            if not isinstance(node.tag, str):
                continue
            yield from (node.get(name) or "" for name in TEXT_ATTRIBUTES)
            yield node.text or ""
            yield node.tail or ""

    def _english(self, text):
        words = (word.strip(MARKS) for word in text.replace("/", " ").split())
        return any(
            word.isascii() and word.isalpha() and len(word) > 1 and word not in ALLOWED
            for word in words
        )

    def test_views_of_the_desk(self):
        for lang in ("zh_CN", "zh_TW"):
            for model in MODELS:
                records = (
                    self.env[model]
                    .with_user(self.users["manager"])
                    .with_context(lang=lang)
                )
                kinds = ["list", "form", "search"]
                if model == "helpdesk.ticket":
                    kinds += ["kanban", "pivot", "graph", "calendar"]
                views = records.get_views([(False, kind) for kind in kinds])
                for kind, view in views["views"].items():
                    for text in self._texts(view["arch"]):
                        self.assertFalse(
                            self._english(text), f"{lang} {model} {kind}: {text!r}"
                        )
                labels = records.fields_get(
                    [
                        name
                        for name in records._fields
                        if f'name="{name}"'
                        in "".join(view["arch"] for view in views["views"].values())
                    ],
                    ["string", "selection"],
                )
                for name, label in labels.items():
                    for text in [label["string"]] + [
                        option for _key, option in label.get("selection") or []
                    ]:
                        self.assertFalse(
                            self._english(text), f"{lang} {model}.{name}: {text!r}"
                        )

    def test_menus_stages_channels(self):
        for lang in ("zh_CN", "zh_TW"):
            env = self.env(context={**self.env.context, "lang": lang})
            names = [
                record.name
                for model in (
                    "helpdesk.ticket.stage",
                    "helpdesk.ticket.channel",
                    "cs.request.type",
                    "cs.cause",
                    "cs.remedy.kind",
                )
                for record in env[model].search([("company_id", "=", False)])
            ]
            root = env.ref("cs_department.menu_root")
            names += (
                env["ir.ui.menu"].search([("id", "child_of", root.id)]).mapped("name")
            )
            for name in names:
                self.assertFalse(self._english(name), f"{lang}: {name}")

    def test_messages_in_code_of_the_helpdesk_addons(self):
        team = self.env["helpdesk.ticket.team"].with_context(lang="zh_CN")
        names = [entry["name"] for entry in team._retrieve_dashboard()]
        self.assertEqual(names, ["无团队的未结工单", "未结工单"])
        team = team.with_context(lang="zh_TW")
        self.assertEqual(team._retrieve_dashboard()[1]["name"], "未結工單")
        web = code_translations.get_web_translations("helpdesk_mgmt", "zh_CN")
        self.assertIn(
            "所选文件（%sB）超过允许的最大文件大小（%sB）。",
            [message["string"] for message in web["messages"]],
        )
