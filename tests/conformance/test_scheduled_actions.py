"""A scheduled action that runs twice in a row changes nothing the second time."""

from .common import ConformanceCase
from .writes import Writes

# Where the scheduler notes that it ran.
SCHEDULER = {"ir_cron", "ir_cron_progress", "ir_cron_trigger"}


class TestScheduledActions(ConformanceCase):
    def test_second_run_changes_nothing(self):
        crons = self.our_records("ir.cron")
        self.make_samples()
        problems = []
        for cron in crons:
            name = cron.get_external_id()[cron.id]
            if name not in self.due:
                problems.append(f"{name}: nothing in factories.DUE")
                continue
            self.due[name](self.env)
            self.env.flush_all()
            writes = Writes(self.env.cr)
            first = self._run(cron, writes)
            second = self._run(cron, writes)
            if isinstance(first, str) or isinstance(second, str):
                problems.append(f"{name}: {first} {second}")
            elif not first:
                problems.append(f"{name}: does nothing on what is due")
            elif second:
                problems.append(f"{name}: writes again: {sorted(second)}")
        self.assertNoProblem(problems, "scheduled actions")

    def _run(self, cron, writes):
        """What a run by the scheduler wrote, or the error it ended in."""
        writes.since()
        with self.enter_registry_test_mode():
            result = cron.method_direct_trigger()
        if isinstance(result, dict):
            return result["params"]["data"]["debug"][-800:]
        return {item for item in writes.since() if item[0] not in SCHEDULER}
