"""What the web client asks for when it opens a view, worked out from the view.

The client reads the fields that the view names, of many2one fields the display name, of
tags their names, of lists in a form the fields of the inner view, else the ids
(`getFieldsSpec` of its relational model). So that views may grow, nothing of them is
written down here.
"""

from lxml import etree

ALWAYS = ("1", "True", "true")
LIMIT = 40
AGGREGATED = ("float", "integer", "monetary")


def specification(env, model, kind):
    """What `web_read` is to return for a view as this user gets it."""
    return _of_view(env, model, view(env, model, kind), kind)


def view(env, model, kind):
    views = env[model].get_views([[False, kind]])
    return etree.fromstring(views["views"][kind]["arch"])


def aggregates(env, model, read):
    """What the columns of a grouped view sum up."""
    fields = env[model].fields_get(read, ["aggregator", "type"])
    return [
        f"{name}:{field['aggregator']}"
        for name, field in fields.items()
        if field.get("aggregator") and field["type"] in AGGREGATED
    ]


def _of_view(env, model, arch, kind):
    result = {}
    for node in arch.iterchildren():
        if node.tag == "field":
            name = node.get("name")
            result[name] = _of_field(env, env[model]._fields[name], node, kind)
        elif node.tag != "groupby":
            result |= _of_view(env, model, node, kind)
    return result


def _of_field(env, field, node, kind):
    seen = node.get("invisible") not in ALWAYS
    seen = seen and node.get("column_invisible") not in ALWAYS
    if field.type in ("many2one", "reference"):
        return {"fields": {"display_name": {}} if seen else {}}
    if field.type not in ("one2many", "many2many") or not seen:
        return {}
    if (node.get("widget") or "").startswith("many2many_tags"):
        options = _evaluated(node.get("options") or "{}")
        names = filter(None, ("display_name", options.get("color_field")))
        return {"fields": {name: {} for name in names}, "limit": LIMIT}
    if kind != "form":
        return {}
    inner = next((child for child in node if child.tag in ("list", "kanban")), None)
    if inner is None and node.get("widget"):
        return {}
    if inner is None:
        inner = view(env, field.comodel_name, "list")
    read = _of_view(env, field.comodel_name, inner, inner.tag)
    return {"fields": read, "limit": LIMIT}


def _evaluated(options):
    from odoo.tools.safe_eval import safe_eval

    return safe_eval(options, {"true": True, "false": False})
