"""A small retailer for model tests: two stores, CNY, prices that include the tax."""

from contextlib import contextmanager
from datetime import datetime

import pytz

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.cs_vip.business_day import Clock

SHANGHAI = pytz.timezone("Asia/Shanghai")


class VipCommon(TransactionCase):
    """Base of the model tests of this addon, for dependants' tests too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, lang="en_US")
        )
        cls.company = cls._create_company("Retailer")
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.tax = cls._create_tax(13)
        cls._create_programs()
        cls.team = cls._create_team("Flagship", cls.flagship)
        cls.team_modern = cls._create_team("Modern", cls.modern)
        cls.sofa = cls._create_product("Sofa", 3000.0)
        cls.service = cls._create_product("Assembly", 150.0)
        cls.net = cls._create_product("Net", 1.0, cs_vip_price_class="special")
        cls.customer = cls._create_customer("王小明")
        cls.salesman = cls._create_user(
            "vip_sales", "sales_team.group_sale_salesman_all_leads"
        )
        cls.desk = cls._create_user("vip_desk", "cs_vip.group_user")
        cls.manager = cls._create_user("vip_manager", "cs_vip.group_manager")

    @classmethod
    def _create_company(cls, name):
        currency = cls.env.ref("base.CNY")
        currency.active = True
        calendar = cls.env["resource.calendar"].create(
            {"name": name, "tz": "Asia/Shanghai", "company_id": False}
        )
        return cls.env["res.company"].create(
            {
                "name": name,
                "currency_id": currency.id,
                "country_id": cls.env.ref("base.cn").id,
                "resource_calendar_id": calendar.id,
            }
        )

    @classmethod
    def _create_tax(cls, percent, **values):
        country = cls.company.account_fiscal_country_id or cls.company.country_id
        group = cls.env["account.tax.group"].create(
            {
                "name": f"VAT {percent}",
                "company_id": cls.company.id,
                "country_id": country.id,
            }
        )
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {percent} %",
                "amount": percent,
                "company_id": cls.company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
                "price_include_override": "tax_included",
                **values,
            }
        )

    @classmethod
    def _open_books(cls):
        """What it takes to invoice: a sales journal and its accounts."""
        accounts = {
            kind: cls.env["account.account"].create(
                {
                    "name": kind,
                    "code": f"VIP{number}",
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
            for number, kind in enumerate(("income", "asset_receivable"))
        }
        cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "VIPS",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": accounts["income"].id,
            }
        )
        cls.env["ir.default"].set(
            "res.partner",
            "property_account_receivable_id",
            accounts["asset_receivable"].id,
            company_id=cls.company.id,
        )

    @classmethod
    def _create_programs(cls):
        """The shipped programmes with the numbers of V1–V7, as this company's own."""
        for name in ("flagship", "modern"):
            shipped = cls.env.ref(f"cs_vip.program_{name}")
            program = shipped.copy({"name": name.title(), "company_id": cls.company.id})
            silver, gold = program.tier_ids.sorted("sequence")
            setattr(cls, name, program)
            setattr(cls, f"{name}_silver", silver)
            setattr(cls, f"{name}_gold", gold)
        for level in ("silver", "gold"):
            flagship = getattr(cls, f"flagship_{level}")
            modern = getattr(cls, f"modern_{level}")
            flagship.equivalent_tier_id = modern
            modern.equivalent_tier_id = flagship

    @classmethod
    def _create_team(cls, name, program):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "cs_vip_program_id": program.id,
            }
        )

    @classmethod
    def _create_product(cls, name, price, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "birthdate_date": "1985-03-08",
                "street": "解放路1号",
                "city": "杭州市",
                "phone": "+86 138 0013 8000",
                **values,
            }
        )

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def at(cls, day, hour=12, minute=0):
        """The environment with its clock at that time of a day in Shanghai."""
        year, month, day = map(int, day.split("-"))
        local = SHANGHAI.localize(datetime(year, month, day, hour, minute))
        moment = local.astimezone(pytz.utc).replace(tzinfo=None)
        return cls.env(context=dict(cls.env.context, cs_clock=Clock(moment)))

    def prove_ledger(self):
        """What the nightly proof finds, long after all that these tests book."""
        return self.on(self.env["cs.vip.card"], "2099-12-31")._prove_ledger()

    @classmethod
    def on(cls, record, day, hour=12, minute=0):
        """The record, with the clock at that time."""
        return record.with_env(cls.at(day, hour, minute))

    @classmethod
    def quote(cls, *prices, partner=None, team=None, product=None, **values):
        """A quotation with a line of each price, quantity 1; without discounts of a
        card unless `product` is an ordinary one."""
        product = product or cls.net
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "team_id": (team or cls.team).id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": price})
                    for price in prices
                ],
                **values,
            }
        )

    @classmethod
    def buy(cls, day, *prices, hour=12, **values):
        """An order confirmed on that day."""
        order = cls.quote(*prices, **values)
        cls.on(order, day, hour).action_confirm()
        return order

    @classmethod
    def apply(cls, partner=None, tier=None, orders=None, **values):
        """A complete application, not submitted yet."""
        partner = partner or cls.customer
        tier = tier or cls.flagship_silver
        card = cls.env["cs.vip.card"].create(
            {
                "partner_id": partner.id,
                "program_id": tier.program_id.id,
                "tier_id": tier.id,
                "company_id": cls.company.id,
                "declaration": True,
                "document_type": "passport",
                "document_number": f"E{partner.id:08d}",
                **({} if orders is None else {"application_order_ids": orders.ids}),
                **values,
            }
        )
        return card

    @classmethod
    def grant(cls, day, partner=None, tier=None, points=0, **values):
        """An active card of that day, without a purchase, with an opening balance."""
        card = cls.apply(partner, tier, orders=cls.env["sale.order"], **values)
        cls.on(card, day)._go("submitted")
        cls.on(card, day)._grant()
        card._post("opening", points, card.date_start, purpose="opening")
        return card

    @contextmanager
    def assertRefused(self, exception, message):
        """Refused with that message; what was changed before is rolled back."""
        with self.assertRaises(exception) as refused:
            yield
        self.assertRegex(str(refused.exception), message)

    def entries(self, card):
        """[(date, kind, points)] of a card, oldest first."""
        return [
            (str(entry.date), entry.kind, entry.points)
            for entry in card.entry_ids.sorted("id")
        ]
