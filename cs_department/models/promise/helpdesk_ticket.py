from odoo import api, fields, models

from odoo.addons.cs_vip import business_day

from ..complaint.helpdesk_ticket import STAFF

PROMISED = {"cs_date_promised", "partner_id", "user_id"}


class HelpdeskTicket(models.Model):
    """The day on which the result is promised is a promise like any other, and a
    complaint is not closed over one that is open (C2, C14)."""

    _inherit = "helpdesk.ticket"

    cs_promise_id = fields.Many2one(
        "cs.promise",
        string="Promise of the Result",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered("cs_date_promised")._cs_follow_promise()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if PROMISED & vals.keys():
            self._cs_follow_promise()
        return result

    def _cs_follow_promise(self):
        """The line of the promise follows the ticket, as long as it is open."""
        # sudo: what was promised stays as it was said, but for the ticket's own day
        for ticket in self.sudo():
            promise = ticket._cs_own_promise()
            day = ticket.cs_date_promised
            if promise and not day:
                ticket._cs_end_promise(
                    promise, "released", ticket._cs_for_owner().env._("Taken back.")
                )
            elif promise and (promise.date_due == day or not promise._is_late()):
                ticket._cs_move_promise(promise)
            elif day and ticket.cs_promise_id.date_due != day:
                ticket._cs_make_promise()

    def _cs_own_promise(self):
        """The open promise of the result, empty once it was kept, broken or merged."""
        return self.cs_promise_id.filtered(
            lambda promise: promise.state == "open" and promise.ticket_id == self
        )

    def _cs_make_promise(self):
        day, owner = self.cs_date_promised, self.user_id or self.env.user
        if not self.partner_id or self.closed or owner.share:
            return
        today = business_day.today(self.env, self.company_id)
        self.cs_promise_id = self.env["cs.promise"].create(
            {
                "name": self._cs_for_owner().env._("Result promised to the customer"),
                "kind": "answer",
                "ticket_id": self.id,
                "user_id": owner.id,
                # a request that is entered later was promised then
                "date_promised": min(today, day),
                "date_due": day,
                "company_id": self.company_id.id,
            }
        )

    def _cs_move_promise(self, promise):
        day = self.cs_date_promised
        moved = promise.date_due != day
        promise.write(
            {
                "date_promised": min(promise.date_promised, day),
                "date_due": day,
                "partner_id": (self.partner_id or promise.partner_id).id,
            }
        )
        if self.user_id and self.user_id != promise.user_id:
            promise.user_id = self.user_id
        elif moved:
            promise._plan_reminder()

    def _cs_end_promise(self, promise, state, outcome=None):
        promise.outcome = outcome or promise.outcome
        promise._end(state)

    def _cs_record_closing(self, was_closed):
        """Closed in time, the result was told as promised."""
        result = super()._cs_record_closing(was_closed)
        # sudo: follows from the closing, whoever closes
        for ticket in (self - was_closed).filtered("closed").sudo():
            promise = ticket._cs_own_promise()
            if not promise or promise._is_late():
                continue
            if ticket.cs_closing_reason:
                ticket._cs_end_promise(promise, "released", ticket.cs_closing_reason)
            else:
                ticket._cs_end_promise(promise, "kept")
        return result

    def _cs_missing_outcome(self):
        return super()._cs_missing_outcome() + self._cs_unkept_promises()

    def _cs_still_running(self):
        running = super()._cs_still_running()
        return running + (self._cs_unkept_promises() if self.cs_is_complaint else [])

    def _cs_unkept_promises(self):
        """What stands in the way of closing, in words: all but a result in time."""
        # sudo: whether there are any
        promises = self.env["cs.promise"].sudo()
        promises = promises.search(
            [("ticket_id", "=", self.id), ("state", "=", "open")]
        )
        # sudo: as above
        own = self.sudo()._cs_own_promise().filtered(lambda p: not p._is_late())
        if promises - own:
            return [self.env._("the promises that are still open")]
        return []

    def _cs_withdraw(self, stage):
        """Who gives up a request releases us from what we promised about it."""
        open_ = self.env["cs.promise"].search(
            [("ticket_id", "=", self.id), ("state", "=", "open")]
        )
        self._cs_end_promise(
            open_, "released", self._cs_for_owner().env._("The request was withdrawn.")
        )
        return super()._cs_withdraw(stage)
