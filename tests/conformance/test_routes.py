"""Every route of ours refuses foreign ids and wrong tokens, and no GET changes business
data.
"""

import re

from odoo.http import Request, _generate_routing_rules
from odoo.tests import HttpCase, tagged

from .common import HERE, ConformanceCase, Exceptions, addon_rows, read_csv
from .writes import Writes

PARAMETER = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
REFUSED = (400, 403, 404, 405)
ELSEWHERE = re.compile(
    r"^(https?://[^/]+)?(/[a-z]{2}(_[A-Z]{2})?)?/(web/login|my/?$|my/home|web/?$)"
)
LANGUAGE = re.compile(r"^(https?://[^/]+)?/[a-z]{2}(_[A-Z]{2})?(?P<address>/.*)$")
WRONG_TOKEN = "no-such-token"


@tagged("post_install", "-at_install")
class TestRoutes(HttpCase, ConformanceCase):
    """``routes.csv``: for each parameter of a route, in its path or sent with it, the
    model whose id it takes, ``factory`` where factories.ROUTES makes the record, or a
    literal value after ``=``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.byproducts = {row["table"] for row in read_csv(HERE / "byproducts.csv")}
        cls.customer = cls.make_user("base.group_portal", "conformance-customer")
        cls.stranger = cls.make_user("base.group_portal", "conformance-stranger")
        cls.employee = cls.make_user("base.group_user", "conformance-employee")
        cls.parameters = {
            (row["route"], row["parameter"]): row["value"]
            for row in addon_rows("routes.csv", cls.addons)
        }
        cls.records = {}

    def _routes(self):
        """(address, routing) of the routes that a controller of ours defines or
        overrides.
        """
        found = {}
        rules = _generate_routing_rules(sorted(self.registry._init_modules), False)
        for route, endpoint in rules:
            method = endpoint.func
            for base in type(method.__self__).mro():
                path = base.__module__.split(".")
                if (
                    path[:2] == ["odoo", "addons"]
                    and path[2] in self.addons
                    and method.__name__ in vars(base)
                ):
                    found[route] = endpoint.routing
        return sorted(found.items())

    def _address(self, route, owner):
        """The route and its other values with ids of records of a portal user; these
        records; what is missing in routes.csv.
        """
        records = []
        problems = []

        def value(name):
            given = self.parameters.get((route, name))
            if given is None:
                problems.append(f"{route}: parameter {name} is not in routes.csv")
                return "0"
            if given.startswith("="):
                return given[1:]
            if given == "factory":
                given = route, name
            if (given, owner) not in self.records:
                make = self.factories.get(given) or self.route_factories[given]
                self.records[given, owner] = make(self.env, 1, owner=owner)
                self.env.flush_all()
            records.append(self.records[given, owner])
            return str(self.records[given, owner].id)

        in_path = PARAMETER.findall(route)
        address = PARAMETER.sub(lambda match: value(match.group(1)), route)
        values = {
            name: value(name)
            for listed, name in self.parameters
            if listed == route and name not in in_path
        }
        return address, values, records, problems

    def _request(self, routing, address, **values):
        """Ask in the way the route wants it; a POST has a valid CSRF token."""
        if routing["type"] != "http":
            return self.url_open(address, json=self.build_rpc_payload(values))
        methods = routing.get("methods") or ["GET"]
        if "GET" in methods:
            response = self.url_open(address, params=values, allow_redirects=False)
            # the same page in the visitor's language is no answer yet
            there = LANGUAGE.match(response.headers.get("Location", ""))
            if there and there["address"].startswith(address):
                address = response.headers["Location"]
                response = self.url_open(address, allow_redirects=False)
            return response
        values["csrf_token"] = Request.csrf_token(self)
        return self.url_open(address, data=values, allow_redirects=False)

    def _refused(self, response):
        if response.status_code in REFUSED:
            return True
        if response.is_redirect:
            return bool(ELSEWHERE.match(response.headers["Location"]))
        return response.headers["Content-Type"].startswith("application/json") and (
            "error" in response.json()
        )

    def test_foreign_ids_and_wrong_tokens(self):
        """A visitor, another customer and an employee without role are refused and
        change nothing.
        """
        problems = []
        writes = Writes(self.env.cr)
        for route, routing in self._routes():
            address, form, records, missing = self._address(route, self.stranger)
            problems += missing
            if not records:
                continue
            for user in (None, self.customer, self.employee):
                self.authenticate(user and user.login, user and user.login)
                for wrong in ({}, {"access_token": WRONG_TOKEN, "token": WRONG_TOKEN}):
                    writes.since()
                    response = self._request(routing, address, **form, **wrong)
                    who = f"{route} for {user.login if user else 'a visitor'}"
                    if not self._refused(response):
                        problems.append(f"{who}: {response.status_code}, not refused")
                    problems += [
                        f"{who}: {operation} on {table}"
                        for table, operation in writes.since()
                        if table not in self.byproducts
                    ]
                    problems += [
                        f"{who}: shows {record.display_name}"
                        for record in records
                        if record.display_name in response.text
                    ]
            self.authenticate(self.stranger.login, self.stranger.login)
            if self._refused(self._request(routing, address, **form)):
                problems.append(f"{route}: refused to its owner, so nothing is proven")
        self.assertNoProblem(problems, "routes open to strangers")

    def test_pages_without_id_need_a_login(self):
        """A page of ours that is not meant for visitors sends them to the login."""
        public = Exceptions("public_routes.csv", self.addons)
        problems = []
        for route, routing in self._routes():
            if PARAMETER.search(route) or public.allow(route=route):
                continue
            self.authenticate(None, None)
            if not self._refused(self._request(routing, route)):
                problems.append(f"{route}: open to visitors")
        self.assertNoProblem(problems + public.problems(), "routes open to visitors")

    def test_get_changes_nothing(self):
        """The customer opens each page of ours on own records: it opens, and no row
        changes.
        """
        problems = []
        writes = Writes(self.env.cr)
        for route, routing in self._routes():
            if routing["type"] != "http" or "GET" not in (
                routing["methods"] or ["GET"]
            ):
                continue
            address, form, _records, missing = self._address(route, self.customer)
            problems += missing
            for user in (self.customer, self.env.ref("base.user_admin")):
                self.authenticate(user.login, user.login)
                self.url_open("/my")  # core creates the settings of a new user
                writes.since()
                response = self.url_open(address, params=form)
                if not response.ok and user == self.customer:
                    problems.append(f"{route}: {response.status_code} for its owner")
                problems += [
                    f"{route} for {user.login}: {operation} on {table}"
                    for table, operation in writes.since()
                    if table not in self.byproducts
                ]
        self.assertNoProblem(problems, "GET requests that change something")
