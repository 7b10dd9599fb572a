"""What the web client asks the server for when a user opens an action: the calls,
without a browser.
"""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.tools.safe_eval import datetime, safe_eval, time

LIST_LIKE = ("list", "kanban")
GROUPED = ("pivot", "graph")


# What is typed into a search field: long enough for a phone number.
TYPED = "1380013"


def evaluate(expression, env, context=None, active=None, **values):
    """Value of a domain or context attribute, with the names the web client offers."""
    if not expression or not isinstance(expression, str):
        return expression
    active_ids = active.ids if active else []
    today = fields.Date.context_today(env.user)
    names = {
        "uid": env.uid,
        "user": env.user,
        "context": dict(env.context, **(context or {})),
        "active_id": active_ids[0] if active_ids else False,
        "active_ids": active_ids,
        "active_model": active._name if active else False,
        "allowed_company_ids": env.companies.ids,
        "current_company_id": env.company.id,
        "companies": env.companies,
        "context_today": lambda: today,
        "today": today.isoformat(),
        "current_date": today.isoformat(),
        "now": fields.Datetime.to_string(fields.Datetime.now()),
        "datetime": datetime,
        "time": time,
        "relativedelta": relativedelta,
        **values,
    }
    return safe_eval(expression, names)


def own_fields(node):
    """Field nodes of a view that belong to its own model, not to a view inside one of
    them.
    """
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if child.tag == "field":
            yield child
        else:
            yield from own_fields(child)


def specification(model, arch) -> dict:
    """The fields a view needs, in the form ``web_read`` takes them."""
    result = {}
    for node in own_fields(arch):
        name = node.get("name")
        field = model._fields.get(name)
        if field is None:
            continue
        entry = result.setdefault(name, {})
        if field.type in ("many2one", "reference"):
            entry.setdefault("fields", {"display_name": {}})
        elif field.type in ("one2many", "many2many"):
            comodel = model.env[field.comodel_name]
            inner = entry.setdefault("fields", {})
            for view in node:
                if view.tag in LIST_LIKE:
                    inner.update(specification(comodel, view))
            if node.get("widget", "").startswith("many2many_tags"):
                inner["display_name"] = {}
            entry.setdefault("limit", 40)
    return result


def grouping(model, name, interval=None) -> str:
    """A field as ``group by`` wants it: dates with an interval, a month unless the view
    says otherwise.
    """
    if (
        ":" not in name
        and "." not in name
        and model._fields[name].type in ("date", "datetime")
    ):
        return f"{name}:{interval or 'month'}"
    return name


class Client:
    """One user's browser."""

    limit = 80  # rows of a page

    def __init__(self, env, user, lang=None):
        self.env = env(user=user, su=False, context=dict(env.context, lang=lang))

    def visible_menus(self):
        Menu = self.env["ir.ui.menu"]
        return Menu.browse(
            key for key in Menu.load_menus(False) if key != "root"
        ).sudo()

    def load_action(self, action) -> dict:
        action = self.env[action._name].sudo().browse(action.id)
        if action._name == "ir.actions.act_window":
            return action._get_action_dict()
        return action.read()[0]

    def open_window(self, action: dict, active=None):
        """Open a window action in all its views, as a user does who clicks through
        them.
        """
        context = evaluate(action.get("context"), self.env, active=active) or {}
        model = self.env[action["res_model"]].with_context(**context)
        domain = evaluate(action.get("domain"), self.env, context, active=active) or []
        views = action["views"]
        loaded = model.get_views(
            [
                *views,
                (action["search_view_id"] and action["search_view_id"][0], "search"),
            ],
            {"toolbar": True, "load_filters": True, "action_id": action["id"]},
        )
        if action.get("target") == "new" or model._transient:
            self.open_view(model, loaded, "form", domain)
            return
        for _view_id, kind in views:
            self.open_view(model, loaded, kind, domain)
        self.open_search(model, loaded, domain)

    def open_view(self, model, loaded, kind, domain):
        model.env.invalidate_all()  # nothing is known from what others read before
        arch = etree.fromstring(loaded["views"][kind]["arch"])
        if kind in LIST_LIKE:
            wanted = specification(model, arch)
            model.web_search_read(domain, wanted, limit=self.limit, count_limit=10001)
            if arch.get("default_group_by"):
                self.group(model, domain, [arch.get("default_group_by")])
        elif kind in GROUPED:
            rows = [
                grouping(model, node.get("name"), node.get("interval"))
                for node in own_fields(arch)
                if node.get("type") in ("row", "col")
                or (kind == "graph" and node.get("type") != "measure")
            ]
            measures = [
                f"{node.get('name')}:{model._fields[node.get('name')].aggregator}"
                for node in own_fields(arch)
                if node.get("type") == "measure" and node.get("name") in model._fields
            ]
            self.group(model, domain, rows[:1], measures)
            self.group(model, domain, rows, measures)
        elif kind in ("calendar", "activity"):
            model.web_search_read(domain, specification(model, arch), limit=self.limit)
        elif kind == "form":
            wanted = specification(model, arch)
            model.search(domain, limit=3).web_read(wanted)
            if model.has_access("create") and arch.get("create") not in ("0", "false"):
                model.onchange({}, [], wanted)

    def read_form(self, model, arch, ids, addons):
        """Page through records in the form view; of others' models, our fields."""
        wanted = specification(model, arch)
        if type(model)._original_module not in addons:
            wanted = {
                name: entry
                for name, entry in wanted.items()
                if next(iter(model._fields[name]._modules), "") in addons
            }
        return model.browse(ids).web_read(wanted)

    def group(self, model, domain, groupby, measures=()):
        groupby = [
            grouping(model, name)
            for name in groupby
            if model._fields[name.partition(":")[0].partition(".")[0]].type
            != "properties"
        ]
        return model.formatted_read_group(domain, groupby, ["__count", *measures])

    def open_search(self, model, loaded, domain):
        """Click every filter and every grouping of the search view, type into every
        search field.
        """
        arch = etree.fromstring(loaded["views"]["search"]["arch"])
        for node in arch.iter("filter"):
            model.search_count(
                [*domain, *(evaluate(node.get("domain"), self.env) or [])], limit=1
            )
            context = evaluate(node.get("context"), self.env) or {}
            groups = context.get("group_by") or []
            groups = [groups] if isinstance(groups, str) else groups
            if groups:
                self.group(model, domain, groups)
            if node.get("date"):
                self.group(model, domain, [node.get("date")])
        for node in arch.iter("field"):
            if node.getparent().tag == "searchpanel":
                method = (
                    model.search_panel_select_multi_range
                    if node.get("select") == "multi"
                    else model.search_panel_select_range
                )
                method(node.get("name"))
            elif node.get("invisible") in ("1", "True"):
                continue
            elif node.get("filter_domain"):
                typed = evaluate(
                    node.get("filter_domain"), self.env, self="1", raw_value=1
                )
                model.search_count([*domain, *typed], limit=1)
            elif model._fields[node.get("name")].type in ("char", "text", "many2one"):
                model.search_count(
                    [*domain, (node.get("name"), "ilike", TYPED)], limit=1
                )
