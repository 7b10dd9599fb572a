"""Who may do what: the access matrix of each addon, and the record rules."""

from odoo.exceptions import AccessError

from .common import OPERATIONS, ConformanceCase, Exceptions, addon_rows


class TestAccessMatrix(ConformanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.make_roles()

    def test_access_matrix(self):
        """What each role may do to each model of ours is what ``access_matrix.csv``
        says, no more, no less.
        """
        expected = {}
        problems = []
        for row in addon_rows("access_matrix.csv", self.addons):
            key = row["model"], row["group"]
            if key in expected:
                problems.append(f"{key[0]} × {key[1]}: listed twice")
            expected[key] = "".join(row[operation] for operation in OPERATIONS)
        for model in self.tables:
            for group, user in self.users.items():
                access = self.env[model].with_user(user)
                actual = "".join(
                    "1" if access.has_access(operation) else "0"
                    for operation in OPERATIONS
                )
                wanted = expected.get((model, group))
                if wanted is None:
                    problems.append(f"{model} × {group}: not listed, is {actual}")
                elif wanted != actual:
                    problems.append(f"{model} × {group}: {actual}, expected {wanted}")
        for model, group in expected:
            if model not in self.tables:
                problems.append(f"{model} × {group}: no such model of ours")
            elif group not in self.users and group.split(".")[0] in self.addons:
                problems.append(f"{model} × {group}: no such group")
        self.assertNoProblem(problems, "create/read/write/unlink differ")


class TestRecordRules(ConformanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.users = cls.make_roles()

    def _sees(self, user, record) -> bool:
        """Whether a user finds and reads a record; both must agree."""
        record = record.with_user(user).with_context(allowed_company_ids=None)
        if not record.browse().has_access("read"):
            return False
        found = bool(
            record.with_context(active_test=False).search_count(
                [("id", "=", record.id)]
            )
        )
        try:
            record.check_access("read")
            readable = True
        except AccessError:
            readable = False
        self.assertEqual(found, readable, f"{record._name}: {user.login}")
        return found

    def test_other_company(self):
        """A record of another company is not there for anyone; the same record of one's
        own company is.
        """
        problems = []
        for model in self.stored_models:
            if (
                model not in self.factories
                or "company_id" not in self.env[model]._fields
            ):
                continue
            readers = [
                (group, user)
                for group, user in self.users.items()
                if self.env[model].with_user(user).has_access("read")
            ]
            foreign = self.make_records(model, 1, company=self.other_company)
            if foreign.company_id != self.other_company:
                problems.append(f"{model}: the factory ignores the company")
            for group, user in readers:
                if self._sees(user, foreign):
                    problems.append(f"{model}: {group} sees another company's record")
            own = self.make_records(model, 1)
            if readers and not any(self._sees(user, own) for _group, user in readers):
                problems.append(f"{model}: no role sees a record of its own company")
        self.assertNoProblem(problems, "company rules")

    def test_own_and_other_records(self):
        """``record_access.csv``: what a role may do to its own records and to those of
        a colleague.
        """
        problems = []
        rows = addon_rows("record_access.csv", self.addons)
        for row in rows:
            if row["group"] in self.users:
                found, error = self.undone(lambda row=row: self._row_problems(row))
                problems += found or ([repr(error)] if error else [])
        self.assertNoProblem(problems, "own and other records")
        self.assertTrue(rows)

    def _row_problems(self, row):
        model, group = row["model"], row["group"]
        user = owner = self.users[group]
        if row["record"] == "other":
            owner = self.make_user(group, f"conformance-{group}-colleague")
        record = self.make_records(model, 1, owner=owner).with_user(user)
        problems = []
        for operation in ("read", "write", "unlink"):
            actual = record.has_access(operation)
            if actual != (row[operation] == "1"):
                may = "may" if actual else "may not"
                problems.append(f"{model}: {group} {may} {operation} {row['record']}")
        if self._sees(user, record) != (row["read"] == "1"):
            problems.append(f"{model}: {group} finds {row['record']} differently")
        return problems


class TestModelSecurity(ConformanceCase):
    def test_company_rule(self):
        """Every stored model belongs to a company and has a global rule for it."""
        allowed = Exceptions("no_company.csv", self.addons)
        problems = []
        for name in self.stored_models:
            field = self.env[name]._fields.get("company_id")
            if field is None or not field.store:
                if not allowed.allow(model=name):
                    problems.append(f"{name}: no stored company_id")
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            texts = [
                (rule.domain_force or "").replace(" ", "")
                for rule in rules
                if rule["global"] and all(rule[f"perm_{op}"] for op in OPERATIONS)
            ]
            if not any(
                "company_id" in text and "company_ids" in text for text in texts
            ):
                problems.append(f"{name}: no global rule on company_ids")
        self.assertNoProblem(problems + allowed.problems(), "models without company")
