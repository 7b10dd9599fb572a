"""VIP points and core's own promotions on one order: nothing is counted twice."""

import pytest

from odoo import Command, fields
from odoo.exceptions import UserError

ADDONS = ["sale_loyalty"]


@pytest.fixture
def card(shop):
    """A silver card (10 % off ordinary products) with 10,000 points."""
    return shop.grant(str(fields.Date.today()), points=10_000)


def promotion(shop, kind="promotion", rule=None, reward=None, **values):
    return shop.env["loyalty.program"].create(
        {
            "name": kind,
            "program_type": kind,
            "company_id": shop.company.id,
            "currency_id": shop.company.currency_id.id,
            "applies_on": "current",
            "trigger": "auto",
            "rule_ids": [Command.create(rule or {"reward_point_mode": "order"})],
            "reward_ids": [Command.create(reward)] if reward else [],
            **values,
        }
    )


def ten_percent(shop, **rule):
    return promotion(
        shop,
        rule={"reward_point_mode": "order", **rule},
        reward={"reward_type": "discount", "discount": 10},
    )


def collecting(shop, card, **rule):
    """Core's points of the same customer: one for each yuan, unless told otherwise."""
    program = promotion(
        shop,
        "loyalty",
        rule={"reward_point_mode": "money", "reward_point_amount": 1, **rule},
        reward={"reward_type": "discount", "discount": 1, "required_points": 10**9},
        applies_on="both",
    )
    return shop.env["loyalty.card"].create(
        {"program_id": program.id, "partner_id": card.partner_id.id}
    )


def stored_value(shop, card, kind, amount):
    """An eWallet or a gift card with `amount` yuan."""
    program = promotion(
        shop,
        kind,
        reward={
            "reward_type": "discount",
            "discount_mode": "per_point",
            "discount": 1,
            "required_points": 1,
        },
        applies_on="future",
    )
    return shop.env["loyalty.card"].create(
        {"program_id": program.id, "partner_id": card.partner_id.id, "points": amount}
    )


def claim(order, coupon=None):
    """As the button *Promotions* of the order does."""
    order._update_programs_and_rewards()
    found = order._get_claimable_rewards(coupon)
    for claimed, rewards in found.items():
        if coupon is None or claimed == coupon:
            order._apply_program_reward(rewards[:1], claimed)
            order._update_programs_and_rewards()


def redeem_first(order):
    order.action_cs_vip_redeem(1000)
    claim(order)


def promote_first(order):
    claim(order)
    order.action_cs_vip_redeem(1000)


@pytest.mark.parametrize("apply", [redeem_first, promote_first])
def test_either_order(shop, card, apply):
    """10,000 at the list, 9,000 with the card, 900 off by the promotion, 300 by the
    voucher; confirmation changes nothing of it, and points are earned on the rest."""
    ten_percent(shop)
    order = shop.quote(10_000, product=shop.sofa)
    apply(order)
    assert order.amount_total == 10_000 * 0.9 * 0.9 - 300 == 7800
    assert sum(order.order_line.filtered("is_reward_line").mapped("price_total")) == (
        -900
    )
    order.action_confirm()
    assert (order.state, order.amount_total) == ("sale", 7800)
    assert order.cs_vip_points_earned == 7800 // 50
    assert order.cs_vip_net_amount == 7800
    assert card.points_balance == 10_000 - 1000 + 7800 // 50
    assert not shop.env["cs.vip.card"]._prove_ledger()


@pytest.mark.parametrize("apply", [redeem_first, promote_first])
def test_changed_lines(shop, card, apply):
    """Both follow when the quotation grows or shrinks."""
    ten_percent(shop)
    order = shop.quote(10_000, product=shop.sofa)
    apply(order)
    order.order_line.filtered(lambda line: line.product_id == shop.sofa).write(
        {"price_unit": 20_000}
    )
    order._update_programs_and_rewards()
    assert order.amount_total == 20_000 * 0.9 * 0.9 - 300
    assert order.cs_vip_points_redeemed == 1000


def test_several_taxes(shop, card):
    """A voucher spread over tax groups is rewritten while core rewrites its own."""
    ten_percent(shop)
    other = shop._create_tax(6)
    lamp = shop._create_product("Lamp", 3000.0, taxes_id=[Command.set(other.ids)])
    order = shop.quote(10_000, product=shop.sofa)
    order.order_line = [Command.create({"product_id": lamp.id})]
    order.action_cs_vip_redeem(1000)
    claim(order)
    total = (10_000 + 3000) * 0.9 * 0.9 - 300
    assert order.amount_total == pytest.approx(total)
    vouchers = order.order_line.filtered("cs_vip_is_voucher")
    assert vouchers.tax_ids == shop.tax | other
    order.action_confirm()
    assert order.amount_total == pytest.approx(total)


def test_least_amount_of_a_promotion(shop, card):
    """What is bought decides whether a promotion applies, not how it is paid."""
    ten_percent(shop, minimum_amount=9000)
    order = shop.quote(10_000, product=shop.sofa)
    claim(order)
    order.action_cs_vip_redeem(1000)
    order._update_programs_and_rewards()
    assert order.order_line.filtered("is_reward_line")
    assert order.amount_total == 7800


def test_core_points_on_what_is_paid(shop, card):
    """Money that points paid earns no points of core; a voucher is no unit sold."""
    by_money = collecting(shop, card)
    by_unit = collecting(
        shop, card, reward_point_mode="unit", reward_point_amount=7, minimum_qty=1
    )
    order = shop.quote(10_000, product=shop.sofa)
    order.action_cs_vip_redeem(1000)
    order.action_confirm()
    assert order.amount_total == 8700
    assert by_money.points == 8700
    assert by_unit.points == 7
    assert order.cs_vip_points_earned == 8700 // 50


@pytest.mark.parametrize("kind", ["ewallet", "gift_card"])
def test_stored_value(shop, card, kind):
    """Paid from a wallet or gift card: earned once, when that was bought."""
    wallet = stored_value(shop, card, kind, 8000)
    order = shop.quote(10_000, product=shop.sofa)
    order.applied_coupon_ids = wallet
    claim(order, wallet)
    assert order.amount_total == 1000
    order.action_cs_vip_redeem(10_000)  # worth more than what is left
    assert order.amount_total == 0
    assert order.cs_vip_voucher_amount == 1000
    order.action_confirm()
    assert (order.state, order.amount_total) == ("sale", 0)
    assert wallet.points == 0
    assert order.cs_vip_points_earned == 0
    assert card.points_balance == 10_000 - order.cs_vip_points_redeemed


def test_wallet_pays_what_the_voucher_leaves(shop, card):
    wallet = stored_value(shop, card, "ewallet", 20_000)
    order = shop.quote(10_000, product=shop.sofa)
    order.action_cs_vip_redeem(1000)
    order.applied_coupon_ids = wallet
    claim(order, wallet)
    order.action_confirm()
    assert order.amount_total == 0
    assert wallet.points == 20_000 - 8700
    assert card.points_balance == 9000


def test_gifts_do_not_reach_the_least_order(shop, card):
    """What a promotion gives away is not bought: 2,800 stay below the 3,000."""
    promotion(
        shop,
        reward={
            "reward_type": "product",
            "reward_product_id": shop.sofa.id,
            "required_points": 1,
        },
    )
    order = shop.quote(2800, product=shop.net)
    claim(order)
    assert shop.sofa in order.order_line.product_id
    with pytest.raises(UserError, match="at least"):
        order.action_cs_vip_redeem(1000)


def test_cancelled_and_confirmed_again(shop, card):
    """Each ledger takes back its own, and books it once more."""
    ten_percent(shop)
    core = collecting(shop, card)
    order = shop.quote(10_000, product=shop.sofa)
    promote_first(order)
    order.action_confirm()
    earned = 7800 // 50
    assert (card.points_balance, core.points) == (9000 + earned, 7800)
    order._action_cancel()
    assert (card.points_balance, core.points) == (10_000, 0)
    order.action_draft()
    claim(order)
    order.action_confirm()
    assert order.amount_total == 7800
    assert (card.points_balance, core.points) == (9000 + earned, 7800)
    assert not shop.env["cs.vip.card"]._prove_ledger()


@pytest.fixture
def accounting(shop):
    """Journals; loading them drops the tax and sets another currency."""
    shop.env["account.chart.template"].try_loading(
        "generic_coa", company=shop.company, install_demo=False
    )
    shop.company.currency_id = shop.env.ref("base.CNY")
    shop.sofa.taxes_id = shop._create_tax(13)


def test_credited(shop, accounting, card):
    """Everything credited: both discounts come back with the goods, the points too."""
    ten_percent(shop)
    order = shop.quote(10_000, product=shop.sofa)
    promote_first(order)
    order.action_confirm()
    invoice = order._create_invoices()
    invoice.action_post()
    assert invoice.amount_total == 7800
    invoice._reverse_moves([{"ref": "all"}], cancel=False).action_post()
    assert order.cs_vip_net_amount == 0
    assert order.cs_vip_points_earned == 0
    assert card.points_balance == 10_000
    assert not shop.env["cs.vip.card"]._prove_ledger()


def test_copy_has_neither(shop, card):
    ten_percent(shop)
    order = shop.quote(10_000, product=shop.sofa)
    promote_first(order)
    copied = order.copy()
    assert copied.order_line.product_id == shop.sofa
    assert copied.amount_total == 9000
    assert not copied.cs_vip_points_redeemed
