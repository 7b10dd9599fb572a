"""Two of the card desk who press the same button. Scenarios of `arena.py`."""

from datetime import timedelta
from importlib import import_module

from odoo import fields

from odoo.addons.cs_vip.tests.factories import FACTORIES, applications

from .arena import die
from .sessions_vip import card_with_points, ledger


def managers(env, number):
    group = env.ref("cs_vip.group_manager")
    return env["res.users"].create(
        [
            {
                "name": f"Manager {serial}",
                "login": f"desk_manager_{env.cr.now().timestamp()}_{serial}",
                "group_ids": [(4, group.id)],
            }
            for serial in range(number)
        ]
    )


class Correction:
    """Two managers approve the correction of a third."""

    @staticmethod
    def prepare(env):
        card = card_with_points(env, 100)
        users = managers(env, 3)
        correction = (
            env["cs.vip.correction"]
            .with_user(users[0])
            ._request(card.with_user(users[0]), 1000, "Forgotten")
        )
        return {"card": card.id, "correction": correction.id, "users": users[1:].ids}

    @staticmethod
    def contend(env, number, card, correction, users):
        correction = env["cs.vip.correction"].browse(correction)
        correction.with_user(users[number]).action_approve()
        return number

    @staticmethod
    def examine(env, card, correction, users):
        correction = env["cs.vip.correction"].browse(correction)
        return {
            **ledger(env["cs.vip.card"].browse(card)),
            "state": correction.state,
            "approver": users.index(correction.approver_id.id),
        }


class CorrectionWizard:
    """The same window, its button pressed twice."""

    @staticmethod
    def prepare(env):
        card = card_with_points(env, 100)
        user = managers(env, 1)
        wizard = (
            env["cs.vip.points.correction"]
            .with_user(user)
            .create({"card_id": card.id, "points": 10, "reason": "Forgotten"})
        )
        return {"card": card.id, "wizard": wizard.id, "user": user.id}

    @staticmethod
    def contend(env, number, card, wizard, user):
        wizard = env["cs.vip.points.correction"].browse(wizard)
        wizard.with_user(user).action_correct()
        return number

    @staticmethod
    def examine(env, card, wizard, user):
        return ledger(env["cs.vip.card"].browse(card))


class CorrectionParts:
    """Two managers each correct as much as one may alone in a month."""

    @staticmethod
    def prepare(env):
        card = card_with_points(env, 100)
        users = managers(env, 3)
        return {"card": card.id, "users": users.ids}

    @staticmethod
    def contend(env, number, card, users):
        card = env["cs.vip.card"].browse(card).with_user(users[number])
        limit = card.program_id.correction_limit
        return card.env["cs.vip.correction"]._request(card, limit, "Forgotten").state

    @staticmethod
    def examine(env, card, users):
        return ledger(env["cs.vip.card"].browse(card))


class Reissue:
    """Two of the desk issue the same two cards anew, both windows open before."""

    @staticmethod
    def prepare(env):
        cards = FACTORIES["cs.vip.card"](env, 2)
        cards.action_suspend()
        windows = [
            env["cs.vip.card.reissue"]
            .with_context(active_ids=cards.ids)
            .create({"reason": "Lost"})
            .id
            for _session in range(2)
        ]
        return {
            "cards": cards.ids,
            "numbers": cards.mapped("name"),
            "windows": windows,
        }

    @staticmethod
    def contend(env, number, cards, numbers, windows):
        env["cs.vip.card.reissue"].browse(windows[number]).action_reissue()
        return number

    @staticmethod
    def examine(env, cards, numbers, windows):
        cards = env["cs.vip.card"].browse(cards)
        return {
            "states": cards.mapped("state"),
            "old": cards.number_ids.sorted("card_id").mapped("name"),
            "new": cards.mapped("name"),
        }


class Approve:
    """Two of the desk approve the same applications from the list."""

    @staticmethod
    def prepare(env):
        cards = applications(env, 3)
        cards.action_submit()
        return {"cards": cards.ids}

    @staticmethod
    def contend(env, number, cards):
        env["cs.vip.card"].browse(cards).action_approve()
        return number

    @staticmethod
    def examine(env, cards):
        cards = env["cs.vip.card"].browse(cards)
        return {
            "states": cards.mapped("state"),
            "numbers": len(set(cards.mapped("name"))),
            "levels": len(cards.history_ids),
        }


class Killed:
    """A job of the card desk, killed in its second batch where it `dies`."""

    JOBS = {
        "escalate": ("cs_vip_card_deadline", "_escalate", "cron_escalate_applications"),
        "erase": ("cs_vip_card_retention", "_erase_application", "cron_erase_ended"),
    }

    @classmethod
    def prepare(cls, env, job, dies, cards=None):
        if cards is None:
            made = applications(env, 5)
            made.action_submit()
            long_ago = fields.Date.today() - timedelta(days=3650)
            made.date_submitted = long_ago
            if job == "erase":
                made.action_refuse("Not legible")
                made.date_refused = long_ago
            cards = made.ids
        return {"job": job, "dies": dies, "cards": cards}

    @classmethod
    def contend(cls, env, number, job, dies, cards):
        """As the scheduler does it, in transactions of its own."""
        module, step, cron = cls.JOBS[job]
        import_module(f"odoo.addons.cs_vip.models.{module}").BATCH = 2
        Card = type(env["cs.vip.card"])
        original, batches = getattr(Card, step), []

        def step_and_die(self, *args):
            result = original(self, *args)
            batches.append(len(self))
            if dies and len(batches) == 2:
                self.env.flush_all()
                die()
            return result

        setattr(Card, step, step_and_die)
        env.cr.commit()
        env.ref(f"cs_vip.{cron}").method_direct_trigger()
        return sum(batches)

    @classmethod
    def examine(cls, env, job, dies, cards):
        cards = env["cs.vip.card"].browse(cards)
        overdue = env.ref("cs_vip.activity_overdue_application")
        return {
            "tasks": [
                len(card.activity_ids.filtered(lambda a: a.activity_type_id == overdue))
                for card in cards
            ],
            "escalated": [bool(card.date_escalated) for card in cards],
            "erased": [bool(card.date_erased) for card in cards],
            "documents": env["cs.vip.document"].search_count(
                [("card_id", "in", cards.ids)]
            ),
        }
