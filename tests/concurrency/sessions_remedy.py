"""Sessions that approve and carry out remedies. Scenarios of `arena.py`."""

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.cs_department.tests.factories import FACTORIES


class Approve:
    """One agent, two windows: each amount is affordable, both together are not: in a
    month, or on one ticket."""

    @staticmethod
    def prepare(env, month):
        agent = new_test_user(
            env, f"two-windows-{month}", groups="cs_department.group_after_sales"
        )
        kind = FACTORIES["cs.remedy.kind"](env, 1)
        kind.write(
            {
                "has_amount": True,
                "agent_limit": 200,
                "supervisor_limit": 200,
                "agent_month_limit": 300 if month else 0,
            }
        )
        tickets = FACTORIES["helpdesk.ticket"](env, 2, agent)
        remedies = env["cs.remedy"].create(
            [
                {
                    "ticket_id": tickets[number if month else 0].id,
                    "kind_id": kind.id,
                    "amount": 200,
                }
                for number in range(2)
            ]
        )
        return {"agent": agent.id, "remedies": remedies.ids}

    @staticmethod
    def contend(env, number, agent, remedies):
        remedy = env["cs.remedy"].with_user(agent).browse(remedies[number])
        remedy.action_approve()
        return number

    @staticmethod
    def examine(env, agent, remedies):
        return sorted(env["cs.remedy"].browse(remedies).mapped("state"))


class CarryOut:
    """The last of the goods is taken back by two remedies at the same time."""

    @staticmethod
    def prepare(env):
        product = env["product.product"].create({"name": "Sofa", "type": "consu"})
        customer = FACTORIES["helpdesk.ticket"](env, 1).partner_id
        order = env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )
        order.action_confirm()
        line = order.order_line
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        ticket = FACTORIES["helpdesk.ticket"](env, 1)
        ticket.partner_id = order.partner_id
        remedies = env["cs.remedy"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "kind_id": env.ref("cs_department.remedy_kind_return").id,
                    "line_ids": [
                        fields.Command.create(
                            {
                                "sale_line_id": line.id,
                                "quantity": line.product_uom_qty,
                            }
                        )
                    ],
                }
                for _number in range(2)
            ]
        )
        remedies.action_approve()
        for remedy in remedies:
            remedy._accept(order.partner_id.name, "phone")
        return {"remedies": remedies.ids}

    @staticmethod
    def contend(env, number, remedies):
        env["cs.remedy"].browse(remedies[number]).action_carry_out()
        return number

    @staticmethod
    def examine(env, remedies):
        return len(env["cs.remedy"].browse(remedies).picking_ids)
