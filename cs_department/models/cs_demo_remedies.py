import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from odoo import api, models
from odoo.fields import Command

CASES = (
    # days ago, request type, title, what happened, what is sought, path
    (
        6,
        "return",
        "书柜未拆封想退货",
        "尺寸量错了，书柜没有拆封。",
        "希望退货退款",
        "return",
    ),
    (
        9,
        "complaint",
        "茶几桌腿有裂纹",
        "拆包时发现一条桌腿开裂。",
        "希望换货",
        "exchange",
    ),
    (5, "complaint", "餐椅坐面松动", "坐下有明显晃动。", "希望维修", "repair"),
    (
        12,
        "complaint",
        "床头灯亮度不足",
        "换了灯泡仍然偏暗。",
        "希望退部分货款",
        "refund",
    ),
    (
        4,
        "shortage",
        "衣柜缺两块层板",
        "开箱清点少两块层板和一包螺丝。",
        "希望补寄",
        "shortage",
    ),
    (
        3,
        "complaint",
        "沙发外箱破损拒收",
        "送货时外箱破裂，客户未签收。",
        "希望重新发货",
        "refused",
    ),
    (
        7,
        "complaint",
        "餐桌签收后发现磕角",
        "签收后拆箱发现桌角磕碰。",
        "希望处理",
        "damage",
    ),
    (
        2,
        "delivery_chase",
        "吊灯五天未送达",
        "运单三天没有更新。",
        "希望尽快送到",
        "chase",
    ),
)
COURIERS = ("顺丰速运", "德邦快递", "京东物流")


class CsVipDemo(models.AbstractModel):
    """Returns, repairs and credit notes from tickets, and the register of returns."""

    _inherit = "cs.vip.demo"

    @api.model
    def _load_remedies(self):
        lines = self._delivered_lines()
        for turn, (case, line) in enumerate(zip(CASES, lines, strict=False)):
            ago, kind, title, text, sought, path = case
            # sudo: under the specialist's name, whatever they may write
            then = self._at(ago).with_user(self._user("aftersales")).sudo()
            line = line.with_env(then.env)
            ticket = then.env["helpdesk.ticket"].create(
                {
                    "name": title,
                    "description": text,
                    "partner_id": line.order_id.partner_id.id,
                    "company_id": self._company().id,
                    "team_id": self.env.ref("cs_department.team_demo").id,
                    "user_id": self._user("aftersales").id,
                    "cs_request_type_id": self.env.ref(
                        f"cs_department.request_type_{kind}"
                    ).id,
                    "cs_remedy_sought": sought,
                    "cs_fault": "open" if path in ("return", "chase") else "ours",
                    "cs_sale_line_ids": [Command.set(line.ids)],
                    "stage_id": self.env.ref("cs_department.stage_remedy").id,
                }
            )
            parcel = {
                "carrier": COURIERS[turn % len(COURIERS)],
                "waybill": f"SF10{30 + turn}88{turn}6021",
            }
            getattr(self, f"_case_{path}")(ticket, line, parcel)

    def _delivered_lines(self):
        """Goods that customers have, of different customers, the latest first."""
        found = self.env["sale.order.line"]
        for line in found.search(
            [
                ("company_id", "=", self._company().id),
                ("state", "=", "sale"),
                ("product_id.type", "=", "consu"),
                ("cs_vip_no_return", "=", False),
            ],
            order="order_id desc, id",
            limit=400,
        ):
            if line.order_id.invoice_ids or not line.qty_delivered:
                continue
            if line.order_partner_id not in found.order_partner_id:
                found |= line
            if len(found) == len(CASES):
                break
        return found

    def _decided(self, ticket, line, kind, **values):
        """A remedy of one piece: the manager approves, after-sales carries it out."""
        remedy = ticket.env["cs.remedy"].create(
            {
                "ticket_id": ticket.id,
                "kind_id": self.env.ref(f"cs_department.remedy_kind_{kind}").id,
                "description": ticket.cs_remedy_sought,
                "line_ids": [Command.create({"sale_line_id": line.id, "quantity": 1})],
                "date_planned": self._at(0)._day() + timedelta(days=3),
                **values,
            }
        )
        # sudo: under the manager's name, above the specialist's limits
        remedy.with_user(self._user("manager")).sudo().action_approve()
        if remedy.needs_agreement:
            remedy._accept(ticket.partner_id.name, "phone")
        remedy.action_carry_out()
        return remedy

    def _come(self, pickings):
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings._action_done()

    def _seen(self, entries):
        boss = self.env.ref("cs_vip.user_demo_salesmanager")
        # sudo: under the sales manager's name, whoever loads demo data
        entries.with_user(boss).sudo().action_see()

    def _enter(self, ticket, line, kind, **values):
        return ticket.env["cs.return"].create(
            {
                "kind": kind,
                "ticket_id": ticket.id,
                "sale_line_id": line.id,
                "user_id": self._user("aftersales").id,
                "date": ticket.env["cs.vip.demo"]._day(),
                **values,
            }
        )

    def _case_return(self, ticket, line, parcel):
        """On its way back; the sales manager has not seen it yet."""
        remedy = self._decided(
            ticket,
            line,
            "return",
            defect_kind_id=self.env.ref("cs_department.defect_kind_none").id,
        )
        remedy.return_ids.write({**parcel, "transit_state": "in_transit"})

    def _case_exchange(self, ticket, line, parcel):
        remedy = self._decided(
            ticket,
            line,
            "exchange",
            defect_kind_id=self.env.ref("cs_department.defect_kind_quality").id,
        )
        entry = remedy.return_ids
        entry.write({**parcel, "remark": "桌腿裂纹约8厘米，已拍照存档。"})
        self._seen(entry)
        self._come(remedy.picking_ids)
        entry.completeness = "complete"
        entry.action_settle()

    def _case_repair(self, ticket, line, parcel):
        remedy = self._decided(ticket, line, "repair", under_warranty=True)
        remedy.repair_ids.action_validate()

    def _case_refund(self, ticket, line, parcel):
        invoice = line.order_id._create_invoices()
        invoice.action_post()
        remedy = self._decided(ticket, line, "reduction", amount=100)
        remedy.credit_note_ids.action_post()

    def _case_shortage(self, ticket, line, parcel):
        entry = self._enter(
            ticket,
            line,
            "shortage",
            **parcel,
            transit_state="arrived",
            completeness="incomplete",
            missing_items="层板 2 块，螺丝 1 包",
            signed_for="yes",
        )
        entry.photo_ids = [Command.set(self._photo(entry, "开箱照片").ids)]
        entry.action_verify_photos()
        self._decided(ticket, line, "replenish")

    def _case_refused(self, ticket, line, parcel):
        entry = self._enter(
            ticket, line, "damage", **parcel, signed_for="no", completeness="damaged"
        )
        entry.action_refuse_delivery()
        entry.action_settle()

    def _case_damage(self, ticket, line, parcel):
        entry = self._enter(
            ticket, line, "damage", **parcel, signed_for="yes", completeness="damaged"
        )
        entry.photo_ids = [Command.set(self._photo(entry, "桌角照片").ids)]

    def _case_chase(self, ticket, line, parcel):
        entry = self._enter(ticket, line, "chase", **parcel, transit_state="in_transit")
        entry.waybill_result = "停留在苏州转运中心"
        entry.action_waybill_checked()
        entry.call_result = "承诺明天上午派送"
        entry.action_courier_called()

    def _photo(self, entry, name):
        """A drawn box with a crack, in place of a customer's photo."""
        image = Image.new("RGB", (480, 320), "#d9cbb3")
        draw = ImageDraw.Draw(image)
        draw.rectangle((90, 70, 390, 270), fill="#b98a56", outline="#7a5428", width=4)
        draw.line((90, 120, 390, 120), fill="#7a5428", width=3)
        draw.line((250, 120, 225, 170, 265, 200, 235, 270), fill="#3b2a17", width=5)
        stream = io.BytesIO()
        image.save(stream, "PNG")
        return self.env["ir.attachment"].create(
            {
                "name": f"{name}.png",
                "datas": base64.b64encode(stream.getvalue()),
                "res_model": entry._name,
                "res_id": entry.id,
            }
        )
