import logging

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .. import business_day

_logger = logging.getLogger(__name__)
BATCH = 200
# Row -> partner, where the customer has none yet.
HOLDER_FIELDS = {
    "phone": "phone",
    "email": "email",
    "birthdate": "birthdate_date",
    "street": "street",
    "city": "city",
}


class CsVipCardImport(models.TransientModel):
    """Taking over: customer, card, level, document and opening balance of each line."""

    _inherit = "cs.vip.card.import"

    @api.model
    def _cron_import(self):
        """Go on with imports that were started. Each batch is committed; started again
        after a crash, the lines taken over before are found present."""
        # sudo: the job takes up every manager's import
        for wizard in self.sudo().search([("state", "=", "running")], order="id"):
            # sudo: as above, in the name of whoever started it
            wizard = wizard.with_user(wizard.create_uid).sudo()
            wizard = wizard.with_context(lang=wizard.create_uid.lang)
            if not wizard.with_company(wizard.company_id)._go_on():
                return

    def _go_on(self):
        """False when the time of this run is over."""
        progress = self.env["ir.cron"]
        try:
            rows = self._checked_rows()
        except UserError as refused:
            self.write({"state": "done", "file": False})
            self.fault_ids.create({"import_id": self.id, "reason": refused.args[0]})
            return bool(progress._commit_progress(1))
        ready = [row for row in rows if row.ready]
        earlier = self.taken = max(self.ready - len(ready), 0)
        for start in range(0, len(ready), BATCH):
            batch = ready[start : start + BATCH]
            self._take_over(batch)
            left = len(ready) - start - len(batch)
            if left and not progress._commit_progress(len(batch), remaining=left):
                return False
        self._finish(rows, earlier)
        self._tell_done()
        return bool(progress._commit_progress(1))

    def _finish(self, rows, earlier=0):
        """What could not be taken over is listed again, with a file to correct.

        `earlier`: how many lines this import took over before these rows were read.
        """
        self._show_faults(rows)
        present = sum(row.present for row in rows) - earlier
        self.write({"state": "done", "present": max(present, 0), "file": False})

    def _tell_done(self):
        self.create_uid._bus_send(
            "simple_notification",
            {
                "type": "success",
                "title": self.env._("Cards taken over"),
                "message": self.env._(
                    "%(file)s: %(taken)s cards taken over, %(faulty)s faulty lines.",
                    file=self.file_name or "",
                    taken=self.taken,
                    faulty=self.faulty,
                ),
            },
        )

    def _take_over(self, rows):
        """All of them at once; where that fails, one by one, so that a bad line stops
        nothing but itself."""
        try:
            with self.env.cr.savepoint():
                self._create_cards(rows)
                self.taken += len(rows)
            return
        except (UserError, ValidationError, IntegrityError) as error:
            _logger.info("card file: line by line after %s", error)
            self.env.invalidate_all(flush=False)
        for row in rows:
            try:
                with self.env.cr.savepoint():
                    self._create_cards([row])
                    self.taken += 1
            except (UserError, ValidationError) as error:
                self.env.invalidate_all(flush=False)
                row.blame("", error.args[0])
            except IntegrityError:
                self.env.invalidate_all(flush=False)
                row.blame(
                    "",
                    self.env._(
                        "somebody made this card or customer at the same moment; "
                        "check the line"
                    ),
                )

    def _create_cards(self, rows):
        company = self.company_id
        today = business_day.today(self.env, company)
        # sudo: customers and cards of a manager's file; state, number, dates and level
        # are protected from direct writing
        env = (
            self.with_context(
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_activity_quick_update=True,
            )
            .sudo()
            .env
        )
        holders = self._save_holders(env, rows)
        cards = env["cs.vip.card"].create(
            [
                {
                    "partner_id": holder.id,
                    "program_id": row.values["tier_id"].program_id.id,
                    "tier_id": row.values["tier_id"].id,
                    "company_id": company.id,
                    "application_order_ids": [],
                    "document_type": row.values.get("document_type") or False,
                }
                for row, holder in zip(rows, holders, strict=True)
            ]
        )
        sequence = env["ir.sequence"].with_company(company)
        histories = []
        for card, row in zip(cards, rows, strict=True):
            values = row.values
            since = values.get("tier_date") or values["date_start"]
            number = values.get("number") or sequence.next_by_code("cs.vip.card")
            card.write(
                {
                    "name": number,
                    "state": "active",
                    "date_start": values["date_start"],
                    "date_end": values["date_end"],
                    "tier_date": since,
                    "takeover_purchase": values.get("last_purchase"),
                }
            )
            if values.get("document_number"):
                card.document_number = values["document_number"]
            histories.append(
                {
                    "card_id": card.id,
                    "date": since,
                    "tier_id": card.tier_id.id,
                    "reason": "takeover",
                }
            )
        env["cs.vip.tier.history"].create(histories)
        env.flush_all()
        for card, row in zip(cards, rows, strict=True):
            card._post(
                "opening",
                row.values.get("points") or 0,
                today,
                purpose="takeover",
                reference=self.env._("Taken over: %s", card.name),
            )
        cards._grant_benefits(SQL("card.date_start"))
        cards._card_changed()
        return cards

    def _save_holders(self, env, rows):
        """The customer of each line: found, or made. What is on file is not changed,
        only what is missing there is added."""
        values_list = [
            {"name": row.values["name"]}
            | {
                target: row.values[key]
                for key, target in HOLDER_FIELDS.items()
                if row.values.get(key)
            }
            for row in rows
        ]
        new = env["res.partner"].create(
            [
                {**values, "lang": self.env.lang}
                for row, values in zip(rows, values_list, strict=True)
                if not row.values.get("partner_id")
            ]
        )
        made = iter(new)
        holders = []
        for row, values in zip(rows, values_list, strict=True):
            known = row.values.get("partner_id")
            if not known:
                holders.append(next(made))
                continue
            holder = env["res.partner"].browse(known.id)
            missing = {name: v for name, v in values.items() if not holder[name]}
            if missing:
                holder.write(missing)
            holders.append(holder)
        return holders
