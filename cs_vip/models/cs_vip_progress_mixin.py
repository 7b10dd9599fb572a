from odoo import api, fields, models
from odoo.tools.misc import format_date


class CsVipProgressMixin(models.AbstractModel):
    """The panel "how far to the next level" of whatever shows a holder (V2)."""

    _name = "cs.vip.progress.mixin"
    _description = "VIP Progress"

    cs_vip_next_tier_id = fields.Many2one(
        "cs.vip.tier", string="Next Level", compute="_compute_cs_vip_progress"
    )
    cs_vip_progress = fields.Float(
        string="Way to the Next Level (%)", compute="_compute_cs_vip_progress"
    )
    cs_vip_missing = fields.Char(
        string="Missing",
        compute="_compute_cs_vip_progress",
        help="What it still takes to the next level.",
    )
    cs_vip_why_not = fields.Char(
        string="Why Not Yet", compute="_compute_cs_vip_progress"
    )

    @api.depends(lambda self: self._cs_vip_progress_depends())
    def _compute_cs_vip_progress(self):
        found = self._cs_vip_progress_found()
        for record in self:
            progress = found.get(record)
            record.cs_vip_next_tier_id = progress and progress.next_tier
            record.cs_vip_progress = progress and progress.share * 100
            record.cs_vip_missing = progress and record._cs_vip_missing_text(progress)
            record.cs_vip_why_not = progress and progress.reason

    def _cs_vip_progress_depends(self):
        """Names of the fields the panel follows."""
        return []

    def _cs_vip_progress_found(self):
        """{record: Progress}; records without a programme are left out."""
        return {}

    def _cs_vip_missing_text(self, progress):
        """What is missing, in as few words as a panel has room for."""
        if not progress.next_tier or progress.settled:
            return False
        if not progress.paid and not progress.held:
            return self.env._(
                "%(amount)s, and not before %(day)s",
                amount=self._cs_vip_missing_amount(progress),
                day=format_date(self.env, progress.earliest),
            )
        if not progress.paid:
            return self._cs_vip_missing_amount(progress)
        if not progress.held:
            return self.env._("From %s on", format_date(self.env, progress.earliest))
        return self.env._("Reached") if progress.reached else False

    def _cs_vip_missing_amount(self, progress):
        company = self.company_id or self.env.company
        money = company.currency_id.format
        # sudo: amount of a level, told to whoever sees its holder
        single = progress.next_tier.sudo().min_single_purchase
        more = money(progress.missing_cumulative or 0.0)
        if progress.missing_single is None:
            return self.env._("%s more", more)
        if progress.missing_cumulative is None:
            return self.env._("One purchase of %s", money(single))
        return self.env._(
            "One purchase of %(single)s, or %(more)s more",
            single=money(single),
            more=more,
        )

    def action_cs_vip_counted_orders(self):
        """The purchases that count, as far as the user may open them."""
        self.ensure_one()
        self.check_access("read")
        progress = self._cs_vip_progress_found().get(self)
        domain = [("id", "in", progress.orders.ids if progress else [])]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchases That Count"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": domain,
        }
