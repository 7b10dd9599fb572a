import base64

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .. import business_day, monthly_report
from ..models.internal import AsOf
from ..monthly_report import Column, Figure, Table
from ..qualification import ONE_DAY

TOP = 100
MONTHS = 12


class CsVipMonthlyReport(models.TransientModel):
    """The VIP month as a spreadsheet: what the reports show, in one file.

    Read with the rights of whoever asks.
    """

    _name = "cs.vip.monthly.report"
    _description = "VIP Monthly Report"

    month = fields.Date(
        required=True,
        default=lambda self: (
            business_day.today(self.env).replace(day=1) - relativedelta(months=1)
        ),
        help="Any day of the month.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        self.ensure_one()
        first = self.month.replace(day=1)
        if first > business_day.today(self.env, self.company_id):
            raise UserError(self.env._("This month has not begun yet."))
        period = f"{first:%Y-%m}"
        self.write(
            {
                "file": base64.b64encode(self._build(first, period)),
                "file_name": self.env._("VIP %s.xlsx", period),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "self",
        }

    def _build(self, first, period):
        last = first + relativedelta(months=1) - ONE_DAY
        tables = [
            self._liability(last),
            self._lapsing(last),
            self._cards(last),
            self._vouchers(first, last),
            self._movement(first, last),
            self._customers(first, last),
        ]
        figures = [
            Figure(self.env._("Points outstanding at the month's end"), 0, 3),
            Figure(self.env._("Worth of these points"), 0, 4),
            Figure(self.env._("Points owed by holders"), 0, 5),
            Figure(self.env._("Orders with a voucher"), 3, 3),
            Figure(self.env._("Points redeemed"), 3, 4),
            Figure(self.env._("Voucher cost"), 3, 5),
            Figure(self.env._("Movements of cards"), 4, 3),
            Figure(self.env._("Purchases of the best customers"), 5, 3),
        ]
        labels = {
            "summary": self.env._("Summary"),
            "total": self.env._("Total"),
            "figure": self.env._("Figure"),
            "value": self.env._("Value"),
            "note": self.company_id.name,
        }
        title = self.env._("VIP cards, %s", period)
        return monthly_report.build(title, labels, tables, figures)

    # Tables -----------------------------------------------------------------------

    def _own(self, model, *domain):
        return self.env[model], [("company_id", "=", self.company_id.id), *domain]

    def _liability(self, last):
        Report, domain = self._own("cs.vip.report.liability")
        rows = Report.with_context(cs_vip_as_of=AsOf(last))._read_group(
            domain,
            ["program_id", "tier_id"],
            ["__count", "points:sum", "worth:sum", "debt:sum"],
            order="program_id, tier_id",
        )
        return Table(
            self.env._("Points"),
            self.env._(
                "At the end of the month, at the present voucher rate and tier."
            ),
            [
                Column(self.env._("Programme")),
                Column(self.env._("Tier")),
                Column(self.env._("Cards"), "number", True),
                Column(self.env._("Outstanding"), "number", True),
                Column(self.env._("Worth"), "money", True),
                Column(self.env._("Owed by Holders"), "number", True),
            ],
            [(program.name, tier.name, *figures) for program, tier, *figures in rows],
        )

    def _lapsing(self, last):
        Report, domain = self._own("cs.vip.report.liability", ("points", ">", 0))
        rows = Report.with_context(cs_vip_as_of=AsOf(last))._read_group(
            domain,
            ["lapse_date:month", "program_id"],
            ["__count", "points:sum", "worth:sum"],
            order="lapse_date:month, program_id",
        )
        return Table(
            self.env._("Lapsing"),
            self.env._("When these points lapse, unless they are spent before."),
            [
                Column(self.env._("Month"), "month"),
                Column(self.env._("Programme")),
                Column(self.env._("Cards"), "number", True),
                Column(self.env._("Points"), "number", True),
                Column(self.env._("Worth"), "money", True),
            ],
            [(month, program.name, *figures) for month, program, *figures in rows],
        )

    def _cards(self, last):
        since = last + ONE_DAY - relativedelta(months=MONTHS)
        Report, domain = self._own(
            "cs.vip.report.card", ("date", ">=", since), ("date", "<=", last)
        )
        rows = Report.search_read(
            domain, ["date", "program_id", "tier_id", "cards", "added"], load=False
        )
        programs = self.env["cs.vip.program"].browse(r["program_id"] for r in rows)
        tiers = self.env["cs.vip.tier"].browse(r["tier_id"] for r in rows)
        return Table(
            self.env._("Cards"),
            self.env._("In force at the end of each of the last twelve months."),
            [
                Column(self.env._("Month's End"), "date"),
                Column(self.env._("Programme")),
                Column(self.env._("Tier")),
                Column(self.env._("Cards in Force"), "number"),
                Column(self.env._("Change"), "number", True),
            ],
            [
                (row["date"], program.name, tier.name, row["cards"], row["added"])
                for row, program, tier in zip(rows, programs, tiers, strict=True)
            ],
        )

    def _vouchers(self, first, last):
        Report, domain = self._own(
            "cs.vip.report.voucher", ("date", ">=", first), ("date", "<=", last)
        )
        rows = Report._read_group(
            domain,
            ["team_id", "tier_id", "user_id"],
            ["__count", "points:sum", "amount:sum", "net_amount:sum"],
            order="team_id, tier_id, user_id",
        )
        return Table(
            self.env._("Vouchers"),
            self.env._(
                "Orders confirmed in the month that were paid in part with points."
            ),
            [
                Column(self.env._("Store")),
                Column(self.env._("Tier")),
                Column(self.env._("Salesperson")),
                Column(self.env._("Orders"), "number", True),
                Column(self.env._("Points Redeemed"), "number", True),
                Column(self.env._("Voucher"), "money", True),
                Column(self.env._("Paid"), "money", True),
            ],
            [
                # sudo: the salesperson's name alone
                (team.name, tier.name, user.sudo().name, *figures)
                for team, tier, user, *figures in rows
            ],
        )

    def _movement(self, first, last):
        Report, domain = self._own(
            "cs.vip.report.movement", ("date", ">=", first), ("date", "<=", last)
        )
        kinds = dict(Report._kinds())
        rows = Report._read_group(
            domain,
            ["kind", "program_id", "tier_id"],
            ["__count"],
            order="kind, program_id, tier_id",
        )
        return Table(
            self.env._("Movement"),
            self.env._("Cards granted, raised, lowered and ended in the month."),
            [
                Column(self.env._("Movement")),
                Column(self.env._("Programme")),
                Column(self.env._("Tier")),
                Column(self.env._("Cards"), "number", True),
            ],
            [
                (kinds[kind], program.name, tier.name, count)
                for kind, program, tier, count in rows
            ],
        )

    def _customers(self, first, last):
        """Who bought most in the month."""
        self.env["cs.vip.report.customer"].check_access("read")
        # sudo: whoever may read the customers' report sees their purchases there; only
        # sums leave
        Order = self.env["sale.order"].sudo()
        rows = Order._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
                ("cs_vip_card_id", "!=", False),
                ("cs_vip_day", ">=", first),
                ("cs_vip_day", "<=", last),
            ],
            ["cs_vip_card_id"],
            ["__count", "cs_vip_net_amount:sum", "cs_vip_day:max"],
            order="cs_vip_net_amount:sum DESC",
            limit=TOP,
        )
        return Table(
            self.env._("Best Customers"),
            self.env._("Card holders by their purchases of the month, net of returns."),
            [
                Column(self.env._("Holder")),
                Column(self.env._("VIP Card")),
                Column(self.env._("Tier")),
                Column(self.env._("Purchases"), "money", True),
                Column(self.env._("Orders"), "number", True),
                Column(self.env._("Last Purchase"), "date"),
                Column(self.env._("Points Now"), "number", True),
            ],
            [
                (
                    card.partner_id.name,
                    card.name,
                    card.tier_id.name,
                    amount,
                    count,
                    day,
                    card.points_balance,
                )
                for card, count, amount, day in rows
            ],
        )
