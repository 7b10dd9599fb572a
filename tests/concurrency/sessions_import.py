"""A card file taken over in the background, killed in the middle. See `arena.py`."""

from odoo.addons.cs_vip.tests.factories import card_file

from .arena import die


class TakeOver:
    """Run the scheduled action; optionally the process dies in one of the batches."""

    @staticmethod
    def prepare(env, size, dies_at, lines=0, wizard=0):
        if not wizard:
            found = env["cs.vip.card.import"].create(
                {"file": card_file(env, lines), "file_name": "cards.csv"}
            )
            found.action_check()
            found.state = "running"
            wizard = found.id
        return {"wizard": wizard, "size": size, "dies_at": dies_at}

    @staticmethod
    def contend(env, number, wizard, size, dies_at):
        """As the scheduler does it, in transactions of its own."""
        from odoo.addons.cs_vip.wizards import cs_vip_card_import_run as run

        run.BATCH = size
        Import = type(env["cs.vip.card.import"])
        create_cards, batches = Import._create_cards, []

        def create_and_die(self, rows):
            cards = create_cards(self, rows)
            batches.append(len(rows))
            if len(batches) == dies_at:
                die()
            return cards

        Import._create_cards = create_and_die
        cron = env.ref("cs_vip.cron_card_import")
        env.cr.commit()
        cron.method_direct_trigger()
        return sum(batches)

    @staticmethod
    def examine(env, wizard, size, dies_at):
        wizard = env["cs.vip.card.import"].browse(wizard)
        cards = env["cs.vip.card"].search(
            [("name", "=like", "OLD%"), ("create_uid", "=", wizard.create_uid.id)]
        )
        return {
            "state": wizard.state,
            "taken": wizard.taken,
            "present": wizard.present,
            "faulty": wizard.faulty,
            "cards": len(cards),
            "numbers": len(set(cards.mapped("name"))),
            "points": [
                card.points_balance - sum(card.entry_ids.mapped("points"))
                for card in cards
            ],
            "openings": len(cards.entry_ids),
        }


class SameFile:
    """Two managers take over the same file at the same moment."""

    @staticmethod
    def prepare(env, lines):
        file = card_file(env, lines)
        wizards = env["cs.vip.card.import"].create(
            [{"file": file, "file_name": "cards.csv"} for _session in range(2)]
        )
        for wizard in wizards:
            wizard.action_check()
        return {"wizards": wizards.ids, "before": env["cs.vip.card"].search_count([])}

    @staticmethod
    def contend(env, number, wizards, before):
        wizard = env["cs.vip.card.import"].browse(wizards[number])
        wizard.action_import()
        return wizard.taken

    @staticmethod
    def examine(env, wizards, before):
        return env["cs.vip.card"].search_count([]) - before
