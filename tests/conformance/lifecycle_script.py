"""Runs inside `odoo shell`: what test_lifecycle does to its
database, step by step.
"""

import json
import sys


def make_orders(env):
    """Confirmed orders of card holders, as the addon's factory makes them, and one at
    tier prices that was partly paid with points and invoiced; some records of every
    model around them.
    """
    from odoo.addons.cs_vip.tests.factories import FACTORIES

    env["account.chart.template"].try_loading(
        "generic_coa", company=env.company, install_demo=False
    )
    orders = FACTORIES["sale.order"](env, 2)
    orders.filtered(lambda order: order.state == "draft").action_confirm()
    for model in ("cs.vip.card", "cs.vip.gift.order", "cs.vip.greeting"):
        if model in FACTORIES:
            FACTORIES[model](env, 1)
    orders += sell_with_voucher(env, FACTORIES)
    env["ir.config_parameter"].set_param("test.orders", json.dumps(orders.ids))
    env.cr.commit()


def sell_with_voucher(env, factories):
    """An order of 5,000 with 10 % off by the tier and 300 paid with 1,000 points."""
    card = factories["cs.vip.card"](env, 1)
    program = card.program_id
    program.voucher_min_order = 1000
    env["cs.vip.tier.discount"].create(
        {"tier_id": card.tier_id.id, "price_class": "ordinary", "percent": 10}
    )
    env["cs.vip.band"].create({"program_id": program.id, "points_from": 1, "rate": 0.3})
    card._post("opening", 2000, card.date_start)
    team = env["crm.team"].create(
        {
            "name": "Store",
            "company_id": card.company_id.id,
            "cs_vip_program_id": program.id,
        }
    )
    product = factories["product.template"](env, 1).product_variant_id
    product.invoice_policy = "order"
    order = env["sale.order"].create(
        {
            "partner_id": card.partner_id.id,
            "team_id": team.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 10})],
        }
    )
    order.action_cs_vip_redeem(1000)
    order.action_confirm()
    order._create_invoices().action_post()
    assert order.amount_total == 5000 * 0.9 - 300, order.amount_total
    return order


def sell_again(env):
    """Installed again: nothing of the old ledger is back, the old orders belong to no
    card, and points work, on the product that the old vouchers are of.
    """
    from odoo.addons.cs_vip.tests.factories import FACTORIES

    orders = env["sale.order"].browse(
        json.loads(env["ir.config_parameter"].get_param("test.orders"))
    )
    assert not env["cs.vip.points.entry"].search_count([])
    assert not orders.cs_vip_card_id
    assert env.ref("cs_vip.product_voucher") in orders.order_line.product_id
    order = sell_with_voucher(env, FACTORIES)
    assert order.cs_vip_card_id.points_balance == 1000 + order.cs_vip_points_earned
    env.cr.commit()


def uninstall(env, addon):
    module = env["ir.module.module"].search([("name", "=", addon)])
    module.button_immediate_uninstall()


def use_odoo(env):
    """Open the documents that our addons extend; sell something."""
    for model in ("sale.order", "res.partner", "product.template", "helpdesk.ticket"):
        views = env[model].get_views(
            [(False, "form"), (False, "list"), (False, "search")]
        )
        names = list(views["models"][model]["fields"])
        env[model].search([], limit=5).read(names)
        env[model].with_context(default_name="x").onchange({}, [], {"display_name": {}})
    product = env["product.product"].create(
        {"name": "Chair", "list_price": 100, "type": "service"}
    )
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Customer"}).id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
        }
    )
    order.action_confirm()
    assert order.state == "sale", order.state
    order._action_cancel()
    env["helpdesk.ticket"].create({"name": "Question", "description": "Where is it?"})
    env.ref("base.user_admin").with_user(env.ref("base.user_admin")).read(["name"])
    env["ir.ui.menu"].with_user(env.ref("base.user_admin")).load_menus(False)
    env.cr.commit()


def report(env, addons, made=None):
    """Print the orders as they are, what the addons make in the database, or what is
    left of what they made.
    """
    orders = env["sale.order"].browse(
        json.loads(env["ir.config_parameter"].get_param("test.orders"))
    )
    result = {
        "orders": [
            {
                "state": order.state,
                "date": str(order.date_order),
                "pricelist": [order.pricelist_id.id, order.pricelist_id.name],
                "amounts": [order.amount_untaxed, order.amount_tax, order.amount_total],
                "lines": [
                    [
                        line.name,
                        line.product_id.id,
                        line.product_uom_qty,
                        line.price_unit,
                        line.discount,
                        line.price_total,
                    ]
                    for line in order.order_line
                ],
                "invoices": [
                    [invoice.name, invoice.state, invoice.amount_total]
                    + [[line.name, line.price_total] for line in invoice.line_ids]
                    for invoice in order.invoice_ids
                ],
            }
            for order in orders
        ],
        "addons": env["ir.module.module"]
        .search([("state", "=", "installed"), ("name", "like", "cs\\_%")])
        .sorted("name")
        .mapped("name"),
        "made": inventory(env, addons),
        "left": [
            left
            for addon, names in (made or {}).items()
            for left in leftovers(env, addon, names)
        ],
    }
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


def inventory(env, addons):
    """Tables and columns that each addon adds to the database."""
    made = {addon: set() for addon in addons}
    for name, model_class in env.registry.items():
        model = env[name]
        if model._abstract or not model._auto:
            continue
        if model_class._original_module in made:
            made[model_class._original_module].add(model._table)
            continue
        for field in model._fields.values():
            if field.store and field._modules and field._modules[0] in made:
                if field.type == "many2many":
                    made[field._modules[0]].add(field.relation)
                elif field.column_type:
                    made[field._modules[0]].add(f"{model._table}.{field.name}")
    return {addon: sorted(names) for addon, names in made.items()}


def leftovers(env, addon, made):
    """What an uninstalled addon left in the database."""
    queries = {
        "function": """
            SELECT proname FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace AND proname LIKE %s""",
        "trigger": """
            SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s""",
        "external id": """
            SELECT module || '.' || name FROM ir_model_data WHERE module LIKE %s""",
        "setting": "SELECT key FROM ir_config_parameter WHERE key LIKE %s",
    }
    found = []
    for kind, query in queries.items():
        env.cr.execute(query, [addon.replace("_", r"\_") + "%"])
        found += [f"{kind} {name}" for (name,) in env.cr.fetchall()]
    env.cr.execute(
        """
        SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
        UNION
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'
        """
    )
    present = {name for (name,) in env.cr.fetchall()}
    return found + [f"table or column {name}" for name in made if name in present]
