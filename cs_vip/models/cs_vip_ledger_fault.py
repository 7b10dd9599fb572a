from odoo import api, fields, models
from odoo.exceptions import UserError


class CsVipLedgerFault(models.Model):
    """What the nightly proof found wrong in the ledger, as long as it is (V9).

    Each proof adds what is new and removes what is right again; nobody writes here.
    """

    _name = "cs.vip.ledger.fault"
    _description = "Points Ledger Exception"
    _order = "date desc, kind, id"

    date = fields.Date(string="Found On", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("guard", "Protection switched off"),
            ("balance", "Balance is not the sum"),
            ("earned", "Points of an order"),
            ("voucher", "Points of a voucher"),
            ("enrolment", "Points of the first card"),
            ("gift", "Points of a gift"),
            ("correction", "Points of a correction"),
            ("transfer", "Points handed over"),
            ("double", "Booked twice"),
            ("company", "Wrong company"),
            ("card", "Wrong card"),
            ("orphan", "Source is gone"),
            ("future", "Dated ahead"),
            ("expiry", "Lapse at the end of a year"),
            ("year", "Closed year"),
            ("given_back", "Given back after the year"),
        ],
        required=True,
        readonly=True,
    )
    program_id = fields.Many2one(
        "cs.vip.program",
        string="Programme",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    res_model = fields.Char(string="Record Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record ID", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Record", readonly=True)
    expected = fields.Integer(string="Should Be", readonly=True)
    booked = fields.Integer(string="Is", readonly=True)
    explanation = fields.Char(compute="_compute_explanation")

    @api.depends("kind", "record_name", "expected", "booked")
    @api.depends_context("lang")
    def _compute_explanation(self):
        texts = self._explanations()
        for fault in self:
            fault.explanation = texts.get(fault.kind, texts["other"]) % {
                "record": fault.record_name,
                "expected": fault.expected,
                "booked": fault.booked,
            }

    @api.model
    def _explanations(self):
        """A sentence for each kind; those of other addons take "other" or add one."""
        return {
            "guard": self.env._(
                "Entries can be changed or booked twice: the database no longer "
                "protects them. Update the module, and find out who did it."
            ),
            "balance": self.env._(
                "%(record)s shows %(expected)s points, its entries come to %(booked)s."
            ),
            "earned": self.env._(
                "%(record)s is due %(expected)s points, %(booked)s are booked."
            ),
            "voucher": self.env._(
                "The voucher of %(record)s comes to %(expected)s points, %(booked)s "
                "are booked."
            ),
            "enrolment": self.env._(
                "%(record)s is due %(expected)s points for its first purchase, "
                "%(booked)s are booked."
            ),
            "gift": self.env._(
                "The gifts of %(record)s come to %(expected)s points, %(booked)s are "
                "booked."
            ),
            "correction": self.env._(
                "Correction %(record)s comes to %(expected)s points, %(booked)s are "
                "booked."
            ),
            "transfer": self.env._(
                "What %(record)s handed over to another card should cancel out; "
                "%(booked)s points are left."
            ),
            "double": self.env._("%(record)s is booked %(booked)s times."),
            "company": self.env._("%(record)s is booked in another company."),
            "card": self.env._(
                "%(record)s is booked on another card than its order belongs to."
            ),
            "orphan": self.env._("%(record)s: what it was booked for is gone."),
            "future": self.env._("%(record)s has a date that is still to come."),
            "expiry": self.env._(
                "%(record)s: %(expected)s points should lapse, %(booked)s did."
            ),
            "year": self.env._(
                "Year %(record)s let %(expected)s points lapse, %(booked)s are booked."
            ),
            "given_back": self.env._(
                "%(record)s was given back %(booked)s points of a closed year in which "
                "%(expected)s had lapsed."
            ),
            "other": self.env._(
                "%(record)s: should be %(expected)s points, %(booked)s are booked."
            ),
        }

    @api.model
    def _keep(self, faults, day):
        """Make the records those of `faults`; what was known keeps its date."""
        # sudo: nobody else may write what the proof found
        known = {fault._key(): fault for fault in self.sudo().search([])}
        new = {}
        for kind, program, record, says, ledger in faults:
            key = (kind, record._name, record.id, says, ledger)
            if known.pop(key, None):
                continue
            company = (
                record.company_id if "company_id" in record._fields else None
            ) or program.company_id
            new[key] = {
                "date": day,
                "kind": kind,
                "program_id": program.id,
                "company_id": company.id,
                "res_model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
                "expected": says,
                "booked": ledger,
            }
        self.sudo().union(*known.values()).unlink()  # sudo: as above
        self.sudo().create(list(new.values()))  # sudo: as above

    def _key(self):
        self.ensure_one()
        return self.kind, self.res_model, self.res_id, self.expected, self.booked

    def action_open_record(self):
        """Open what the exception is about."""
        self.ensure_one()
        if not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(
                self.env._(
                    "%s no longer exists. The next proof tells.", self.record_name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
