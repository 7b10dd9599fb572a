"""Records for generic tests: any number, as users meet them in daily work.

Each function takes ``(env, number, owner=None, company=None)``. The owner is the user
whose record it is: the salesperson who looks after the customer, or the customer.
"""

import base64
from datetime import timedelta
from itertools import count

from odoo import fields

_serial = count(1)


def _company(env, company):
    return company or env.company


def _holders(env, number, owner, company):
    """Customers, each of whom can hold a card; a portal user is one already."""
    if owner and owner.share and number == 1:
        return owner.commercial_partner_id
    return env["res.partner"].create(
        [
            {
                "name": f"Holder {next(_serial)}",
                "user_id": owner.id if owner and not owner.share else False,
                "company_id": company.id if company else False,
                "street": "1 Long Street",
                "city": "Shanghai",
                "phone": "+86 138 0013 8000",
                "birthdate_date": "1985-05-05",
            }
            for _record in range(number)
        ]
    )


def programs(env, number, owner=None, company=None):
    return env["cs.vip.program"].create(
        [
            {
                "name": f"Programme {next(_serial)}",
                "company_id": _company(env, company).id,
            }
            for _record in range(number)
        ]
    )


def tiers(env, number, owner=None, company=None):
    program = programs(env, 1, company=company)
    return env["cs.vip.tier"].create(
        [
            {
                "name": f"Tier {rank}",
                "program_id": program.id,
                "sequence": rank,
                "min_single_purchase": 1000 * rank,
            }
            for rank in range(1, number + 1)
        ]
    )


def discounts(env, number, owner=None, company=None):
    return env["cs.vip.tier.discount"].create(
        [
            {"tier_id": tier.id, "price_class": "ordinary", "percent": 10}
            for tier in tiers(env, number, company=company)
        ]
    )


def bands(env, number, owner=None, company=None):
    program = programs(env, 1, company=company)
    return env["cs.vip.band"].create(
        [
            {
                "program_id": program.id,
                "points_from": 1 + 10 * step,
                "rate": 0.3 + step / 1000,
            }
            for step in range(number)
        ]
    )


def cards(env, number, owner=None, company=None):
    """Active cards of different customers, in the first half of their year."""
    company = _company(env, company)
    tier = tiers(env, 1, company=company)
    start = fields.Date.today() - timedelta(days=100)
    records = env["cs.vip.card"].create(
        [
            {
                "partner_id": holder.id,
                "program_id": tier.program_id.id,
                "tier_id": tier.id,
                "company_id": company.id,
                "declaration": True,
                "document_type": "id_card",
            }
            for holder in _holders(env, number, owner, company)
        ]
    )
    for card in records:
        number = next(_serial)
        card.write(
            {
                "name": f"F{number:07d}",
                "document_number": f"31010119850505{number:04d}",
                "state": "active",
                "date_start": start,
                "date_end": start + timedelta(days=364),
                "tier_date": start,
            }
        )
    return records


def applications(env, number, owner=None, company=None):
    """Complete applications, not submitted yet."""
    orders = sale_orders(env, number, owner, company, holder=False)
    return env["cs.vip.card"].create(
        [
            {
                "partner_id": order.partner_id.id,
                "program_id": order.team_id.cs_vip_program_id.id,
                "tier_id": order.team_id.cs_vip_program_id.tier_ids[:1].id,
                "company_id": order.company_id.id,
                "application_order_ids": [(6, 0, order.ids)],
                "declaration": True,
                "document_type": "passport",
                "document_number": f"E{next(_serial):08d}",
            }
            for order in orders
        ]
    )


def entries(env, number, owner=None, company=None):
    card = cards(env, 1, owner, company)
    for serial in range(number):
        card._post("correction", 10, card.date_start, purpose=f"factory {serial}")
    return card.entry_ids


def histories(env, number, owner=None, company=None):
    return env["cs.vip.tier.history"].create(
        [
            {
                "card_id": card.id,
                "date": card.date_start,
                "tier_id": card.tier_id.id,
                "reason": "new",
            }
            for card in cards(env, number, owner, company)
        ]
    )


def documents(env, number, owner=None, company=None):
    return env["cs.vip.document"].search(
        [("card_id", "in", cards(env, number, owner, company).ids)]
    )


def document_logs(env, number, owner=None, company=None):
    return env["cs.vip.document.log"].create(
        [
            {"card_id": card.id, "user_id": env.uid}
            for card in cards(env, number, owner, company)
        ]
    )


def products(env, number, owner=None, company=None):
    return env["product.template"].create(
        [
            {
                "name": f"Sofa {next(_serial)}",
                "type": "service",
                "list_price": 500,
                "taxes_id": False,
                "company_id": company.id if company else False,
            }
            for _record in range(number)
        ]
    )


def goods(env, number, owner=None, company=None):
    """Products with ten pieces each in the company's store."""
    company = _company(env, company)
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", company.id)], limit=1
    )
    found = env["product.product"].create(
        [
            {
                "name": f"Teapot {next(_serial)}",
                "type": "consu",
                "is_storable": True,
                "company_id": company.id,
            }
            for _record in range(number)
        ]
    )
    for product in found:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 10
        )
    return found


def gifts(env, number, owner=None, company=None):
    company = _company(env, company)
    return env["cs.vip.gift"].create(
        [
            {
                "name": product.name,
                "product_id": product.id,
                "points": 100,
                "company_id": company.id,
            }
            for product in goods(env, number, owner, company)
        ]
    )


def gift_orders(env, number, owner=None, company=None):
    """Exchanges not confirmed yet, of cards that can afford them."""
    gift = gifts(env, 1, owner, company)
    found = cards(env, number, owner, company)
    for card in found:
        card._post("opening", 500, card.date_start, purpose="gifts")
    return env["cs.vip.gift.order"].create(
        [
            {"card_id": card.id, "line_ids": [(0, 0, {"gift_id": gift.id})]}
            for card in found
        ]
    )


def card_file(env, cards, company=None):
    """A card file of so many lines for `cs.vip.card.import`, as it is uploaded."""
    tier = tiers(env(su=True), 1, company=company)
    today = fields.Date.today()
    lines = ["Card Number,Name,Programme,Tier,Year From,Points"]
    for _line in range(cards):
        number = next(_serial)
        lines.append(
            f"OLD{number:06d},Holder {number},{tier.program_id.name},{tier.name},"
            f"{today},{number}"
        )
    return base64.b64encode("\n".join(lines).encode())


def card_imports(env, number, owner=None, company=None):
    """The wizard, the file chosen and checked."""
    company = _company(env, company)
    wizards = env["cs.vip.card.import"].create(
        [
            {
                "file": card_file(env, 2, company),
                "file_name": "cards.csv",
                "company_id": company.id,
            }
            for _record in range(number)
        ]
    )
    for wizard in wizards.sudo():
        wizard.action_check()
    return wizards


def card_import_faults(env, number, owner=None, company=None):
    wizards = card_imports(env, number, owner, company)
    # as the check does, which nobody edits
    return (
        env["cs.vip.card.import.fault"]
        .sudo()
        .create(
            [
                {"import_id": wizard.id, "line": 2, "reason": "missing"}
                for wizard in wizards
            ]
        )
        .sudo(False)
    )


def running_import(env):
    """A card file that is being taken over in the background."""
    card_imports(env, 1).state = "running"


def monthly_reports(env, number, owner=None, company=None):
    month = fields.Date.today()
    return env["cs.vip.monthly.report"].create(
        [
            {"month": month, "company_id": _company(env, company).id}
            for _record in range(number)
        ]
    )


def gift_order_lines(env, number, owner=None, company=None):
    return gift_orders(env, number, owner, company).line_ids


def sale_orders(env, number, owner=None, company=None, holder=True):
    """Confirmed orders of customers in a store; of card holders, unless told."""
    company = _company(env, company)
    product = products(env, 1, company=company).product_variant_id
    if holder:
        held = cards(env, number, owner, company)
        customers, program = held.partner_id, held.program_id
    else:
        customers = _holders(env, number, owner, company)
        program = tiers(env, 1, company=company).program_id
    team = stores(env, program, company)
    orders = env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "team_id": team.id,
                "user_id": customer.user_id.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 10})
                ],
            }
            for customer in customers
        ]
    )
    orders.action_confirm()
    return orders


def quotations(env, number, owner=None, company=None):
    """Draft orders of card holders, each with 2,000 points to spend."""
    found = cards(env, number, owner, company)
    found.program_id.voucher_min_order = 1000
    env["cs.vip.band"].create(
        {"program_id": found.program_id.id, "points_from": 1, "rate": 0.3}
    )
    for card in found:
        card._post("opening", 2000, card.date_start)
    team = stores(env, found.program_id, found.company_id)
    product = products(env, 1, company=found.company_id).product_variant_id
    return env["sale.order"].create(
        [
            {
                "partner_id": card.partner_id.id,
                "company_id": card.company_id.id,
                "team_id": team.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 10})
                ],
            }
            for card in found
        ]
    )


def stores(env, program, company):
    return env["crm.team"].create(
        {
            "name": f"Store {next(_serial)}",
            "company_id": company.id,
            "cs_vip_program_id": program.id,
        }
    )


def partners(env, number, owner=None, company=None):
    return cards(env, number, owner, company).partner_id


def card_applications(env, number, owner=None, company=None):
    """The wizard, opened by the user of the environment."""
    orders = sale_orders(env(su=True), number, owner, company, holder=False)
    return env["cs.vip.card.apply"].create(
        [
            {
                "order_id": order.id,
                "holder_name": "Lin Yue",
                "birthdate": "1985-05-05",
                "phone": "+86 138 0013 8000",
                "street": "1 Long Street",
                "city": "Shanghai",
                "document_type": "passport",
                "document_number": f"E{next(_serial):08d}",
                "declaration": True,
            }
            for order in orders
        ]
    )


def card_refusals(env, number, owner=None, company=None):
    found = applications(env(su=True), number, owner, company)
    found.action_submit()
    return env["cs.vip.card.refuse"].create(
        [{"card_ids": [(6, 0, card.ids)], "reason": "Not real"} for card in found]
    )


def corrections(env, number, owner=None, company=None):
    found = cards(env(su=True), number, owner, company)
    return env["cs.vip.points.correction"].create(
        [{"card_id": card.id, "points": 10, "reason": "Forgotten"} for card in found]
    )


def waiting_corrections(env, number, owner=None, company=None):
    """Asked for by somebody else than the user of the environment."""
    found = cards(env, number, owner, company)
    requester = env["res.users"].create(
        {"name": "Requester", "login": f"requester{next(_serial)}"}
    )
    return env["cs.vip.correction"].create(
        [
            {
                "card_id": card.id,
                "points": 1000,
                "reason": "Forgotten",
                "requester_id": requester.id,
                "date": card.date_start,
            }
            for card in found
        ]
    )


def correction_refusals(env, number, owner=None, company=None):
    found = waiting_corrections(env(su=True), number, owner, company)
    return env["cs.vip.correction.refuse"].create(
        [{"correction_ids": [(6, 0, one.ids)], "reason": "Not so"} for one in found]
    )


def replaced_numbers(env, number, owner=None, company=None):
    found = cards(env, number, owner, company)
    return env["cs.vip.card.number"].create(
        [
            {
                "card_id": card.id,
                "name": f"L{next(_serial):07d}",
                "replaced_by": card.name,
                "date": card.date_start,
                "reason": "Lost",
                "user_id": env.uid,
            }
            for card in found
        ]
    )


def reissues(env, number, owner=None, company=None):
    found = cards(env(su=True), number, owner, company)
    return env["cs.vip.card.reissue"].create(
        [{"card_ids": [(6, 0, card.ids)], "reason": "Lost"} for card in found]
    )


def statements(env, number, owner=None, company=None):
    found = cards(env(su=True), number, owner, company)
    return env["cs.vip.statement"].create(
        [{"card_ids": [(6, 0, card.ids)]} for card in found]
    )


def privacy_requests(env, number, owner=None, company=None):
    found = cards(env(su=True), number, owner, company)
    return env["cs.vip.privacy"].create(
        [
            {"partner_id": card.partner_id.id, "reason": "Asked", "confirmed": True}
            for card in found
        ]
    )


def card_checks(env, number, owner=None, company=None):
    found = cards(env(su=True), number, owner, company)
    return env["cs.vip.card.check"].create([{"number": card.name} for card in found])


def redemptions(env, number, owner=None, company=None):
    found = quotations(env(su=True), number, owner, company)
    return env["cs.vip.redeem"].create(
        [{"order_id": order.id, "points": 1000} for order in found]
    )


def order_discounts(env, number, owner=None, company=None):
    """Of quotations with a voucher."""
    found = quotations(env(su=True), number, owner, company)
    for order in found:
        order.action_cs_vip_redeem(1000)
    return env["sale.order.discount"].create(
        [{"sale_order_id": order.id, "discount_percentage": 0.1} for order in found]
    )


def benefits(env, number, owner=None, company=None):
    """Free cleanings, each with another level."""
    return env["cs.vip.benefit"].create(
        [
            {"name": f"Cleaning {next(_serial)}", "tier_id": tier.id, "count": 3}
            for tier in tiers(env, number, company=company)
        ]
    )


def entitlements(env, number, owner=None, company=None):
    """What the cards of a level with a benefit were given."""
    found = cards(env, number, owner, company)
    env["cs.vip.benefit"].create(
        {"name": f"Cleaning {next(_serial)}", "tier_id": found.tier_id.id, "count": 3}
    ).action_grant()
    return found.entitlement_ids


def entitlement_uses(env, number, owner=None, company=None):
    found = entitlements(env, number, owner, company)
    for entitlement in found:
        entitlement._use(entitlement.card_id, entitlement.date_start)
    return found.use_ids


def card_years(env, number, owner=None, company=None):
    found = cards(env, number, owner, company)
    found._close_year()
    return found.year_ids


def ledger_faults(env, number, owner=None, company=None):
    return env["cs.vip.ledger.fault"].create(
        [
            {
                "date": card.date_start,
                "kind": "balance",
                "program_id": card.program_id.id,
                "company_id": card.company_id.id,
                "res_model": card._name,
                "res_id": card.id,
                "record_name": card.name,
                "expected": 7,
            }
            for card in cards(env, number, owner, company)
        ]
    )


FACTORIES = {
    "cs.vip.ledger.fault": ledger_faults,
    "cs.vip.card.year": card_years,
    "cs.vip.benefit": benefits,
    "cs.vip.entitlement": entitlements,
    "cs.vip.entitlement.use": entitlement_uses,
    "cs.vip.program": programs,
    "cs.vip.tier": tiers,
    "cs.vip.tier.discount": discounts,
    "cs.vip.band": bands,
    "cs.vip.card": cards,
    "cs.vip.points.entry": entries,
    "cs.vip.gift": gifts,
    "cs.vip.monthly.report": monthly_reports,
    "cs.vip.card.import": card_imports,
    "cs.vip.card.import.fault": card_import_faults,
    "cs.vip.gift.order": gift_orders,
    "cs.vip.gift.order.line": gift_order_lines,
    "cs.vip.tier.history": histories,
    "cs.vip.document": documents,
    "cs.vip.document.log": document_logs,
    "sale.order": sale_orders,
    "sale.order.discount": order_discounts,
    "res.partner": partners,
    "product.template": products,
    "cs.vip.card.apply": card_applications,
    "cs.vip.card.refuse": card_refusals,
    "cs.vip.points.correction": corrections,
    "cs.vip.redeem": redemptions,
    "cs.vip.correction": waiting_corrections,
    "cs.vip.correction.refuse": correction_refusals,
    "cs.vip.card.number": replaced_numbers,
    "cs.vip.card.reissue": reissues,
    "cs.vip.card.check": card_checks,
    "cs.vip.privacy": privacy_requests,
    "cs.vip.statement": statements,
}

ARGUMENTS = {
    ("cs.vip.card", "action_refuse"): ["Not real"],
    ("cs.vip.card", "action_refuse_upgrade"): ["Not yet"],
    ("cs.vip.card", "action_void"): ["Moved away"],
    ("cs.vip.correction", "action_refuse"): ["Not so"],
    ("cs.vip.card", "balance_at"): ["2026-01-01"],
    ("cs.vip.card", "balances_at"): ["2026-01-01"],
    ("sale.order", "action_cs_vip_redeem"): [1000],
}


def submitted(env):
    card = applications(env, 1)
    card.action_submit()
    return card


def upgradable(env):
    card = cards(env, 1)
    card.write(
        {
            "proposed_tier_id": env["cs.vip.tier"]
            .create({"name": "Above", "program_id": card.program_id.id, "sequence": 9})
            .id,
            "proposed_date": card.date_start,
        }
    )
    return card


def confirmed_exchange(env):
    order = gift_orders(env, 1)
    order.action_confirm()
    return order


def suspended(env):
    card = cards(env, 1)
    card.action_suspend()
    return card


def own_correction(env):
    correction = waiting_corrections(env, 1)
    correction.requester_id = env.uid
    return correction


def with_voucher(env):
    order = quotations(env, 1)
    order.action_cs_vip_redeem(1000)
    return order


def with_own_pricelist(env):
    order = quotations(env, 1)
    order.pricelist_id = env["product.pricelist"].create({"name": "By hand"})
    return order


SITUATIONS = {
    ("cs.vip.card", "action_submit"): lambda env: applications(env, 1),
    ("cs.vip.card", "action_to_draft"): submitted,
    ("cs.vip.card", "action_approve"): submitted,
    ("cs.vip.card", "action_refuse"): submitted,
    ("cs.vip.card", "action_approve_upgrade"): upgradable,
    ("cs.vip.card", "action_refuse_upgrade"): upgradable,
    ("cs.vip.card", "action_resume"): suspended,
    ("cs.vip.gift.order", "action_cancel"): confirmed_exchange,
    ("cs.vip.correction", "action_cancel"): own_correction,
    ("sale.order", "action_confirm"): lambda env: quotations(env, 1),
    ("sale.order", "action_cs_vip_redeem"): lambda env: quotations(env, 1),
    ("sale.order", "action_cs_vip_remove_voucher"): with_voucher,
    ("sale.order", "action_cs_vip_use_card_prices"): with_own_pricelist,
}


def ended_years(env):
    """Two cards whose year ended yesterday: one bought from, one not."""
    yesterday = fields.Date.today() - timedelta(days=1)
    for order in sale_orders(env, 1), sale_orders(env, 1):
        order.cs_vip_card_id._post("opening", 500, yesterday, purpose="due")
        order.cs_vip_card_id.date_end = yesterday - timedelta(days=1)
    cards(env, 1).date_end = yesterday - timedelta(days=1)


def qualified_yesterday(env):
    """A customer who reached a level with an order of yesterday."""
    yesterday = fields.Datetime.now() - timedelta(days=1)
    order = sale_orders(env, 1, holder=False)
    order.date_order = yesterday
    order.cs_vip_day = yesterday.date()


def false_balance(env):
    """A balance that is not the sum of its entries."""
    env.cr.execute(
        "UPDATE cs_vip_card SET points_balance = 7 WHERE id = %s", cards(env, 1).ids
    )
    env.invalidate_all()


def overdue_application(env):
    card = submitted(env)
    card.date_submitted = fields.Date.today() - timedelta(days=30)


def ended_long_ago(env):
    card = cards(env, 1)
    card.action_void("Moved away")
    card.date_void = fields.Date.today() - timedelta(days=3650)


DUE = {
    "cs_vip.cron_erase_ended": ended_long_ago,
    "cs_vip.cron_card_import": running_import,
    "cs_vip.cron_escalate_applications": overdue_application,
    "cs_vip.cron_close_years": ended_years,
    "cs_vip.cron_day_end": qualified_yesterday,
    "cs_vip.cron_prove_ledger": false_balance,
}


def occasions(env, number, owner=None, company=None):
    return env["cs.vip.occasion"].create(
        [
            {
                "name": f"Occasion {next(_serial)}",
                "kind": "birthday",
                "days_first": 7,
                "days_last": 2,
                "channel_first": "sms",
                "sms_template_id": env.ref("cs_vip.sms_template_birthday").id,
                "company_id": company.id if company else False,
            }
            for _record in range(number)
        ]
    )


def greetings(env, number, owner=None, company=None):
    """Planned for tomorrow, by SMS."""
    found = cards(env, number, owner, company)
    today = fields.Date.today()
    return env["cs.vip.greeting"].create(
        [
            {
                "occasion_id": occasions(env, 1, company=company).id,
                "partner_id": card.partner_id.id,
                "card_id": card.id,
                "tier_id": card.tier_id.id,
                "company_id": card.company_id.id,
                "year": today.year,
                "date_event": today + timedelta(days=8),
                "date_from": today,
                "date_planned": today + timedelta(days=1),
                "date_to": today + timedelta(days=6),
            }
            for card in found
        ]
    )


def offers(env, number, owner=None, company=None):
    """One after the other: only a few may run at a time."""
    today = fields.Date.today()
    return env["cs.vip.offer"].create(
        [
            {
                "name": f"Offer {serial}",
                "company_id": _company(env, company).id,
                "date_from": today - timedelta(days=serial),
                "date_to": today - timedelta(days=serial),
            }
            for serial in (next(_serial) for _record in range(number))
        ]
    )


def _offer_of_today(env, company):
    today = fields.Date.today()
    company = _company(env, company)
    company.cs_vip_offer_max += 1
    return env["cs.vip.offer"].create(
        {
            "name": f"Offer {next(_serial)}",
            "company_id": company.id,
            "date_from": today - timedelta(days=1),
            "date_to": today + timedelta(days=1),
        }
    )


def offers_given(env, number, owner=None, company=None):
    offer = _offer_of_today(env, company)
    return env["cs.vip.offer.given"].create(
        [
            {"offer_id": offer.id, "partner_id": holder.id, "reason": "Of the house"}
            for holder in _holders(env, number, owner, company)
        ]
    )


def promotions(env, number, owner=None, company=None):
    today = fields.Date.today()
    return env["cs.vip.promotion"].create(
        [
            {
                "name": f"Promotion {next(_serial)}",
                "occasion_id": env.ref("cs_vip.occasion_promotion").id,
                "company_id": _company(env, company).id,
                "date_send": today,
                "date_until": today + timedelta(days=10),
                "consent_only": False,
            }
            for _record in range(number)
        ]
    )


def promotion_lines(env, number, owner=None, company=None):
    promotion = promotions(env, 1, company=company)
    return env["cs.vip.promotion.line"].create(
        [
            {"promotion_id": promotion.id, "partner_id": holder.id}
            for holder in _holders(env, number, owner, company)
        ]
    )


FACTORIES |= {
    "cs.vip.occasion": occasions,
    "cs.vip.greeting": greetings,
    "cs.vip.offer": offers,
    "cs.vip.offer.given": offers_given,
    "cs.vip.promotion": promotions,
    "cs.vip.promotion.line": promotion_lines,
}


def _greeting_in(state):
    def make(env):
        greeting = greetings(env, 1)
        greeting.write({"state": state, "channel": "call"})
        return greeting

    return make


def offer_requested(env):
    given = offers_given(env, 1)
    given.write({"state": "requested", "refuse_reason": "Not yet"})
    return given


def promotion_with_list(env):
    return promotion_lines(env, 1).promotion_id


def promotion_for_card(env):
    cards(env, 1)
    return promotions(env, 1)


def promotion_cancelled(env):
    promotion = promotions(env, 1)
    promotion.action_cancel()
    return promotion


SITUATIONS |= {
    ("cs.vip.greeting", "action_done"): _greeting_in("call"),
    ("cs.vip.greeting", "action_not_reached"): _greeting_in("call"),
    ("cs.vip.greeting", "action_plan"): _greeting_in("cancelled"),
    ("cs.vip.offer.given", "action_approve"): offer_requested,
    ("cs.vip.offer.given", "action_refuse"): offer_requested,
    ("cs.vip.promotion", "action_list"): promotion_for_card,
    ("cs.vip.promotion", "action_release"): promotion_with_list,
    ("cs.vip.promotion", "action_draft"): promotion_cancelled,
}


def birthday_soon(env):
    holder = cards(env, 1).partner_id
    holder.write(
        {
            "birthdate_date": fields.Date.today() + timedelta(days=4),
            "cs_consent_sms": "given",
        }
    )


def old_texts(env):
    occasions(env, 1).text_renewed_on = "2020-01-01"


DUE |= {
    "cs_vip.cron_greet": birthday_soon,
    "cs_vip.cron_renewals": old_texts,
}
