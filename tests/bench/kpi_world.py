"""A service department of 200 people and a year of its work, for the benchmarks of the
appraisal."""

from datetime import date

from tests.bench import seed

PEOPLE = 200
FEW = 20
TICKETS = 200_000
CALLBACKS = 500_000
RATINGS = 100_000
FEEDBACK = 15_000
MONTH = date(2026, 10, 1)
EARLIER = date(2026, 9, 1)
YEAR = "'2026-01-01'::timestamp + ((n * 71) %% 365) * interval '1 day' + interval '4 h'"
DAY = "'2026-01-01'::date + (n * 71) %% 365"


def build(env):
    """Returns the ids of the employees."""
    company = env.company
    company.resource_calendar_id.tz = "Asia/Shanghai"
    users = _users(env)
    department = env["hr.department"].create({"name": "Bench desk"})
    employees = (
        env["hr.employee"]
        .with_context(tracking_disable=True)
        .create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "department_id": department.id,
                }
                for user in users
            ]
        )
    )
    customer = env["res.partner"].create(
        {"name": "Bench customer", "phone": "+86 138 0000 0000"}
    )
    _pour(env, users[0], customer, f"{users[0].id} + n %% {PEOPLE}")
    _incidents(env, employees)
    return employees.ids


def _users(env):
    """Online agents; one by hand, the others copied from that one."""
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench agent",
                "login": "bench-agent-0",
                "group_ids": [(6, 0, env.ref("cs_department.group_online_agent").ids)],
            }
        )
    )
    others = PEOPLE - 1
    with seed.bulk(env, "res.partner", "res.users"):
        partners = seed.multiply(
            env,
            user.partner_id,
            others,
            name="'Bench agent ' || n",
            complete_name="'Bench agent ' || n",
            commercial_partner_id="copy.id",
        )
        first = seed.multiply(
            env,
            user,
            others,
            login="'bench-agent-' || n",
            partner_id=f"{partners} + n",
        )
        for table, column in (
            ("res_groups_users_rel", "gid"),
            ("res_company_users_rel", "cid"),
        ):
            name = "uid" if column == "gid" else "user_id"
            env.cr.execute(
                f"""
                INSERT INTO {table} ({column}, {name})
                SELECT {column}, {first} + n
                  FROM {table}, generate_series(1, {others}) n
                 WHERE {name} = {user.id}
                """
            )
    env.registry.clear_cache()
    if first != user.id:
        raise AssertionError("the users' ids have gaps")
    return user.browse(range(user.id, user.id + PEOPLE))


def _pour(env, user, customer, owner):
    ticket = env["helpdesk.ticket"].create(
        {
            "name": "Bench request",
            "description": "<p>It creaks.</p>",
            "partner_id": customer.id,
            "user_id": user.id,
            "company_id": env.company.id,
            "cs_request_type_id": env.ref("cs_department.request_type_complaint").id,
        }
    )
    callback = env["cs.callback"].create(
        {
            "partner_id": customer.id,
            "user_id": user.id,
            "purpose": "other",
            "date_planned": MONTH,
            "company_id": env.company.id,
        }
    )
    rating = env["rating.rating"].create(
        {
            "res_model_id": env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": ticket.id,
            "rating": 4,
            "consumed": True,
            "partner_id": customer.id,
        }
    )
    topic = env["cs.feedback.topic"].create({"name": "Bench"})
    feedback = env["cs.feedback"].create(
        {
            "partner_id": customer.id,
            "user_id": user.id,
            "topic_id": topic.id,
            "description": "The drawer sticks.",
            "company_id": env.company.id,
        }
    )
    models = ("helpdesk.ticket", "cs.callback", "rating.rating", "cs.feedback")
    with seed.bulk(env, *models):
        tickets = seed.multiply(
            env,
            ticket,
            TICKETS,
            number="'BENCH' || n",
            access_token="NULL",
            user_id=owner,
            cs_closed_user_id=owner,
            cs_is_complaint="n %% 4 = 0",
            cs_satisfied="n %% 50 > 0",
            cs_reopen_count="CASE WHEN n %% 30 = 0 THEN 1 ELSE 0 END",
            cs_date_received=f"{YEAR} - interval '2 days'",
            closed_date=YEAR,
            cs_deadline=f"{YEAR} + ((n %% 10) - 1) * interval '1 hour'",
        )
        seed.multiply(
            env,
            callback,
            CALLBACKS,
            user_id=owner,
            date_planned=DAY,
            state="CASE WHEN n %% 20 = 0 THEN 'planned' ELSE 'done' END",
            date_done=f"CASE WHEN n %% 20 = 0 THEN NULL ELSE {DAY} END",
            satisfaction="CASE WHEN n %% 3 = 0 THEN 3 + n %% 3 ELSE 0 END",
        )
        seed.multiply(
            env,
            rating,
            RATINGS,
            access_token="'bench' || n",
            res_id=f"{tickets} + n",
            rating="1 + n %% 5",
            rated_on=YEAR,
        )
        seed.multiply(env, feedback, FEEDBACK, user_id=owner, date=DAY)


def _incidents(env, employees):
    rule = env.ref("cs_kpi.rule_chat")
    env["cs.kpi.incident"].with_context(tracking_disable=True).create(
        [
            {
                "employee_id": employee.id,
                "date": MONTH,
                "kind": rule.kind,
                "rule_id": rule.id,
                "description": "Seen at the counter.",
                "company_id": env.company.id,
            }
            for employee in employees[::10]
        ]
    )


def everybody(env):
    department = env["hr.department"].search([("name", "=", "Bench desk")])
    return env["hr.employee"].search(
        [("department_id", "=", department.id)], order="id"
    )
