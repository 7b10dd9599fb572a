from odoo import api, fields, models

ADDRESS_FIELDS = {"street", "street2", "zip", "city", "state_id", "country_id", "phone"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_vip_card_ids = fields.One2many(
        "cs.vip.card", "partner_id", string="VIP Cards", groups="base.group_user"
    )
    cs_vip_card_id = fields.Many2one(
        "cs.vip.card",
        string="VIP Card",
        compute="_compute_cs_vip_card_id",
        compute_sudo=True,
        search="_search_cs_vip_card_id",
        groups="base.group_user",
        help="The card of the customer, or of the company a contact belongs to.",
    )
    cs_vip_tier_id = fields.Many2one(
        "cs.vip.tier",
        string="VIP Tier",
        compute="_compute_cs_vip_card_id",
        compute_sudo=True,
        search="_search_cs_vip_tier_id",
        groups="base.group_user",
    )
    cs_is_project_customer = fields.Boolean(
        string="Project Customer",
        help="Contractors and engineering projects never qualify for a VIP card.",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "cs_vip_card_ids.state")
    def _compute_cs_vip_card_id(self):
        cards = {
            card.partner_id: card
            for card in self.env["cs.vip.card"].search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("active", "suspended")),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        }
        for partner in self:
            card = cards.get(partner.commercial_partner_id)
            partner.cs_vip_card_id = card
            partner.cs_vip_tier_id = card and card.tier_id

    def _search_cs_vip_card_id(self, operator, value):
        return self._cs_vip_search("id", operator, value)

    def _search_cs_vip_tier_id(self, operator, value):
        return self._cs_vip_search("tier_id", operator, value)

    def _cs_vip_search(self, field, operator, value):
        """By card or tier, also for those who may not open cards: whoever sees the
        customer reads the tier there."""
        if operator not in ("in", "any"):
            return NotImplemented
        # sudo: only which customers hold a card follows from it
        cards = self.env["cs.vip.card"].sudo()
        live = [
            ("state", "in", ("active", "suspended")),
            ("company_id", "=", self.env.company.id),
        ]

        def holders(domain):
            return cards._search([*live, *domain]).subselect("partner_id")

        if operator == "in" and False in value:
            others = [item for item in value if item]
            return [
                "|",
                ("commercial_partner_id", "not in", holders([])),
                ("commercial_partner_id", "in", holders([(field, "in", others)])),
            ]
        return [
            ("commercial_partner_id", "in", holders([(field, operator, value)])),
        ]

    def write(self, vals):
        changed = ADDRESS_FIELDS & set(vals)
        moved = changed and self.filtered(
            lambda partner: any(
                partner[name]
                != partner._fields[name].convert_to_record(
                    partner._fields[name].convert_to_cache(vals[name], partner), partner
                )
                for name in changed
            )
        )
        res = super().write(vals)
        if moved:
            moved._cs_vip_file_task()
        return res

    def _cs_vip_file_task(self):
        """The card desk brings the card file up to date (V4); one open task a card.
        A contact of the holder belongs to the file too."""
        # sudo: the task is the desk's, whoever changed the address
        cards = (
            self.env["cs.vip.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("active", "suspended")),
                ]
            )
        )
        cards._schedule_file_update()
