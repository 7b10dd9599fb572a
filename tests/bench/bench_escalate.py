"""The escalation run over 200,000 open tickets of which 2,000 are overdue, unanswered
too (C5).

Against hand-written SQL that notes the same steps of the same tickets and knows nothing
of rights, companies, batches or of who is to be told. Each side has a clone of the same
database. Mails are not counted; whom they would go to is.
"""

from unittest.mock import patch

from tests.bench import seed

NAME = "escalate"
TICKETS = 200_000
OVERDUE = 2_000
MOMENT = "2026-11-21 08:00:00"
RATIO_AT_MOST = 3


def run(ctx):
    ours = ctx.clone("plain")
    with ctx.worker(ours, __file__) as worker:
        steps = worker.call("build").result
    ctx.analyze(ours)
    lean = ctx.clone(ours)
    with ctx.worker(ours, __file__) as us, ctx.worker(lean, __file__) as them:
        us.call("warm_up")
        them.call("warm_up")
        spent = us.call("escalate").wall
        spent_lean = them.call("escalate_lean").wall
        results = [us.call("digest").result, them.call("digest").result]
        again = us.call("escalate").wall
    if results[0] != results[1] or results[0][0] != steps * OVERDUE:
        raise AssertionError(f"ours and by hand differ: {results}")
    return [
        ctx.row(f"{NAME}.seconds", spent, "s", spent_lean, RATIO_AT_MOST),
        ctx.row(f"{NAME}.nothing_new", again, "s", spent_lean),
    ]


# What follows runs in the workers.


def build(env):
    """Each hundredth ticket has passed both of its deadlines two days ago; returns the
    number of steps that it has reached by that."""
    customer = env["res.partner"].create({"name": "Bench customer"})
    team = env["helpdesk.ticket.team"].create({"name": "Bench team"})
    ticket = env["helpdesk.ticket"].create(
        {
            "name": "Bench",
            "description": "Bench",
            "partner_id": customer.id,
            "team_id": team.id,
            "user_id": env.uid,
            "cs_request_type_id": env.ref("cs_department.request_type_complaint").id,
        }
    )
    env.flush_all()
    due = f"""'{MOMENT}'::timestamp + CASE WHEN n %% {TICKETS // OVERDUE} = 0
              THEN -1 ELSE 1 END * interval '2 days'"""
    with seed.bulk(env, "helpdesk.ticket"):
        seed.multiply(
            env,
            ticket,
            TICKETS,
            number="'BENCH' || n",
            cs_deadline=due,
            cs_first_answer_due=due,
        )
    env.cr.execute(
        "UPDATE helpdesk_ticket SET active = FALSE WHERE id = %s", ticket.ids
    )
    return env["cs.escalation.rule"].search_count([("hours", "<=", 48)])


def warm_up(env):
    env["cs.escalation.rule"]._cron_escalate("2020-01-01 00:00:00")
    env.cr.execute("SELECT count(cs_deadline) FROM helpdesk_ticket")


def escalate(env):
    rules = env["cs.escalation.rule"]
    with patch.object(type(rules), "_message", lambda self, user, ids: None):
        rules._cron_escalate(MOMENT)


def escalate_lean(env):
    for rule in env["cs.escalation.rule"].search([]):
        due = "cs_deadline" if rule.about == "deadline" else "cs_first_answer_due"
        env.cr.execute(
            f"""
            INSERT INTO cs_escalation
                   (rule_id, ticket_id, company_id, date, deadline,
                    create_uid, write_uid, create_date, write_date)
            SELECT %(rule)s, t.id, t.company_id, %(now)s, t.{due},
                   1, 1, %(now)s, %(now)s
              FROM helpdesk_ticket t
              JOIN helpdesk_ticket_stage s ON s.id = t.stage_id
             WHERE t.active AND NOT COALESCE(s.closed, FALSE)
               AND (t.cs_is_complaint OR NOT %(complaints)s)
               AND t.{due} <= %(now)s::timestamp - make_interval(hours => %(after)s)
               AND t.cs_pause_since IS NULL
               AND (t.cs_date_first_answer IS NULL OR %(remedy)s)
            """,
            {
                "rule": rule.id,
                "now": MOMENT,
                "after": int(rule.hours),
                "complaints": rule.complaints_only,
                "remedy": rule.about == "deadline",
            },
        )


def digest(env):
    env.cr.execute(
        """
        SELECT count(*), sum(ticket_id::bigint * rule_id) FROM cs_escalation
        """
    )
    count, checksum = env.cr.fetchone()
    return [count, int(checksum or 0)]
