from odoo import api, fields, models
from odoo.tools import SQL, ormcache

KINDS = [
    ("cleaning", "Cleaning"),
    ("maintenance", "Maintenance"),
    ("other", "Other service"),
]


class CsVipBenefit(models.Model):
    """A service that a level's cards give besides prices and points (V10).

    What a card was given does not change with the benefit: see `cs.vip.entitlement`.
    """

    _name = "cs.vip.benefit"
    _description = "VIP Benefit"
    _inherit = ["cs.cached.rules.mixin"]
    _order = "tier_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    tier_id = fields.Many2one(
        "cs.vip.tier", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="tier_id.program_id", store=True)
    company_id = fields.Many2one(related="tier_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="cleaning",
        help="Which service uses it up.",
    )
    description = fields.Text(
        translate=True, help="What the customer reads about it in the portal."
    )
    start = fields.Selection(
        [("card", "With the card"), ("purchase", "With each purchase")],
        string="Begins",
        required=True,
        default="card",
        help="With the card: once, when it is granted. With each purchase: anew with "
        "every order of the card that is confirmed.",
    )
    months = fields.Integer(string="Lasts (Months)", default=12)
    count = fields.Integer(
        string="Times", default=0, help="How often it can be used. 0: without limit."
    )
    renew = fields.Boolean(
        string="Again When Renewed",
        default=True,
        help="A renewed card gets it for another time.",
    )

    _months_positive = models.Constraint(
        "CHECK(months > 0)", "A benefit lasts for at least one month."
    )
    _count_positive = models.Constraint(
        "CHECK(count >= 0)",
        "A benefit cannot be used a negative number of times. Use 0 for no limit.",
    )

    @api.model
    @ormcache()
    def _purchase_tiers(self):
        """Ids of the levels whose purchases bring a benefit: asked at every
        confirmation, changed hardly ever. Writing benefits clears it."""
        # sudo: rules of the stores, for whoever sells in them
        benefits = self.sudo().search([("start", "=", "purchase")])
        return frozenset(benefits.tier_id.ids)

    def action_grant(self):
        """Give it to the cards that are valid now, from the begin of their year: a
        benefit that is new to its level reaches others with approval or renewal."""
        self.check_access("write")
        for benefit in self.filtered(lambda benefit: benefit.start == "card"):
            cards = self.env["cs.vip.card"].search(
                [("tier_id", "=", benefit.tier_id.id), ("state", "=", "active")]
            )
            cards._grant_benefits(
                SQL("card.date_start"), SQL("AND benefit.id = %s", benefit.id)
            )
        return True
