"""Goods delivered and invoiced, so that remedies have something to act on."""

from odoo.fields import Command

from . import common


class RemedyCase(common.DepartmentCase):
    """``cls.order``: two sofas and a table, delivered; `_invoice` bills them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_books()
        cls.order.company_id.cs_complaint_days = 3
        cls.sofas, cls.tables = cls.order.order_line
        cls._deliver(cls.order)
        cls.ticket = cls._new_ticket(
            user_id=cls.users["after_sales"].id,
            cs_request_type_id=cls.env.ref("cs_department.request_type_complaint").id,
            cs_fault="ours",
            cs_sale_line_ids=[Command.set(cls.order.order_line.ids)],
        )
        kinds = cls.env["cs.remedy.kind"].search([])
        kinds.write({"agent_limit": 1e6, "supervisor_limit": 1e6})

    @classmethod
    def _order_with_card(cls, tables):
        """(card of the customer, an order of tables that earned points on it)."""
        shipped = cls.env.ref("cs_vip.program_flagship")
        program = shipped.copy({"name": "Store", "company_id": cls.company.id})
        card = cls._give_tier(cls.customer, program.tier_ids[0])
        card.write(
            {
                "date_start": "2020-01-01",
                "date_end": "2099-12-31",
                "tier_date": "2020-01-01",
            }
        )
        program.team_ids = cls.env["crm.team"].create(
            {"name": "Store", "company_id": cls.company.id}
        )
        order = cls._new_order(
            cls.customer, {cls.table: tables}, team_id=program.team_ids.id
        )
        return card, order

    @classmethod
    def _open_books(cls):
        """The least an invoice needs: accounts and a journal of the company."""
        accounts = cls.env["account.account"].create(
            [
                {"name": "Sales", "code": "T600", "account_type": "income"},
                {
                    "name": "Customers",
                    "code": "T112",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Invoices",
                "code": "TINV",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": accounts[0].id,
            }
        )
        products = cls.sofa | cls.table
        products.write({"property_account_income_id": accounts[0].id})
        for partner in cls.customer | cls.other_customer:
            partner.property_account_receivable_id = accounts[1]

    @classmethod
    def _deliver(cls, order):
        for picking in order.picking_ids.filtered(lambda p: p.state != "done"):
            cls._receive(picking)

    @classmethod
    def _receive(cls, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()

    @classmethod
    def _invoice(cls, order=None):
        invoice = (order or cls.order)._create_invoices()
        invoice.action_post()
        return invoice

    def _kind(self, name):
        return self.env.ref(f"cs_department.remedy_kind_{name}")

    def _remedy(self, kind, goods=None, role="after_sales", **values):
        """A remedy of the ticket as `role` records it: goods are {line: quantity}."""
        return (
            self.env["cs.remedy"]
            .with_user(self.users[role])
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "kind_id": self._kind(kind).id,
                    "description": "As agreed on the phone",
                    "line_ids": [
                        Command.create({"sale_line_id": line.id, "quantity": quantity})
                        for line, quantity in (goods or {}).items()
                    ],
                    **values,
                }
            )
        )

    def _carried_out(self, *args, **values):
        remedy = self._remedy(*args, **values)
        remedy.action_approve()
        remedy.action_carry_out()
        return remedy
