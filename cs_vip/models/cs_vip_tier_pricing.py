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
    pricelist_ids = fields.One2many(
        "product.pricelist",
        "cs_vip_tier_id",
        string="Pricelists",
        help="One for each company of the programme, in its currency.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        compute="_compute_pricelist_id",
        help="The prices of this level in the company.",
    )

    @api.depends("pricelist_ids.company_id", "program_id.company_id")
    @api.depends_context("company")
    def _compute_pricelist_id(self):
        for tier in self.sudo():  # sudo: which one it is, not what is in it
            company = tier.program_id.company_id or self.env.company
            tier.pricelist_id = tier.pricelist_ids.filtered(
                lambda pricelist, company=company: pricelist.company_id == company
            )[:1]

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._update_pricelists()
        return tiers

    def write(self, vals):
        res = super().write(vals)
        if not {"name", "program_id"}.isdisjoint(vals):
            self._update_pricelists()
        return res

    def unlink(self):
        """Without its tier a pricelist would be anybody's: it is archived."""
        # sudo: pricelists are core configuration, see _update_pricelists
        pricelists = self.sudo().with_context(active_test=False).pricelist_ids
        res = super().unlink()
        pricelists.active = False
        return res

    def _companies(self):
        """Those in which the tier has prices."""
        self.ensure_one()
        # sudo: a shared programme has prices in companies this user cannot enter too
        return self.program_id.company_id or self.env["res.company"].sudo().search([])

    def _update_pricelists(self):
        """Give each tier its own pricelist in every company, in its currency, named as
        the tier in every language.

        Created here, not as data: uninstalling deletes shipped pricelists, which
        would empty them on confirmed orders.
        """
        # sudo: pricelists are core configuration; a manager of programmes needs no
        # right to edit any other pricelist for this.
        tiers = self.sudo().with_context(active_test=False)
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        vals_list = []
        for tier in tiers:
            companies, pricelists = tier._companies(), tier.pricelist_ids
            vals_list += [
                {
                    "name": f"{tier.program_id.name} {tier.name}",
                    "company_id": company.id,
                    "currency_id": company.currency_id.id,
                    "sequence": 100,
                    "cs_vip_tier_id": tier.id,
                }
                for company in companies - pricelists.company_id
            ]
            for pricelist in pricelists:
                wanted = pricelist.company_id in companies
                if pricelist.active != wanted:
                    pricelist.active = wanted
        tiers.env["product.pricelist"].create(vals_list)
        for tier in tiers:
            for code in languages:
                named = tier.with_context(lang=code)
                named.pricelist_ids.name = f"{named.program_id.name} {named.name}"
        self._sync_price_rules()

    def _percent_by_class(self):
        """{price class: per cent off}. Classes without a row are priced as every
        other product, except special prices, which get nothing off."""
        self.ensure_one()
        return {"special": 0.0} | {d.price_class: d.percent for d in self.discount_ids}

    @api.model
    def _new_arrival_end(self, day, company):
        """The moment (UTC) at which the given day ends at the company's place."""
        if not day:
            return False
        _start, end = business_day.day_bounds(company, day)
        return end - timedelta(seconds=1)  # rules include the moment they end

    def _wanted_price_rules(self, templates, company):
        """{template id or False: (per cent, end)} of this tier in a company; False is
        the rule for every other product."""
        self.ensure_one()
        percents = self._percent_by_class()
        wanted = {False: (percents.get("ordinary", 0.0), False)}
        for template in templates:
            price_class = template.cs_vip_price_class
            if price_class == "ordinary" or price_class not in percents:
                continue
            if template.company_id and template.company_id != company:
                continue
            end = price_class == "new_arrival" and self._new_arrival_end(
                template.cs_vip_new_until, company
            )
            wanted[template.id] = (percents[price_class], end)
        return wanted

    def _sync_price_rules(self, templates=None):
        """Create, change and delete only the generated rules that differ.

        Rules somebody added to the pricelist by hand are left alone. ``templates``
        limits the work to these products.
        """
        # sudo: rules follow from discounts and product classes, see above.
        tiers = self.sudo().filtered("pricelist_ids")
        if not tiers:
            return
        Item = tiers.env["product.pricelist.item"]
        domain = Domain("pricelist_id", "in", tiers.pricelist_ids.ids) & Domain(
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
        for pricelist in tiers.pricelist_ids:
            tier = pricelist.cs_vip_tier_id
            wanted = tier._wanted_price_rules(templates, pricelist.company_id)
            for template_id, terms in wanted.items():
                item = existing.pop((pricelist.id, template_id), None)
                if item is None:
                    to_create.append(
                        self._price_rule_vals(pricelist, template_id, *terms)
                    )
                elif (item.percent_price, item.date_end) != terms:
                    changes[terms] = changes.get(terms, Item) | item
        Item.union(*existing.values()).unlink()
        for (percent, end), items in changes.items():
            items.write({"percent_price": percent, "date_end": end})
        Item.create(to_create)

    @api.model
    def _price_rule_vals(self, pricelist, template_id, percent, end):
        return {
            "pricelist_id": pricelist.id,
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
