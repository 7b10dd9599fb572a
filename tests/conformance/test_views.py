"""Every view of ours loads for every role that can reach it, and every button has
something to call.
"""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from .client import Client, specification
from .common import ConformanceCase, Exceptions


def summary(error) -> str:
    """An error on one line; of a template, what it comes from."""
    while error.__cause__:
        error = error.__cause__
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


CLICKABLE = "//*[@type='object' or @type='action'][@name]"


class TestViews(ConformanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.make_roles()
        cls.views = cls.our_records("ir.ui.view").filtered(
            lambda view: view.type != "qweb" and view.model
        )
        cls.make_samples()
        cls.make_own_samples(cls.users)

    def _whole_views(self):
        """The complete views that ours are or extend, as (model, root view)."""
        roots = set()
        for view in self.views:
            while view.mode == "extension" and view.inherit_id:
                view = view.inherit_id
            roots.add((view.model, view.type, view))
        return sorted(roots, key=lambda root: root[2].id)

    def test_views_load_and_read_for_every_role(self):
        """Whoever may read a model can open its views, and the records in them.

        Views of ours that replace one of another addon's model are reached by our menus
        alone: those are opened below.
        """
        allowed = Exceptions("views.csv", self.addons)
        problems = []
        seen = 0
        for model_name, kind, view in self._whole_views():
            if view in self.views and model_name not in self.models:
                continue
            for group, user in self.users.items():
                if not user._is_internal() or not self.env[model_name].with_user(
                    user
                ).has_access("read"):
                    continue
                client = Client(self.env, user)
                model = client.env[model_name]
                seen += 1
                try:
                    loaded = model.get_views([(view.id, kind)], {"toolbar": True})
                    if kind == "search":
                        client.open_search(model, loaded, [])
                    elif not model._transient:
                        client.open_view(model, loaded, kind, [])
                except Exception as error:
                    # all are reported together
                    if not allowed.allow(view=view.xml_id, group=group):
                        problems.append(f"{view.xml_id} for {group}: {summary(error)}")
        self.assertNoProblem(problems + allowed.problems(), "views that do not open")
        self.assertTrue(seen)

    def test_buttons(self):
        """Each button's method exists, is public and needs no argument; each action
        exists.
        """
        problems = []
        for model_name, kind, view in self._whole_views():
            loaded = self.env[model_name].get_views([(view.id, kind)])
            arch = etree.fromstring(loaded["views"][kind]["arch"])
            for button in arch.xpath(CLICKABLE):
                problems += self._button_problems(view, model_name, button)
        self.assertNoProblem(problems, "buttons that lead nowhere")

    def _button_problems(self, view, model_name, button):
        model = self.env[model_name]
        for ancestor in reversed(list(button.iterancestors("field"))):
            model = self.env[model._fields[ancestor.get("name")].comodel_name]
        name = button.get("name")
        label = f"{view.xml_id}: {model._name}.{name}"
        if button.get("type") == "action":
            action = (
                self.env["ir.actions.actions"].browse(int(name)).exists()
                if name.isdigit()
                else self.env.ref(name, raise_if_not_found=False)
            )
            return [] if action else [f"{label}: no such action"]
        try:
            get_public_method(model, name)
        except (AccessError, AttributeError) as error:
            return [f"{label}: {error}"]
        return []


class TestActions(ConformanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.make_roles()
        cls.users["base.group_system"] = cls.env.ref("base.user_admin")
        cls.samples = cls.make_samples()
        cls.make_own_samples(cls.users)

    def test_menus_open_for_every_role_that_sees_them(self):
        """Each role opens each of its menus of ours, in all views, with all filters."""
        ours = self.our_records("ir.ui.menu")
        problems = []
        opened = set()
        for group, user in self.users.items():
            if not user._is_internal():
                continue
            client = Client(self.env, user)
            for menu in client.visible_menus() & ours:
                opened.add(menu.id)
                if not menu.action:
                    if not (ours.browse(menu.child_id.ids) & client.visible_menus()):
                        problems.append(
                            f"{menu.complete_name} for {group}: leads nowhere"
                        )
                    continue
                try:
                    self._open(client, menu.action)
                except Exception as error:  # all are reported together
                    problems.append(
                        f"{menu.complete_name} for {group}: {summary(error)}"
                    )
        self.assertNoProblem(problems, "menus that do not open")
        unseen = ours.filtered(lambda menu: menu.active and menu.id not in opened)
        debug = self.env.ref("base.group_no_one")
        self.assertNoProblem(
            [
                f"{menu.complete_name}: no role sees it"
                for menu in unseen
                if debug not in menu.group_ids
            ],
            "menus nobody can use",
        )

    def _open(self, client, action):
        values = client.load_action(action)
        if action._name == "ir.actions.act_window":
            client.open_window(values)
        elif action._name == "ir.actions.server":
            result = client.env[action._name].browse(action.id).run()
            if result and result.get("type") == "ir.actions.act_window":
                client.open_window({"id": False, "search_view_id": False, **result})

    def test_windows(self):
        """Each window action: domain and context evaluate, views load, an empty list
        says what to do.
        """
        problems = []
        for action in self.our_records("ir.actions.act_window"):
            client = Client(self.env, self.env.ref("base.user_admin"))
            client.env = client.env(su=True)
            active = (
                self.samples.get(action.binding_model_id.model)
                if action.binding_model_id
                else None
            )
            try:
                if active is None:
                    active = self._caller_samples(action)
                client.open_window(client.load_action(action), active)
            except Exception as error:  # all are reported together
                problems.append(f"{action.xml_id}: {summary(error)}")
            shows_rows = any(
                kind in ("list", "kanban", "calendar") for _id, kind in action.views
            )
            if shows_rows and action.target != "new" and not action.help:
                problems.append(f"{action.xml_id}: no help for an empty list")
        self.assertNoProblem(problems, "window actions")

    def _caller_samples(self, action):
        """Records of the model whose view has a button for an action that speaks of
        active_id.
        """
        text = f"{action.domain} {action.context}"
        if "active_id" not in text:
            return None
        views = self.env["ir.ui.view"].search(
            [("arch_db", "like", f'"{action.id}"'), ("type", "!=", "qweb")]
        )
        for view in views:
            if view.model in self.samples:
                return self.samples[view.model]
        return None

    def test_reports_render(self):
        """Each report of ours renders for a record as a page."""
        problems = []
        for report in self.our_records("ir.actions.report"):
            records = self.samples.get(report.model)
            if not records:
                problems.append(f"{report.xml_id}: no factory for {report.model}")
                continue
            try:
                for lang in ("en_US", "zh_CN", "zh_TW"):
                    page, _kind = (
                        (
                            self.env["ir.actions.report"]
                            .with_context(lang=lang)
                            ._render_qweb_html(report.report_name, records.ids)
                        )
                        if report.report_type.startswith("qweb")
                        else (b"other", "")
                    )
                    if not page:
                        problems.append(f"{report.xml_id}: empty in {lang}")
            except Exception as error:  # all are reported together
                problems.append(f"{report.xml_id}: {summary(error)}")
        self.assertNoProblem(problems, "reports that do not render")


class TestForms(ConformanceCase):
    def test_core_documents_open_without_our_roles(self):
        """What we add to documents of others does not lock out employees who have none
        of our roles.
        """
        user = self.make_user("base.group_user")
        client = Client(self.env, user)
        problems = []
        for name in self.factories:
            if name in self.models or self.env[name]._transient:
                continue
            records = self.make_records(name, 2)
            model = client.env[name]
            if not model.has_access("read"):
                continue
            loaded = model.get_views([(False, "form"), (False, "list")])
            for kind in ("form", "list"):
                arch = etree.fromstring(loaded["views"][kind]["arch"])
                visible = records.with_user(user).with_context(**client.env.context)
                visible = visible._filtered_access("read")
                self.env.invalidate_all()
                try:
                    visible.web_read(specification(model, arch))
                except Exception as error:  # all are reported together
                    problems.append(f"{name} {kind}: {summary(error)}")
        self.assertNoProblem(problems, "documents an employee can no longer open")
