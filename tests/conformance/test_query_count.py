"""Opening a view costs as many queries for 80 rows as for 20."""

from lxml import etree

from .client import Client
from .common import ConformanceCase, addon_rows

FEW, MANY = 20, 80
KINDS = ("list", "kanban", "form", "calendar", "pivot", "graph", "activity")


class TestQueryCount(ConformanceCase):
    def test_views(self):
        """List, kanban, form and the other views of ours, opened by a role that sees
        all rows.
        """
        users = self.make_roles()
        problems = []
        measured = 0
        small = {row["model"] for row in addon_rows("small_models.csv", self.addons)}
        for model, views in self._views().items():
            if model in small:
                continue
            found, error = self.undone(
                lambda model=model, views=views: self._compare(model, views, users)
            )
            problems += found or ([f"{model}: {error!r}"] if error else [])
            measured += len(views)
        self.assertNoProblem(problems, "views that query for each row")
        self.assertTrue(measured)

    def _compare(self, model, views, users):
        few = self.make_records(model, FEW)
        readers = [
            user
            for user in users.values()
            if user._is_internal() and self._sees_all(user, few)
        ]
        if not readers:
            return [f"{model}: no role sees what the factory makes"]
        client = Client(self.env, readers[-1])
        client.limit = MANY + 1  # a full page costs a query more, for the count
        costs = {view: self._cost(client, view, few.ids) for view in views}
        all_ids = (few + self.make_records(model, MANY - FEW)).ids
        problems = []
        for view, few_cost in costs.items():
            many_cost = self._cost(client, view, all_ids)
            if many_cost > few_cost:
                problems.append(
                    f"{view.xml_id} ({view.type}): {few_cost} queries for {FEW}, "
                    f"{many_cost} for {MANY}"
                )
        return problems

    def _views(self):
        """Views of ours by model, extended ones of others too."""
        views = {}
        for view in self.our_records("ir.ui.view"):
            while view.mode == "extension" and view.inherit_id:
                view = view.inherit_id
            if (
                view.type in KINDS
                and view.model in self.factories
                and not self.env[view.model]._transient
            ):
                views.setdefault(view.model, set()).add(view)
        return {
            model: sorted(views[model], key=lambda view: view.id)
            for model in sorted(views)
        }

    def _sees_all(self, user, records):
        records = records.with_user(user)
        return records.has_access("read") and len(
            records.with_context(active_test=False).search([("id", "in", records.ids)])
        ) == len(records)

    def _cost(self, client, view, ids):
        """Queries of the second opening: the first fills what the server keeps for
        good.
        """
        model = client.env[view.model]
        loaded = model.get_views([(view.id, view.type)])
        arch = etree.fromstring(loaded["views"][view.type]["arch"])
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            if view.type == "form":
                client.read_form(model, arch, ids, self.addons)
            else:
                client.open_view(model, loaded, view.type, [("id", "in", ids)])
        return self.env.cr.sql_log_count - before
