from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ("opening", "Opening balance"),
    ("enrolment", "Enrolment"),
    ("order", "Purchase"),
    ("voucher", "Voucher"),
    ("gift", "Gift"),
    ("compensation", "Compensation"),
    ("correction", "Correction"),
    ("transfer", "Transfer"),
    ("expiry", "Expiry"),
    ("reversal", "Reversal"),
]
BUSINESS_COLUMNS = (
    "card_id", "company_id", "date", "points", "kind", "res_model", "res_id",
    "purpose", "revision", "reference",
)  # fmt: skip
GUARD = "cs_vip_points_entry_guard"
OPEN_SETTING = "cs_vip.ledger_open"


class CsVipPointsEntry(models.Model):
    """One change of a card's points (V9): written once, by `cs.vip.card._post`.

    No role may create, change or delete entries, and a database trigger refuses what
    gets past the ORM. It names the business columns, so that deleting a user (which
    empties `create_uid`) and columns of later versions pass; a migration opens it for
    its transaction with `SET LOCAL cs_vip.ledger_open = 'on'`. The owner of the table
    can switch it off: tamper-evident, not tamper-proof; the nightly proof tells.
    """

    _name = "cs.vip.points.entry"
    _description = "VIP Points Entry"
    _order = "date desc, id desc"
    _rec_name = "reference"

    card_id = fields.Many2one(
        "cs.vip.card", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    date = fields.Date(required=True, readonly=True)
    points = fields.Integer(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    res_model = fields.Char(string="Source Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", required=True, readonly=True
    )
    purpose = fields.Char(required=True, readonly=True, default="")
    revision = fields.Integer(required=True, readonly=True, default=0)
    reference = fields.Char(readonly=True)

    _key_unique = models.Constraint(
        "UNIQUE(card_id, res_model, res_id, purpose, revision)",
        "This source is booked already.",
    )
    _points_not_zero = models.Constraint(
        "CHECK(points <> 0)", "An entry changes the points."
    )
    _card_date_index = models.Index("(card_id, date) INCLUDE (points)")
    _source_index = models.Index("(res_model, res_id)")

    @api.depends("card_id", "kind", "points")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = (
                f"{entry.card_id.name}: {kinds[entry.kind]} {entry.points:+d}"
            )

    def init(self):
        """(Re)create the guard; it survives `-u` and repairs a dropped one."""
        res = super().init()
        refused = "Points entries are append-only: post a correction instead."
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(guard)s() RETURNS trigger AS $body$
                BEGIN
                    IF current_setting(%(setting)s, true) = 'on' THEN
                        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
                    END IF;
                    RAISE EXCEPTION %(refused)s USING ERRCODE = 'raise_exception';
                END
                $body$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS %(rows)s ON %(table)s;
                CREATE TRIGGER %(rows)s BEFORE DELETE OR UPDATE OF %(columns)s
                    ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(guard)s();
                DROP TRIGGER IF EXISTS %(truncate)s ON %(table)s;
                CREATE TRIGGER %(truncate)s BEFORE TRUNCATE
                    ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION %(guard)s();
                """,
                guard=SQL.identifier(GUARD),
                setting=OPEN_SETTING,
                refused=refused,
                rows=SQL.identifier(f"{GUARD}_rows"),
                truncate=SQL.identifier(f"{GUARD}_truncate"),
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, BUSINESS_COLUMNS)),
            )
        )
        return res

    def write(self, vals):
        if not self or not set(vals) & set(BUSINESS_COLUMNS):
            return super().write(vals)
        self.check_access("write")
        raise UserError(self._refusal())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._refusal())

    def _refusal(self):
        return self.env._(
            "Entries of the points ledger are never changed or deleted. Post a "
            "correction on the card instead."
        )
