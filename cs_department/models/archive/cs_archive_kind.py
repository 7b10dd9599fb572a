from odoo import fields, models


class CsArchiveKind(models.Model):
    """Why a customer belongs in the archive (A1); the first that fits is taken."""

    _name = "cs.archive.kind"
    _description = "Customer Archive Kind"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    rule = fields.Selection(
        [
            ("project", "Is a project customer"),
            ("amount", "Bought for at least the amount"),
            ("frequent", "Bought at least so many times, at most for the amount"),
            ("returning", "Bought again after at least so many days"),
            ("recent", "One purchase of at least the amount"),
        ],
        required=True,
    )
    amount = fields.Monetary()
    order_count = fields.Integer(string="Purchases")
    days = fields.Integer(
        string="Window in Days",
        help="Purchases of the last so many days count; for returning customers "
        "the pause since the purchase before.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    _values_not_negative = models.Constraint(
        "CHECK(amount >= 0 AND order_count >= 0 AND days >= 0)",
        "Amounts, numbers and days of a kind cannot be negative.",
    )

    def _compute_currency_id(self):
        for kind in self:
            company = kind.company_id or self.env.company
            kind.currency_id = company.currency_id

    def _fits(self, day, is_project, purchases):
        """Whether a customer is of this kind on a day.

        :param purchases: [(business day, amount)] up to that day, oldest first
        """
        self.ensure_one()
        window = [
            amount
            for date, amount in purchases
            if not self.days or (day - date).days < self.days
        ]
        match self.rule:
            case "project":
                return is_project
            case "amount":
                return sum(window) >= self.amount
            case "frequent":
                return len(window) >= self.order_count and sum(window) <= self.amount
            case "returning":
                earlier = [date for date, _amount in purchases if date < day]
                return bool(earlier) and (day - earlier[-1]).days >= self.days
            case _:
                return max(window, default=0) >= self.amount
