from odoo import api, models
from odoo.tools import plaintext2html

WARRANTY = {  # months
    "oak_table": 24,
    "ash_chair": 24,
    "fabric_sofa": 36,
    "leather_sofa": 60,
}
ARTICLES = (
    # title, answer, kinds, product, draft
    (
        "沙发坐垫有异响怎么办？",
        "先请客户取下坐垫，检查底部弹簧夹是否松动。\n"
        "松动的按压复位即可；弹簧变形的约师傅上门更换，保修期内免费。",
        ("complaint", "repair", "technical"),
        "fabric_sofa",
        False,
    ),
    (
        "真皮沙发怎样清洁和保养？",
        "每周用微湿软布擦拭，避免阳光直射和酒精。\n"
        "每半年用皮革护理剂保养一次；金卡客户可预约免费清洁。",
        ("enquiry", "technical"),
        "leather_sofa",
        False,
    ),
    (
        "衣柜滑轨推拉有摩擦声",
        "清理轨道里的灰尘，滴少许润滑油。\n仍有声音时，请师傅上门校准柜门。",
        ("repair", "technical", "complaint"),
        "",
        False,
    ),
    (
        "特价商品可以退换吗？",
        "下单时已说明:特价商品不退不换。\n有质量问题的，按保修规定处理并上报主管。",
        ("return", "refund"),
        "",
        False,
    ),
    (
        "包裹还没签收就发现破损",
        "请客户当场拒收并拍照；已经签收的，请保留包装，拍下面单和破损处。",
        ("shortage", "delivery_chase"),
        "",
        False,
    ),
    (
        "实木餐桌桌面有细小裂纹",
        "冬季室内过干时会出现，建议加湿到四成以上。\n裂纹超过一毫米的，登记投诉。",
        ("complaint", "technical"),
        "oak_table",
        True,
    ),
)


class CsVipDemo(models.AbstractModel):
    """What the desk looks up while it registers: warranties, articles."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_department(self):
        for product, months in WARRANTY.items():
            record = self.env.ref(f"cs_vip.product_{product}", raise_if_not_found=False)
            if record:
                record.cs_warranty_months = months
        self.env.ref("product.product_category_goods").cs_warranty_months = 12
        return super()._load_department()

    @api.model
    def _load_cases(self):
        self.env["document.page"].create(
            [
                {
                    "name": title,
                    "type": "content",
                    "parent_id": self.env.ref("cs_department.article_category").id,
                    "company_id": self._company().id,
                    "cs_draft": draft,
                    "cs_request_type_ids": [
                        self.env.ref(f"cs_department.request_type_{kind}").id
                        for kind in kinds
                    ],
                    "cs_product_tmpl_ids": (
                        self.env.ref(f"cs_vip.product_{product}").product_tmpl_id.ids
                        if product
                        else []
                    ),
                    "draft_name": "1",
                    "draft_summary": title,
                    "content": plaintext2html(answer),
                }
                for title, answer, kinds, product, draft in ARTICLES
            ]
        )
        return super()._load_cases()

    def _close(self, ticket, row):
        if ticket.cs_is_repeat:
            ticket.cs_root_cause = (
                "上次只更换了配件，没有复检安装；现改为维修后一周回访。"
            )
        return super()._close(ticket, row)
