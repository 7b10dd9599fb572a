from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cs_vip import business_day


class ResPartner(models.Model):
    """The customer's file (A1, A2): where it stands and how complete it is."""

    _inherit = "res.partner"

    # Out of the file again (proposal withdrawn) is False.
    _cs_archive_transitions = {
        (False, "proposed"),
        ("proposed", "verified"),
        ("proposed", False),
        ("verified", "archived"),
        ("verified", "proposed"),
    }

    cs_archive_number = fields.Char(
        "File Number", readonly=True, copy=False, index="btree_not_null"
    )
    cs_archive_state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("verified", "Verified"),
            ("archived", "Archived"),
        ],
        "File State",
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    cs_archive_kind_id = fields.Many2one(
        "cs.archive.kind", "Kind of Customer", copy=False, index="btree_not_null"
    )
    cs_archive_user_id = fields.Many2one(
        "res.users", "File Kept by", copy=False, index="btree_not_null"
    )
    cs_archive_date = fields.Date("Filed on", copy=False, readonly=True)
    cs_home_style_id = fields.Many2one("cs.home.style", "Home Style")
    cs_needs = fields.Text("Needs and Preferences")
    cs_no_call = fields.Boolean(
        "Does Not Want Calls",
        compute="_compute_cs_no_call",
        inverse="_inverse_cs_no_call",
        search="_search_cs_no_call",
        help="Has refused calls: never planned for a callback.",
    )
    cs_completeness = fields.Integer(
        "File Completeness",
        compute="_compute_cs_completeness",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Share of the required items that are filled in, in per cent.",
    )
    cs_missing_info = fields.Char("Missing", compute="_compute_cs_missing_info")
    cs_feedback_ids = fields.One2many("cs.feedback", "partner_id", "Feedback")
    cs_feedback_count = fields.Integer(
        "Number of Feedbacks", compute="_compute_cs_feedback_count"
    )

    _cs_archive_number_unique = models.UniqueIndex(
        "(cs_archive_number) WHERE cs_archive_number IS NOT NULL",
        "This file number is given to another customer.",
    )

    @api.depends("cs_consent_call")
    def _compute_cs_no_call(self):
        for partner in self:
            partner.cs_no_call = partner.cs_consent_call == "refused"

    def _inverse_cs_no_call(self):
        """Taking the refusal back is no consent: nobody was asked since."""
        refused = self.filtered("cs_no_call")
        refused.cs_consent_call = "refused"
        (self - refused).filtered(
            lambda partner: partner.cs_consent_call == "refused"
        ).cs_consent_call = False

    @api.model
    def _search_cs_no_call(self, operator, value):
        if operator != "in":
            return NotImplemented
        refused = Domain("cs_consent_call", "=", "refused")
        return refused if True in value else ~refused

    # No depends: what counts is data. `write` marks what has to be weighed again.
    def _compute_cs_completeness(self):
        for partner in self:
            weights = partner._cs_file_items()
            total = sum(weight for _id, _field, weight in weights)
            held = sum(weight for _id, name, weight in weights if partner[name])
            partner.cs_completeness = round(100 * held / total) if total else 100

    def _cs_file_items(self):
        """[(item id, field name, weight)] that this contact's file requires."""
        return [
            (item_id, name, weight)
            for item_id, company_id, name, weight in self.env[
                "cs.archive.item"
            ]._weights()
            if (not company_id or company_id == self.company_id.id)
            and name in self._fields
        ]

    @api.depends("cs_completeness")
    @api.depends_context("lang")
    def _compute_cs_missing_info(self):
        # sudo: names of the required items only; every reader may know them
        names = {
            item.id: item.name
            for item in self.env["cs.archive.item"].sudo().search(Domain.TRUE)
        }
        for partner in self:
            partner.cs_missing_info = self.env._(", ").join(
                names[item_id]
                for item_id, field, _weight in partner._cs_file_items()
                if not partner[field]
            )

    def _compute_cs_feedback_count(self):
        counts = dict(
            self.env["cs.feedback"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_feedback_count = counts.get(partner, 0)

    def write(self, vals):
        if "cs_archive_state" in vals:
            self._cs_check_archive_step(vals["cs_archive_state"])
        result = super().write(vals)
        if vals.get("cs_archive_state") == "archived":
            self._cs_number_files()
        required = {name for _, _, name, _ in self.env["cs.archive.item"]._weights()}
        if vals.keys() & (required | {"company_id"}):
            self._cs_weigh_again()
        return result

    def _cs_weigh_again(self):
        self.env.add_to_compute(self._fields["cs_completeness"], self)
        self.modified(["cs_completeness"])

    def _cs_check_archive_step(self, new):
        labels = dict(self._fields["cs_archive_state"]._description_selection(self.env))
        labels[False] = self.env._("Not in the Archive")
        new = new or False
        if not self.env.su and not self.env.user.has_group(
            "cs_department.group_member"
        ):
            raise UserError(
                self.env._("The customer archive is kept by the service department.")
            )
        for partner in self:
            old = partner.cs_archive_state
            if old != new and (old, new) not in self._cs_archive_transitions:
                raise UserError(
                    self.env._(
                        'The file of %(name)s cannot go from "%(old)s" to "%(new)s".',
                        name=partner.display_name,
                        old=labels[old],
                        new=labels[new],
                    )
                )

    def action_cs_archive_propose(self):
        self.write({"cs_archive_state": "proposed", "cs_archive_user_id": self.env.uid})

    def action_cs_archive_withdraw(self):
        self.write({"cs_archive_state": False, "cs_archive_kind_id": False})

    def action_cs_archive_file(self):
        """Number the verified files and put them into the archive."""
        for partner in self:
            if partner.cs_archive_state == "proposed":
                raise UserError(
                    self.env._(
                        "The data of %s is not verified yet. Make the callback "
                        '"archive verification" first.',
                        partner.display_name,
                    )
                )
        self.write({"cs_archive_state": "archived"})

    def _cs_number_files(self):
        for partner in self.filtered(lambda partner: not partner.cs_archive_number):
            # sudo: drawing a number is all that happens
            sequence = self.env["ir.sequence"].sudo()
            partner.write(
                {
                    "cs_archive_number": sequence.next_by_code("cs.archive"),
                    "cs_archive_user_id": self.env.uid,
                    "cs_archive_date": business_day.today(self.env),
                }
            )

    def action_cs_view_feedback(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_department.action_cs_feedback"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        action["context"] = {"default_partner_id": self[:1].id}
        return action
