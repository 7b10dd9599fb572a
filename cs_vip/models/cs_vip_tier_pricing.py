from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .. import business_day


class CsVipTier(models.Model):
    """A tier's native pricelist, generated from its discount table (V3).

    Own rule types would come last in core's ordering, get no date and stay unknown
    to other channels; product rules with an end date work in all of them.
    """

    _inherit = "cs.vip.tier"

    discount_ids = fields.One2many("cs.vip.tier.discount", "tier_id", copy=True)

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._ensure_pricelists()
        tiers._sync_price_rules()
        return tiers

    def write(self, vals):
        res = super().write(vals)
        if not {"name", "program_id"}.isdisjoint(vals):
            self._update_pricelists()
        if "pricelist_id" in vals:
            self._ensure_pricelists()
            self._sync_price_rules()
        return res

    def _pricelist_vals(self):
        self.ensure_one()
        company = self.program_id.company_id
        return {
            "name": f"{self.program_id.name} {self.name}",
            "company_id": company.id,
            "currency_id": (company or self.env.company).currency_id.id,
        }

    def _ensure_pricelists(self):
        """Give each tier its own pricelist.

        Created here, not as data: uninstalling deletes shipped pricelists, which
        would empty them on confirmed orders.
        """
        # sudo: pricelists are core configuration; a manager of programmes needs no
        # right to edit any other pricelist for this.
        Pricelist = self.env["product.pricelist"].sudo()
        missing = self.filtered(lambda t: not t.pricelist_id)
        created = Pricelist.create(
            [
                {
                    **tier._pricelist_vals(),
                    "sequence": 100,
                    "cs_vip_tier_id": tier.id,
                }
                for tier in missing
            ]
        )
        for tier, pricelist in zip(missing, created, strict=True):
            tier.pricelist_id = pricelist
        for tier in (self - missing).sudo():  # sudo: as above
            pricelist = tier.pricelist_id
            if pricelist.cs_vip_tier_id != tier:
                pricelist.cs_vip_tier_id = tier

    def _update_pricelists(self):
        # sudo: as above.
        tiers = self.sudo()
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for tier in tiers:
            tier.pricelist_id.write(tier._pricelist_vals())
            for code in languages:
                name = tier.with_context(lang=code)._pricelist_vals()["name"]
                tier.pricelist_id.with_context(lang=code).name = name
        if tiers:
            tiers._sync_price_rules()

    def _percent_by_class(self):
        """{price class: per cent off}. Classes without a row are priced as every
        other product, except special prices, which get nothing off."""
        self.ensure_one()
        return {"special": 0.0} | {d.price_class: d.percent for d in self.discount_ids}

    def _new_arrival_end(self, day):
        """The moment (UTC) at which the given day ends where the tier's store is."""
        if not day:
            return False
        company = self.program_id.company_id or self.env.company
        _start, end = business_day.day_bounds(company, day)
        return end - timedelta(seconds=1)  # rules include the moment they end

    def _wanted_price_rules(self, templates):
        """{template id or False: (per cent, end)} of this tier; False is the rule
        for every other product."""
        self.ensure_one()
        percents = self._percent_by_class()
        company = self.program_id.company_id
        wanted = {False: (percents.get("ordinary", 0.0), False)}
        for template in templates:
            price_class = template.cs_vip_price_class
            if price_class == "ordinary" or price_class not in percents:
                continue
            if company and template.company_id and template.company_id != company:
                continue
            end = price_class == "new_arrival" and self._new_arrival_end(
                template.cs_vip_new_until
            )
            wanted[template.id] = (percents[price_class], end)
        return wanted

    def _sync_price_rules(self, templates=None):
        """Create, change and delete only the generated rules that differ.

        Rules somebody added to the pricelist by hand are left alone. ``templates``
        limits the work to these products.
        """
        # sudo: rules follow from discounts and product classes, see above.
        tiers = self.sudo().filtered("pricelist_id")
        if not tiers:
            return
        Item = tiers.env["product.pricelist.item"]
        domain = Domain("pricelist_id", "in", tiers.pricelist_id.ids) & Domain(
            "cs_vip_generated", "=", True
        )
        if templates is None:
            templates = (
                tiers.env["product.template"]
                .with_context(active_test=False)
                .search([("cs_vip_price_class", "!=", "ordinary")])
            )
        else:
            domain &= Domain("product_tmpl_id", "in", [*templates.ids, False])
        existing = {
            (item.pricelist_id.id, item.product_tmpl_id.id): item
            for item in Item.search(domain)
        }
        to_create, changes = [], {}
        for tier in tiers:
            for template_id, terms in tier._wanted_price_rules(templates).items():
                item = existing.pop((tier.pricelist_id.id, template_id), None)
                if item is None:
                    to_create.append(tier._price_rule_vals(template_id, *terms))
                elif (item.percent_price, item.date_end) != terms:
                    changes[terms] = changes.get(terms, Item) | item
        Item.union(*existing.values()).unlink()
        for (percent, end), items in changes.items():
            items.write({"percent_price": percent, "date_end": end})
        Item.create(to_create)

    def _price_rule_vals(self, template_id, percent, end):
        return {
            "pricelist_id": self.pricelist_id.id,
            "applied_on": "1_product" if template_id else "3_global",
            "product_tmpl_id": template_id,
            "compute_price": "percentage",
            "percent_price": percent,
            "date_end": end,
            "cs_vip_generated": True,
        }


class CsVipProgram(models.Model):
    _inherit = "cs.vip.program"

    def write(self, vals):
        res = super().write(vals)
        if not {"name", "company_id"}.isdisjoint(vals):
            self.tier_ids._update_pricelists()
        return res
