"""Sessions that meet on one VIP card. Each class is a scenario of `arena.py`."""

from odoo.addons.cs_vip.tests.factories import FACTORIES


def voucher_program(env):
    """A programme whose orders earn nothing, so that only spending moves points."""
    program = FACTORIES["cs.vip.program"](env, 1)
    program.write({"amount_per_point": 0, "voucher_min_order": 1})
    env["cs.vip.tier"].create({"name": "Silver", "program_id": program.id})
    env["cs.vip.band"].create({"program_id": program.id, "points_from": 1, "rate": 0.3})
    return program


def card_with_points(env, points):
    """A card of such a programme."""
    program = voucher_program(env)
    card = FACTORIES["cs.vip.card"](env, 1)
    card.write({"program_id": program.id, "tier_id": program.tier_ids.id})
    card._post("opening", points, card.date_start)
    return card


def quotations(env, card, number):
    team = env["crm.team"].create(
        {
            "name": "Store",
            "company_id": card.company_id.id,
            "cs_vip_program_id": card.program_id.id,
        }
    )
    product = FACTORIES["product.template"](env, 1).product_variant_id
    return env["sale.order"].create(
        [
            {
                "partner_id": card.partner_id.id,
                "team_id": team.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 10})
                ],
            }
            for _quotation in range(number)
        ]
    )


def ledger(card):
    """Balance and entries of a card, as the database has them."""
    card.invalidate_recordset()
    return {
        "balance": card.points_balance,
        "sum": sum(card.entry_ids.mapped("points")),
        "entries": sorted([entry.kind, entry.points] for entry in card.entry_ids),
    }


class Spend:
    """Each session confirms a quotation that redeems points of the same card."""

    @staticmethod
    def prepare(env, points, spend, sessions):
        card = card_with_points(env, points)
        orders = quotations(env, card, sessions)
        for order in orders:
            order.action_cs_vip_redeem(spend)
        return {"card": card.id, "orders": orders.ids}

    @staticmethod
    def contend(env, number, card, orders):
        env["sale.order"].browse(orders[number]).action_confirm()
        return number

    @staticmethod
    def examine(env, card, orders):
        states = env["sale.order"].browse(orders).mapped("state")
        return {**ledger(env["cs.vip.card"].browse(card)), "states": states}


class Resume(Spend):
    """The sessions that were told to try again do so, one after the other."""

    @staticmethod
    def prepare(env, card, orders):
        return {"card": card, "orders": orders}


class Redeem:
    """Two salespeople put the same points on two quotations and confirm them."""

    @staticmethod
    def prepare(env):
        card = card_with_points(env, 1000)
        return {"card": card.id, "orders": quotations(env, card, 2).ids}

    @staticmethod
    def contend(env, number, card, orders):
        order = env["sale.order"].browse(orders[number])
        order.action_cs_vip_redeem(1000)
        order.action_confirm()
        return number

    examine = Spend.examine


class Post:
    """Each session books something of its own on the same card."""

    @staticmethod
    def prepare(env):
        return {"card": card_with_points(env, 100).id}

    @staticmethod
    def contend(env, number, card):
        card = env["cs.vip.card"].browse(card)
        card._post("correction", 1, card.date_start, purpose=f"session {number}")
        return number

    @staticmethod
    def examine(env, card):
        return ledger(env["cs.vip.card"].browse(card))


class SameSource:
    """Every session books the same event."""

    @staticmethod
    def prepare(env):
        return {"card": card_with_points(env, 100).id}

    @staticmethod
    def contend(env, number, card):
        card = env["cs.vip.card"].browse(card)
        return card._post("compensation", 50, card.date_start, purpose="one event").id

    examine = Post.examine


class SameOrder:
    """Two sessions confirm the same quotation, which earns points."""

    @staticmethod
    def prepare(env):
        card = card_with_points(env, 100)
        card.program_id.amount_per_point = 50
        return {"card": card.id, "order": quotations(env, card, 1).id}

    @staticmethod
    def contend(env, number, card, order):
        env["sale.order"].browse(order).action_confirm()
        return number

    @staticmethod
    def examine(env, card, order):
        order = env["sale.order"].browse(order)
        return {**ledger(env["cs.vip.card"].browse(card)), "total": order.amount_total}


class Apply:
    """Two sessions apply for a card for the same person."""

    @staticmethod
    def prepare(env):
        program = voucher_program(env)
        person = env["res.partner"].create({"name": "Only Once"})
        return {"program": program.id, "person": person.id}

    @staticmethod
    def contend(env, number, program, person):
        program = env["cs.vip.program"].browse(program)
        return (
            env["cs.vip.card"]
            .create(
                {
                    "partner_id": person,
                    "program_id": program.id,
                    "tier_id": program.tier_ids.id,
                }
            )
            .id
        )

    @staticmethod
    def examine(env, program, person):
        return env["cs.vip.card"].search_count([("partner_id", "=", person)])


class SameDocument:
    """Two sessions enter the same identity document for two persons."""

    @staticmethod
    def prepare(env):
        cards = FACTORIES["cs.vip.card"](env, 2)
        env["cs.vip.document"].search([("card_id", "in", cards.ids)]).unlink()
        return {"cards": cards.ids}

    @staticmethod
    def contend(env, number, cards):
        card = env["cs.vip.card"].browse(cards[number])
        card.document_number = "310101198505059999"
        return number

    @staticmethod
    def examine(env, cards):
        return env["cs.vip.document"].search_count([("card_id", "in", cards)])


class UseBenefit:
    """Each session lets a service of its own use up the same entitlement."""

    @staticmethod
    def prepare(env, count, sessions):
        entitlement = FACTORIES["cs.vip.entitlement"](env, 1)
        entitlement.count = count
        services = quotations(env, entitlement.card_id, sessions)
        return {"entitlement": entitlement.id, "services": services.ids}

    @staticmethod
    def contend(env, number, entitlement, services):
        entitlement = env["cs.vip.entitlement"].browse(entitlement)
        service = env["sale.order"].browse(services[number])
        return entitlement._use(service, entitlement.date_start).id

    @staticmethod
    def examine(env, entitlement, services):
        entitlement = env["cs.vip.entitlement"].browse(entitlement)
        return {"used": entitlement.used_count, "uses": len(entitlement.use_ids)}
