"""Paying with points: our redemption beside a reward of core `sale_loyalty`.

Sixteen sessions, each a process with its own connection, its own customer with a card
and its own quotations of five service lines. Each redeems 1,000 points for 300 yuan off
(one request) and confirms the order (a second one). The same on a database with core
`sale_loyalty`, where a reward of 0.30 yuan per point, 300 yuan at most, is claimed with
the button of the order; and on one of third-party addons only, without redeeming. The
sides take turns.

- step: CPU time of the Odoo processes for redeeming and booking: the redeeming request,
  and what confirming takes beyond the third-party database. Medians.
- end to end: wall time per order, from the first redemption to the last confirmation,
  sixteen sessions at once.
- one card: 10,000 tries of sixteen sessions to spend points of a single card while a
  seventeenth keeps granting some. Correctness only.
"""

from __future__ import annotations

import gc
import multiprocessing
import time
from functools import partial
from statistics import median
from types import SimpleNamespace

from tests.bench import bench_order_confirm as shop

NAME = "vip_redeem"
SESSIONS = 16
ROUNDS = 4
ORDERS = 4  # of each session in each round
POINTS = 1000
STEP_RATIO = 1 / 3
WALL_RATIO = 1 / 1.5

TRIES = 10_000
SPEND = 10
GRANTS = 60
HASTE = 0.05  # of the seconds that Odoo waits between its tries
PATIENCE = 120


def run(ctx):
    with shop.shops(ctx, __file__) as sides:
        return [*_rows(ctx, _measure(sides)), *_one_card(ctx, sides["ours"])]


def _measure(sides):
    """{side: {"redeem": [ms], "confirm": [ms], "wall": [ms per order]}}."""
    figures = {side: {"redeem": [], "confirm": [], "wall": []} for side in sides}
    names = list(sides)
    for number in range(ROUNDS + 1):
        start = number % len(names)
        for side in names[start:] + names[:start]:
            sides[side].call("prepare", orders=ORDERS)
            result = sides[side].call("compete").result
            if number:  # the first round warms up
                for figure, values in figures[side].items():
                    values += result[figure]
    for worker in sides.values():
        worker.call("check")
    return figures


def _rows(ctx, figures):
    redeem = {side: median(values["redeem"]) for side, values in figures.items()}
    confirm = {side: median(values["confirm"]) for side, values in figures.items()}
    wall = {side: median(values["wall"]) for side, values in figures.items()}

    def row(figure, measure, target=None):
        ours, loyalty = measure["ours"], measure["loyalty"]
        return ctx.row(f"{NAME}.{figure}", ours, "ms", loyalty, target)

    booking = {side: confirm[side] - confirm["third_party"] for side in figures}
    step = {side: redeem[side] + booking[side] for side in figures}
    return [
        row("step_cpu", step, STEP_RATIO),
        row("step_cpu.redeem", redeem),
        row("step_cpu.book", booking),
        row("end_to_end", wall, WALL_RATIO),
    ]


def _one_card(ctx, worker):
    worker.call("prepare_one_card")
    found = worker.call("fight").result
    wrong = found["overspent"] + found["refused_wrongly"] + found["unexplained"]
    met = not wrong and found["tries"] >= TRIES and found["spent_out"]

    def row(figure, met=None):
        return ctx.row(f"{NAME}.one_card.{figure}", found[figure], "", None, met=met)

    return [
        row("tries"),
        row("served"),
        row("told_to_try_again"),
        row("overspent", met=met),
        row("refused_wrongly", met=met),
    ]


# What follows runs in the workers.

_customers: list[int] = []
_quotations: list[list[int]] = []
_one: dict = {}


def build_world(env):
    """The shop of `order_confirm` with sixteen customers who hold a card."""
    shop.build_world(env)
    partners = env["res.partner"].create(
        [{"name": f"Bench customer {number}"} for number in range(SESSIONS)]
    )
    _customers[:] = partners.ids
    if "cs.vip.card" in env:
        _give_vip_cards(env, partners)
    if "loyalty.card" in env:
        _give_loyalty_cards(env, partners)


def _give_vip_cards(env, partners):
    first = env["cs.vip.card"].search(
        [("partner_id", "=", shop._world["partner"])], limit=1
    )
    env["cs.vip.band"].create(
        {"program_id": first.program_id.id, "points_from": 1, "rate": 0.3}
    )
    for number, partner in enumerate(partners, 1):
        card = env["cs.vip.card"].create(
            {
                "partner_id": partner.id,
                "program_id": first.program_id.id,
                "tier_id": first.tier_id.id,
                "document_type": "passport",
                "document_number": f"BENCH1{number:03d}",
                "declaration": True,
            }
        )
        card.write(
            {
                "name": f"BENCH{number}",
                "state": "active",
                "date_start": first.date_start,
                "date_end": first.date_end,
                "tier_date": first.tier_date,
            }
        )
        card._post("opening", 10 * POINTS * ROUNDS * ORDERS, card.date_start)


def _give_loyalty_cards(env, partners):
    program = env["loyalty.program"].search([("name", "=", "Bench points")])
    program.reward_ids.write(
        {
            "discount_mode": "per_point",
            "discount": 0.3,
            "discount_max_amount": 0.3 * POINTS,
            "required_points": 1,
        }
    )
    env["loyalty.card"].create(
        [
            {
                "program_id": program.id,
                "partner_id": partner.id,
                "points": 10 * POINTS * ROUNDS * ORDERS,
            }
            for partner in partners
        ]
    )


def prepare(env, orders):
    """Quotations of five service lines for each of the sessions; one more is spent
    here, so that the caches that sessions inherit are warm."""
    made = _quote(env, orders)
    _quotations[:] = [
        made.ids[start : start + orders] for start in range(0, len(made), orders)
    ]
    warm = _quote(env, 1)[0]
    for function in (_redeem, _confirm):
        env.flush_all()
        env.transaction.clear()
        function(warm.id, env(user=shop._world["user"], context=shop.CONTEXT))


def _quote(env, orders):
    products = env["product.product"].search(
        [("default_code", "=like", "bench-service-%")], order="default_code"
    )
    lines = [
        (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
        for product, (_price, quantity) in zip(products, shop.LINES, strict=True)
    ]
    return (
        env["sale.order"]
        .with_user(shop._world["user"])
        .create(
            [
                {
                    "partner_id": customer,
                    "team_id": shop._world["team"],
                    "order_line": lines,
                }
                for customer in _customers
                for _order in range(orders)
            ]
        )
    )


def compete(env):
    """All sessions redeem and confirm their quotations at the same time."""
    registry = env.registry
    env.cr.commit()  # the sessions are to see what was prepared
    began, results = _at_once(
        [partial(_spend_all, registry, orders) for orders in _quotations]
    )
    ended = max(result["ended"] for result in results)
    return {
        "redeem": [ms for result in results for ms in result["redeem"]],
        "confirm": [ms for result in results for ms in result["confirm"]],
        "wall": [(ended - began) * 1000 / sum(map(len, _quotations))],
    }


def _spend_all(registry, orders):
    spent = {"redeem": [], "confirm": []}
    for order in orders:
        for step, function in (("redeem", _redeem), ("confirm", _confirm)):
            before = time.process_time()
            _request(registry, partial(function, order))
            spent[step].append((time.process_time() - before) * 1000)
    return {**spent, "ended": time.monotonic()}


def _request(registry, function):
    """As the web client's: the salesperson's, in a transaction that is retried."""
    from odoo.api import Environment
    from odoo.service.model import retrying

    with registry.cursor() as cr:
        env = Environment(cr, shop._world["user"], shop.CONTEXT)
        return retrying(partial(function, env), env)


def _redeem(order, env):
    order = env["sale.order"].browse(order)
    if "cs.vip.card" in env:
        order.action_cs_vip_redeem(POINTS)
    elif "loyalty.card" in env:
        order.action_open_reward_wizard()


def _confirm(order, env):
    env["sale.order"].browse(order).action_confirm()


def check(env):
    """Every side did its work: confirmed, 300 yuan paid with 1,000 points."""
    orders = env["sale.order"].browse(sum(_quotations, []))
    if set(orders.mapped("state")) != {"sale"}:
        raise AssertionError(orders.mapped("state"))
    spent, off = [0.0], [0.0]
    if "cs.vip.card" in env:
        spent = orders.mapped("cs_vip_points_redeemed")
        lines = orders.order_line.filtered("cs_vip_is_voucher").grouped("order_id")
        off = [sum(each.mapped("price_total")) for each in lines.values()]
        entries = env["cs.vip.points.entry"].search(
            [("res_id", "in", orders.ids), ("kind", "in", ("voucher", "order"))]
        )
        if len(entries) != 2 * len(orders):
            raise AssertionError(f"{len(entries)} entries of {len(orders)} orders")
    if "loyalty.card" in env:
        lines = orders.order_line.filtered("is_reward_line").grouped("order_id")
        spent = [sum(each.mapped("points_cost")) for each in lines.values()]
        off = [sum(each.mapped("price_total")) for each in lines.values()]
    if "cs.vip.card" in env or "loyalty.card" in env:
        if {round(points) for points in spent} != {POINTS}:
            raise AssertionError(f"points {set(spent)}")
        if {round(amount, 2) for amount in off} != {-0.3 * POINTS}:
            raise AssertionError(f"vouchers {set(off)}")


# One card, many sessions.


def prepare_one_card(env):
    """Quotations enough for whatever is granted, all for one customer."""
    prepare(env, orders=1 + (2 * GRANTS) // SESSIONS)
    customer = env["res.partner"].browse(_customers[0])
    orders = env["sale.order"].browse(sum(_quotations, []))
    orders.with_user(shop._world["user"]).write({"partner_id": customer.id})
    card = env["cs.vip.card"].search([("partner_id", "=", customer.id)])
    card.program_id.amount_per_point = 0  # only spending moves points
    card._post("correction", -card.points_balance, card.date_start, purpose="bench")
    _one.update(card=card.id, before=max(card.entry_ids.ids))


def fight(env):
    """Sessions spend what is there, tell nobody wrongly, and leave nothing over."""
    registry, card = env.registry, env["cs.vip.card"].browse(_one["card"])
    env.cr.commit()
    counter = multiprocessing.get_context("fork").Value("i", 0)
    left = multiprocessing.get_context("fork").Value("i", GRANTS)
    jobs = [partial(_try, registry, orders, counter, left) for orders in _quotations]
    _began, results = _at_once([*jobs, partial(_grant, registry, counter, left)])
    found = {
        name: sum(result.get(name, 0) for result in results)
        for name in ("served", "told_to_try_again", "refused_wrongly", "unexplained")
    }
    entries = card.entry_ids.filtered(lambda e: e.id > _one["before"]).sorted("id")
    balance, lowest = 0, 0
    for entry in entries:
        balance += entry.points
        lowest = min(lowest, balance)
    spent = -sum(entries.filtered(lambda e: e.kind == "voucher").mapped("points"))
    granted = sum(entries.filtered(lambda e: e.kind == "compensation").mapped("points"))
    if card.points_balance != balance or spent != found["served"] * SPEND:
        raise AssertionError(f"{card.points_balance=} {balance=} {spent=} {found}")
    return {
        **found,
        "tries": counter.value,
        "overspent": -lowest,
        "spent_out": spent == granted == GRANTS * SPEND,
    }


def _try(registry, orders, counter, left):
    """Try until the tries are used up and nothing is to be had any more."""
    from odoo.exceptions import UserError

    orders = list(orders)
    found = {"served": 0, "told_to_try_again": 0, "refused_wrongly": 0}
    found["unexplained"] = 0
    while orders:
        with counter.get_lock():
            counter.value += 1
        try:
            outcome = _request(registry, partial(_spend, orders[0]))
        except UserError as told:  # on the last of Odoo's five tries
            again = "Try again" in str(told)
            found["told_to_try_again" if again else "unexplained"] += 1
            continue
        if outcome == "served":
            found["served"] += 1
            orders.pop(0)
        elif outcome == "refused wrongly":
            found["refused_wrongly"] += 1
        elif counter.value >= TRIES and not left.value:
            break
    return found


def _spend(order, env):
    """Redeem and confirm in one go; is a refusal right?"""
    from odoo.exceptions import UserError

    order = env["sale.order"].browse(order)
    try:
        order.action_cs_vip_redeem(SPEND)
    except UserError:
        env.cr.execute(
            "SELECT points_balance FROM cs_vip_card WHERE id = %s", [_one["card"]]
        )
        return "refused" if env.cr.fetchone()[0] < SPEND else "refused wrongly"
    order.action_confirm()
    return "served"


def _grant(registry, counter, left):
    """Grant what one order takes, again and again, spread over the tries."""
    from odoo.exceptions import UserError

    while left.value:
        if counter.value * GRANTS < (GRANTS - left.value) * TRIES * 0.9:
            time.sleep(0.005)
            continue
        try:
            _request(registry, partial(_compensate, left.value))
        except UserError:
            continue
        left.value -= 1
    return {}


def _compensate(number, env):
    card = env["cs.vip.card"].sudo().browse(_one["card"])
    card._post("compensation", SPEND, card.date_start, purpose=f"grant {number}")


# Processes.


def _at_once(jobs):
    """Run jobs in forked processes with connections of their own; when they began,
    and what they returned."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(jobs) + 1)
    started = []
    gc.collect()
    gc.freeze()
    for job in jobs:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_session, args=(job, barrier, sender))
        process.start()
        sender.close()
        started.append((process, receiver))
    gc.unfreeze()
    barrier.wait(PATIENCE)
    began = time.monotonic()
    results = [receiver.recv() for _process, receiver in started]
    for process, _receiver in started:
        process.join()
    broken = [result for result in results if "broken" in result]
    if broken:
        raise AssertionError(broken[0]["broken"])
    return began, results


def _session(job, barrier, channel):
    import traceback

    from odoo import sql_db
    from odoo.service import model as service

    sql_db._Pool = sql_db._Pool_readonly = None  # the parent's stay the parent's
    registry = job.args[0]
    registry._db = sql_db.db_connect(registry.db_name)
    registry._db_readonly = None
    service.time = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds * HASTE))
    try:
        with registry.cursor() as cr:
            cr.execute("SELECT 1")  # connected before the clock runs
        barrier.wait(PATIENCE)
        channel.send(job())
    except Exception:  # reported by the parent
        channel.send({"broken": traceback.format_exc()})
    channel.close()
