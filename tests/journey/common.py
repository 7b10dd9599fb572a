"""The retailer of the journey: one company, one customer, one login per role."""

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

STAFF = {
    "sales": ("林晓峰", "sales_team.group_sale_salesman"),
    "clerk": ("沈婉清", "cs_department.group_clerk"),
    "specialist": ("何思敏", "cs_department.group_information_specialist"),
    "aftersales": ("罗文涛", "cs_department.group_after_sales"),
    "manager": ("梁振华", "cs_department.group_manager"),
    "installer": ("马小龙", "cs_department.group_installer"),
    "lead": ("石建军", "cs_department.group_installation_lead"),
    "hr": ("方雅兰", "cs_kpi.group_hr"),
}
GOODS = {"真皮沙发": 36800, "推拉衣柜": 18600, "橡木书架": 3000, "白蜡木椅": 1600}


class JourneyCase(HttpCase):
    """A world of its own in Chinese, as a Chinese retailer keeps it: what is not the
    user's language on a screen is then a label that nobody translated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.CNY").active = True
        calendar = cls.env["resource.calendar"].create(
            {"name": "门店", "tz": "Asia/Shanghai", "company_id": False}
        )
        cls.company = cls.env["res.company"].create(
            {
                "name": "云上家居",
                "currency_id": cls.env.ref("base.CNY").id,
                "country_id": cls.env.ref("base.cn").id,
                "resource_calendar_id": calendar.id,
            }
        )
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.users = {
            login: new_test_user(
                cls.env,
                login=f"journey_{login}",
                name=name,
                groups=f"base.group_user,{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
                tz="Asia/Shanghai",
                email=f"{login}@example.com",
            )
            for login, (name, group) in STAFF.items()
        }
        cls._create_store()
        cls._create_department()

    @classmethod
    def _create_store(cls):
        cls.env["product.pricelist"].search(
            [("company_id", "=", cls.company.id)]
        ).name = "零售价"
        (
            cls.env.ref("cs_vip.program_flagship")
            | cls.env.ref("cs_vip.program_modern")
        ).company_id = cls.company
        cls.store = cls.env["crm.team"].create(
            {
                "name": "旗舰店一号",
                "company_id": cls.company.id,
                "cs_vip_program_id": cls.env.ref("cs_vip.program_flagship").id,
                "member_ids": [Command.set(cls.users["sales"].ids)],
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "钱多多",
                "phone": "+86 139 0571 8888",
                "street": "西湖大道88号3幢1单元1201室",
                "city": "杭州市",
                "country_id": cls.env.ref("base.cn").id,
                "company_id": cls.company.id,
                "user_id": cls.users["sales"].id,
            }
        )
        cls.goods = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": price,
                    "taxes_id": False,
                    "company_id": cls.company.id,
                    "cs_vip_price_class": "imported"
                    if name == "真皮沙发"
                    else "ordinary",
                }
                for name, price in GOODS.items()
            ]
        )

    @classmethod
    def _create_department(cls):
        department = cls.env.ref("cs_department.department_customer_service")
        cls.staff = {
            login: cls.env["hr.employee"].create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": department.id,
                }
            )
            for login, user in cls.users.items()
        }
        cls.env["helpdesk.ticket.team"].create(
            {
                "name": "售后组",
                "company_id": cls.company.id,
                "user_ids": [
                    Command.set((cls.users["aftersales"] | cls.users["clerk"]).ids)
                ],
            }
        )
        cls.env["cs.crew"].create(
            {
                "name": "安装一组",
                "lead_id": cls.users["lead"].id,
                "member_ids": [Command.set(cls.users["installer"].ids)],
                "company_id": cls.company.id,
            }
        )
        # Whatever the time of day, the call after the installation may be made.
        cls.env.ref("cs_department.callback_plan_after_installation").write(
            {
                "caller_ids": [Command.set(cls.users["specialist"].ids)],
                "hour_from": 0,
                "hour_to": 24,
            }
        )

    def tour(self, role, name, url, phone=False):
        """Play a tour as the role, on a phone or at a desk."""
        self.browser_size = "375x812" if phone else "1366x768"
        self.touch_enabled = phone
        self.start_tour(url, name, login=f"journey_{role}", timeout=120)
        self.env.invalidate_all()

    def goods_arrive(self):
        """The warehouse receives what the customer's orders wait for."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        for product in self.goods:
            self.env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 10
            )
        self.env["stock.picking"].search(
            [("company_id", "=", self.company.id), ("state", "=", "confirmed")]
        ).action_assign()
