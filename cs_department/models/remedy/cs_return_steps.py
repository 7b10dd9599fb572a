from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_vip import business_day

from .cs_return import OF_GOODS


class CsReturn(models.Model):
    """The paths of the register, and what each must record before it is settled
    (C7b)."""

    _inherit = "cs.return"

    refused_user_id = fields.Many2one(
        "res.users", "Delivery Refused by", readonly=True, copy=False
    )
    date_refused = fields.Datetime("Delivery Refused on", readonly=True, copy=False)
    verified_user_id = fields.Many2one(
        "res.users", "Photos Verified by", readonly=True, copy=False
    )
    date_verified = fields.Datetime("Photos Verified on", readonly=True, copy=False)
    waybill_user_id = fields.Many2one(
        "res.users", "Waybill Checked by", readonly=True, copy=False
    )
    date_waybill = fields.Datetime("Waybill Checked on", readonly=True, copy=False)
    waybill_result = fields.Char(
        "Found by the Waybill", help="Where the parcel is, as the courier's site says."
    )
    called_user_id = fields.Many2one(
        "res.users", "Courier Called by", readonly=True, copy=False
    )
    date_called = fields.Datetime("Courier Called on", readonly=True, copy=False)
    call_result = fields.Char("Courier's Answer")
    date_done = fields.Datetime("Settled on", readonly=True, copy=False)

    def _missing_record(self):
        """What the path still lacks, in words."""
        self.ensure_one()
        return getattr(self, f"_missing_{self.kind}")()

    def _check_record(self):
        for entry in self:
            missing = entry._missing_record()
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s cannot be settled yet. Still needed: %(missing)s.",
                        name=entry.name,
                        missing=self.env._("; ").join(missing),
                    )
                )

    def _missing_return(self):
        missing = []
        if self.seen_state != "seen":
            missing.append(self.env._("the sales manager has seen it"))
        if self.transit_state not in ("arrived", "lost"):
            missing.append(self.env._("the goods have arrived, or are lost"))
        if self.transit_state == "arrived" and self.completeness == "unchecked":
            missing.append(self.env._("whether the goods are complete"))
        return missing

    def _missing_exchange(self):
        return self._missing_return()

    def _missing_shortage(self):
        if (self.missing_items or "").strip():
            return []
        return [self.env._("which items are missing")]

    def _missing_damage(self):
        if not self.signed_for:
            return [self.env._("whether the parcel was signed for")]
        missing = []
        if self.signed_for == "no":
            if not self.date_refused:
                missing.append(self.env._("that the delivery was refused"))
            return missing
        if not self.photo_ids:
            missing.append(self.env._("photos of the damage"))
        if not self.date_verified:
            missing.append(self.env._("who verified the photos"))
        return missing

    def _missing_chase(self):
        missing = []
        if not (self.waybill or "").strip():
            missing.append(self.env._("the number of the waybill"))
        if not self.date_waybill:
            missing.append(self.env._("that the waybill was checked"))
        if not self.date_called:
            missing.append(self.env._("that the courier was called"))
        return missing

    def _check_open(self, *kinds):
        self.check_access("write")
        for entry in self:
            if entry.state != "open" or (kinds and entry.kind not in kinds):
                raise UserError(
                    self.env._(
                        "This step does not belong to %(name)s (%(kind)s, %(state)s).",
                        name=entry.name,
                        kind=dict(
                            entry._fields["kind"]._description_selection(self.env)
                        )[entry.kind],
                        state=entry._state_label(entry.state),
                    )
                )

    def _record(self, user_field, date_field):
        # sudo: who and when are kept by the system; the caller may write the entry
        self.sudo().write(
            {user_field: self.env.uid, date_field: business_day.now(self.env)}
        )
        return True

    def action_refuse_delivery(self):
        self._check_open("damage")
        if any(entry.signed_for != "no" for entry in self):
            raise UserError(
                self.env._(
                    "Only a parcel that was not signed for can be refused. Signed "
                    "for, take photos and have them verified."
                )
            )
        return self._record("refused_user_id", "date_refused")

    def action_verify_photos(self):
        self._check_open("damage", "shortage")
        if not all(entry.photo_ids for entry in self):
            raise UserError(self.env._("Add the photos first, then verify them."))
        return self._record("verified_user_id", "date_verified")

    def action_waybill_checked(self):
        self._check_open("chase")
        for entry in self:
            if not (entry.waybill or "").strip():
                raise UserError(
                    self.env._("Enter the number of the waybill, then check it.")
                )
            if not (entry.waybill_result or "").strip():
                raise UserError(
                    self.env._("Enter what the waybill says about the parcel.")
                )
        return self._record("waybill_user_id", "date_waybill")

    def action_courier_called(self):
        self._check_open("chase")
        for entry in self:
            if not (entry.call_result or "").strip():
                raise UserError(self.env._("Enter what the courier answered."))
        return self._record("called_user_id", "date_called")

    def action_settle(self):
        self._check_open()
        return self.write({"state": "done"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    def action_reopen(self):
        return self.write({"state": "open"})

    def write(self, vals):
        state = vals.get("state")
        if state == "done":
            rest = {name: value for name, value in vals.items() if name != "state"}
            if rest:
                self.write(rest)
            self._check_record()
            vals = {"state": state}
        result = super().write(vals)
        if state:
            # sudo: as for the other steps
            super(CsReturn, self.sudo()).write(
                {"date_done": business_day.now(self.env) if state == "done" else False}
            )
            if state != "open":
                self._end_sight()
        return result

    def _goods_arrived(self):
        """The transfer is done; called with all rights."""
        self.filtered(
            lambda entry: entry.state == "open" and entry.kind in OF_GOODS
        ).transit_state = "arrived"

    # Register on paper ------------------------------------------------------------

    def _register_title(self):
        """In both languages, as the labels of the columns."""
        titles = [
            self.with_context(lang=lang).env._(
                "Register of Returns and Problem Parcels"
            )
            for lang in self._cs_print_languages()
        ]
        return " ".join(dict.fromkeys(titles))

    def _register_order(self):
        # sudo: the number of the order, for whoever reads the register
        return self.sudo().order_id.name or ""
