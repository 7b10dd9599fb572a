import csv
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.misc import file_open

from ..business_day import Clock

AFTERNOON = time(6)  # UTC: 14:00 in the demo stores
DELIVERED_AFTER = 7  # days
STOCK = 200
SILVER_WAITING = 8  # the last days' applications wait for the card desk


class CsVipDemo(models.AbstractModel):
    """Demo data that XML cannot say: a year of purchases, played through the same
    methods as in the web client. Called by the files in `demo/` only."""

    _name = "cs.vip.demo"
    _description = "Demo Data Loader"

    @api.model
    def _company(self):
        return self.env.ref("cs_vip.company_demo")

    @api.model
    def _at(self, days_ago, moment=AFTERNOON):
        """(records' env with the clock at) that many days ago."""
        day = fields.Date.today() - timedelta(days=days_ago)
        return self.with_context(
            cs_clock=Clock(datetime.combine(day, moment)),
            tracking_disable=True,
            mail_activity_quick_update=True,
        ).with_company(self._company())

    @api.model
    def _rows(self, path):
        with file_open(path) as handle:
            yield from csv.DictReader(handle)

    @api.model
    def _load_chart(self):
        """Journals and one price-included tax, so that orders can be invoiced."""
        company = self._company()
        self.env["account.chart.template"]._load("generic_coa", company, False)
        group = self.env["account.tax.group"].create(
            {
                "name": "增值税 13%",
                "company_id": company.id,
                "country_id": company.account_fiscal_country_id.id,
            }
        )
        tax = self.env["account.tax"].create(
            {
                "name": "13%",
                "amount": 13.0,
                "price_include_override": "tax_included",
                "company_id": company.id,
                "country_id": company.account_fiscal_country_id.id,
                "tax_group_id": group.id,
            }
        )
        company.write(
            {
                "currency_id": self.env.ref("base.CNY").id,
                "account_sale_tax_id": tax.id,
                "account_price_include": "tax_included",
            }
        )
        self.env["product.pricelist"].search([("company_id", "=", company.id)]).write(
            {"name": "零售价", "currency_id": company.currency_id.id}
        )

    @api.model
    def _load_history(self):
        """Play `demo/history.csv`: orders, deliveries, card applications, approvals
        and the ends of card years, each on its day."""
        self._fill_stock()
        by_day = {}
        for row in self._rows("cs_vip/demo/history.csv"):
            by_day.setdefault(int(row["days_ago"]), []).append(row)
        programs = self.env["cs.vip.program"].search(
            [("team_ids.company_id", "=", self._company().id)]
        )
        for days_ago in range(max(by_day), 0, -1):
            then = self._at(days_ago)
            if days_ago in by_day:
                orders = then._sell(by_day[days_ago])
                if days_ago > DELIVERED_AFTER:
                    then._deliver(orders)
                for program in programs.with_env(then.env):
                    program._end_day(then._day())
                if days_ago > SILVER_WAITING:
                    then._decide()
            then._close_years()

    @api.model
    def _day(self):
        return self.env.context["cs_clock"].moment.date()

    def _fill_stock(self):
        company = self._company()
        warehouse = self.env.ref("cs_vip.warehouse_demo")
        products = self.env["product.product"].search(
            [("company_id", "=", company.id), ("is_storable", "=", True)]
        )
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": STOCK,
                }
                for product in products
            ]
        ).action_apply_inventory()

    def _sell(self, rows):
        orders = self._quote(rows)
        orders.action_confirm()
        return orders

    def _quote(self, rows):
        sellers = {
            "flagship": self.env.ref("cs_vip.user_demo_sales"),
            "modern": self.env.ref("cs_vip.user_demo_sales2"),
        }
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.env.ref(f"cs_vip.{row['customer']}").id,
                    "team_id": self.env.ref(f"cs_vip.team_{row['store']}").id,
                    "user_id": sellers[row["store"]].id,
                    "company_id": self._company().id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.env.ref(
                                    f"cs_vip.product_{product}"
                                ).id,
                                "product_uom_qty": float(quantity),
                            }
                        )
                        for product, quantity in (
                            line.split(":") for line in row["lines"].split("|")
                        )
                    ],
                }
                for row in rows
            ]
        )
        for order, row in zip(orders, rows, strict=True):
            if row["redeem"]:
                order.action_cs_vip_redeem(int(row["redeem"]))
        return orders

    def _deliver(self, orders):
        pickings = orders.picking_ids
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings._action_done()
        done = self.env.context["cs_clock"].moment
        pickings.write({"date_done": done})
        pickings.move_ids.write({"date": done})

    def _decide(self):
        """The card desk works off what the day proposed."""
        cards = self.env["cs.vip.card"].search(
            [("company_id", "=", self._company().id)]
        )
        drafts = cards.filtered(lambda card: card.state == "draft")
        for card in drafts:
            card.write(
                {
                    "declaration": True,
                    "document_type": "passport",
                    "document_number": f"E{card.partner_id.id:08d}",
                }
            )
            if not card._missing_application_data():
                card.action_submit()
                card.action_approve()
        cards.filtered("proposed_tier_id").action_approve_upgrade()

    def _close_years(self):
        self.env["cs.vip.card"].search(
            [
                ("company_id", "=", self._company().id),
                ("state", "=", "active"),
                ("date_end", "<=", self._day()),
            ]
        )._close_year()
