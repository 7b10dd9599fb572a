"""Sessions that decide on one appraisal. Each class is a scenario of `arena.py`."""

from odoo.addons.cs_kpi.tests.factories import FACTORIES


class Confirm:
    """Two managers confirm the same appraisal."""

    @staticmethod
    def prepare(env):
        managers = env["res.users"].create(
            [
                {
                    "name": f"Manager {number}",
                    "login": f"manager-{number}",
                    "group_ids": [(4, env.ref("cs_department.group_manager").id)],
                }
                for number in range(2)
            ]
        )
        appraisal = FACTORIES["cs.kpi.appraisal"](env, 1)
        return {"appraisal": appraisal.id, "managers": managers.ids}

    @staticmethod
    def contend(env, number, appraisal, managers):
        env = env(user=managers[number], su=False)
        env["cs.kpi.appraisal"].browse(appraisal).action_confirm()
        return managers[number]

    @staticmethod
    def examine(env, appraisal, managers):
        appraisal = env["cs.kpi.appraisal"].browse(appraisal)
        return {
            "state": appraisal.state,
            "by": appraisal.confirmed_by_id.id,
            "names": env["res.users"].browse(managers).mapped("name"),
        }
